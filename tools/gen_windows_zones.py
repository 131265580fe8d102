#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""gen_windows_zones.py TABLE OUT : data/windows-zones.tsv as rows of a C table."""
import sys

with open(sys.argv[1], encoding='utf-8') as f:
    rows = [line.rstrip('\n').split('\t') for line in f if line.strip() and not line.startswith('#')]
assert rows == sorted(rows, key=lambda r: r[0].lower()), 'rows stand in the order of the names, without case'
with open(sys.argv[2], 'w', encoding='utf-8') as f:
    for windows, iana in rows:
        f.write('{ "%s", "%s" },\n' % (windows, iana))
