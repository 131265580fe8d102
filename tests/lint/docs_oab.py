#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs_oab.py DOCUMENT CORPUS: the bytes that docs/oab.md explains are those of the samples: in its listings each line
with an offset and bytes, or a text in quotes (with "..." where it is shortened), stands there in the file."""
import os
import re
import sys

LINE = re.compile(r'^(?:([a-z]+\.oab) +)? *([0-9a-f]{3})  ((?:[0-9a-f]{2})(?: [0-9a-f]{2})*|"[^"]*" 00)(?:  |$)')
FOLDER = re.compile(r'`corpus/oab/([^`]+)`')


def main():
    document, corpus = sys.argv[1:]
    sample, name, listing, checked, wrong = None, None, False, 0, []
    for number, line in enumerate(open(document, encoding='utf-8'), 1):
        found = FOLDER.search(line)
        sample = found.group(1) if found else sample
        if line.startswith('```'):
            listing, name = not listing, None
        match = LINE.match(line.rstrip('\n')) if listing and sample else None
        if not match:
            continue
        name = match.group(1) or name
        path = os.path.join(corpus, 'oab', sample, name) if name else os.path.join(corpus, 'oab', sample)
        data = open(path, 'rb').read()[int(match.group(2), 16):]
        said = match.group(3)
        if said.startswith('"'):
            pattern = b'.*?'.join(re.escape(p.encode()) for p in said[1:-4].split('...')) + b'\\0'
            right = re.match(pattern, data) is not None
        else:
            right = data.startswith(bytes.fromhex(said))
        checked += 1
        if not right:
            wrong.append('%s:%d: not in %s: %s' % (document, number, path, line.strip()))
    print('\n'.join(wrong))
    print('%d lines checked, %d wrong' % (checked, len(wrong)))
    sys.exit(1 if wrong or checked < 40 else 0)


main()
