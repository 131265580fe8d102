#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""gen_languages.py TABLE OUT : data/languages.tsv as rows of a C table."""
import sys

with open(sys.argv[1], encoding='utf-8') as f:
    rows = [line.rstrip('\n').split('\t') for line in f if line.strip() and not line.startswith('#')]
assert rows == sorted(rows), 'rows stand in the order of their LCIDs'
with open(sys.argv[2], 'w', encoding='utf-8') as f:
    for lcid, tag in rows:
        f.write('{ 0x%s, "%s" },\n' % (lcid, tag))
