#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""gen_mapping.py [--check] MAPPING-TOOL TOP: the tables in docs/mapping-mail.md, from those of the converter

Between the marks `<!-- NAME -->` and `<!-- end -->` the document is made; the rest is written by hand."""
import os
import re
import subprocess
import sys


def fields(rows):
    out = ['| field | property | [MS-OXCMAIL] | |', '| --- | --- | --- | --- |']
    for header, key, section, flags in rows:
        out.append('| `%s` | %s | %s | %s |' % (header, '`%s`' % key if key else '(below)', section, flags))
    return '\n'.join(out)


def main():
    check = sys.argv[1] == '--check'
    tool, top = sys.argv[-2:]
    said = subprocess.run([tool], capture_output=True, text=True, check=True).stdout
    rows = [line.split('\t') for line in said.splitlines()]
    made = {'fields': fields([r[1:] for r in rows if r[0] == 'field']),
            'not applicable': ', '.join('`%s`' % r[1] for r in rows if r[0] == 'not-applicable') + '.'}
    path = os.path.join(top, 'docs/mapping-mail.md')
    old = open(path, encoding='utf-8').read()
    new = re.sub(r'(<!-- ([a-z ]+) -->\n)(?:.*?)(<!-- end -->)',
                 lambda m: m.group(1) + made[m.group(2)] + '\n' + m.group(3), old, flags=re.S)
    if not all('<!-- %s -->' % name in new for name in made):
        sys.exit('docs/mapping-mail.md has lost a mark')
    if not check:
        open(path, 'w', encoding='utf-8').write(new)
    elif new != old:
        sys.exit('docs/mapping-mail.md is out of date: python3 tools/gen_mapping.py MAPPING-TOOL .')


if __name__ == '__main__':
    main()
