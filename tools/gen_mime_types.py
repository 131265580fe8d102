#!/usr/bin/env python3
"""gen_mime_types.py TABLE.tsv TABLE.inc : the rows of a C table, sorted by extension"""
import sys

rows = sorted(line.rstrip('\n').split('\t') for line in open(sys.argv[1], encoding='utf-8') if line.strip())
with open(sys.argv[2], 'w', encoding='utf-8') as f:
    f.write('/* Generated from data/mime_types.tsv by tools/gen_mime_types.py. */\n')
    for extension, kind in rows:
        if extension != 'extension':
            f.write('{ "%s", "%s" },\n' % (extension, kind))
