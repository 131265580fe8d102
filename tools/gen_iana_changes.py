#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""gen_iana_changes.py TABLE OUT : data/iana-changes.tsv as C tables, of zones and of their changes."""
import sys

with open(sys.argv[1], encoding='utf-8') as f:
    head = f.readline()
    rows = [line.rstrip('\n').split('\t') for line in f if line.strip()]
assert rows == sorted(rows), 'rows stand in the order of the names'
zones, changes = [], []
for name, offset, list_ in rows:
    pairs = [tuple(map(int, pair.split(':'))) for pair in list_.split()]
    assert pairs == sorted(pairs)
    zones.append('{ "%s", %s, %d, %d },' % (name, offset, len(changes), len(pairs)))
    changes += ['{ %d, %d },' % pair for pair in pairs]
with open(sys.argv[2], 'w', encoding='utf-8') as f:
    f.write('#define IANA_CHANGES_VERSION "%s"\n' % head.split()[-1])
    f.write('static const IanaChange changes[] = {\n%s\n};\n' % '\n'.join(changes))
    f.write('static const IanaRow zones[] = {\n%s\n};\n' % '\n'.join(zones))
