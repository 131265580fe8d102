#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs.py TREE: the files and functions that the pages name between backticks are there."""
import os
import re
import subprocess
import sys

PLACEHOLDER = re.compile(r'NAME|ROOM|\*')


def tracked(top):
    listed = subprocess.run(['git', '-c', 'safe.directory=*', '-C', top, 'ls-files', '-co', '--exclude-standard'],
                            capture_output=True, text=True)
    if listed.returncode == 0:
        return set(listed.stdout.splitlines())
    return {os.path.relpath(os.path.join(d, f), top) for d, _, files in os.walk(top) for f in files}


def code(top, files):
    parts = []
    for name in sorted(files):
        if name.endswith(('.c', '.h', '.inc')) and os.path.exists(os.path.join(top, name)):
            with open(os.path.join(top, name), encoding='utf-8', errors='replace') as f:
                parts.append(f.read())
    return '\n'.join(parts)


def missing(text, files, source):
    """what a page names that is not there"""
    names = {os.path.basename(f) for f in files}
    for word in sorted(set(re.findall(r'`([^`\n]+)`', text))):
        function = re.fullmatch(r'(\w+) ?\(\)', word)
        if function and not re.search(r'\b%s\b' % function.group(1), source):
            yield word
        if not re.fullmatch(r'[\w./-]+\.(c|h|py|tsv|md|sh|inc|test|1)', word) or PLACEHOLDER.search(word):
            continue
        if word.startswith('..') or ('/' not in word and word in names):
            continue
        if not any(f == word or f.endswith('/' + word) for f in files):
            yield word


def main():
    top = sys.argv[1]
    files = tracked(top)
    source = code(top, files)
    pages = [f for f in files if f.endswith('.md') and (f == 'README.md' or f.startswith('docs/'))]
    # The judge of ../shared is named, too.
    wrong = [(p, w) for p in sorted(pages)
             for w in missing(open(os.path.join(top, p), encoding='utf-8').read(), files, source) if w != 'score.py']
    for page, word in wrong:
        print('%s: there is no %s' % (page, word))
    # It can fail.
    seen = list(missing('`src/base/no_such_file.c` and `ox_no_such_function ()`', files, source))
    print('%d pages, %d names that are not there' % (len(pages), len(wrong)))
    sys.exit(1 if wrong or len(seen) != 2 or not pages else 0)


if __name__ == '__main__':
    main()
