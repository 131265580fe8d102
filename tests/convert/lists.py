#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""lists.py OXCART MAPPING-TOOL CORPUS SHARED LISTS [--update] : what a mail has no place for gets less, never more.

LISTS holds two lists: the properties that say nothing of a message (not-applicable.txt), and those that the
real messages and the samples lose in the format of their class (lost.txt; known properties and numbers, for names
that a program made up are its own). A property that is in neither list and comes up is a failure; so is one
that is in a list and comes up no more: take it out."""
import json
import os
import re
import subprocess
import sys
import tempfile


def messages(folder):
    return sorted(os.path.join(d, f) for d, _, files in os.walk(folder) for f in files if f.endswith(('.msg', '.oft')))


def lost_in(oxcart, files):
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run([oxcart, 'convert', '-q', '--report=json', '-o', out + '/', *files],
                              capture_output=True, timeout=280)
    names = set()
    for line in done.stdout.splitlines():
        for p in json.loads(line)['properties']:
            if p['fate'] == 'lost' and re.fullmatch(r'Pid\w+|0x[0-7][0-9A-F]{3}', p['name']):
                names.add(p['name'])
    return names


def compare(path, now, may_vanish, update):
    then = set(open(path).read().split()) if os.path.exists(path) else set()
    if update:
        with open(path, 'w') as out:
            out.write('\n'.join(sorted(now)) + '\n')
        return 0
    more, less = now - then, set() if may_vanish else then - now
    if more:
        print(f'{path}: new: {" ".join(sorted(more))}')
    if less:
        print(f'{path}: no more, take them out: {" ".join(sorted(less))}')
    return len(more) + len(less)


def main():
    update = '--update' in sys.argv
    oxcart, tool, corpus, shared, lists = [a for a in sys.argv[1:] if a != '--update']
    said = subprocess.run([tool], capture_output=True, text=True, check=True).stdout
    none = {row.split('\t')[1] for row in said.splitlines() if row.startswith('not-applicable\t')}
    real = messages(os.path.join(shared, 'corpus/msg'))
    lost = lost_in(oxcart, messages(corpus) + real)
    wrong = compare(os.path.join(lists, 'not-applicable.txt'), none, False, update)
    wrong += compare(os.path.join(lists, 'lost.txt'), lost, not real, update)
    print(f'{len(none)} not applicable, {len(lost)} lost' + ('' if real else ' (of the samples alone)'))
    return 1 if wrong or not none else 0


if __name__ == '__main__':
    sys.exit(main())
