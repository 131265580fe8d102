#!/usr/bin/env python3
"""gen_codepages.py TABLE.tsv TABLE.inc : the rows of a C table, sorted by page"""
import csv
import sys

with open(sys.argv[1], encoding='utf-8', newline='') as f:
    rows = sorted(csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE), key=lambda r: int(r['page']))
with open(sys.argv[2], 'w', encoding='utf-8') as f:
    f.write('/* Generated from data/codepages.tsv by tools/gen_codepages.py. */\n')
    for r in rows:
        how, _, name = r['decoder'].partition(':')
        f.write('{ %s, "%s", HOW_%s, "%s", %s, %s, "%s" },\n' % (
            r['page'], r['mime'], how.upper(), name, 'TRUE' if r['ascii'] == 'y' else 'FALSE',
            r['windows'], r['aliases'] or ''))
