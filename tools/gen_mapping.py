#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""gen_mapping.py [--check] MAPPING-TOOL TOP: the tables in docs/mapping-*.md, from those of the converters

Between the marks `<!-- NAME -->` and `<!-- end -->` a document is made; the rest is written by hand."""
import os
import re
import subprocess
import sys


def fields(rows):
    out = ['| field | property | [MS-OXCMAIL] | |', '| --- | --- | --- | --- |']
    for header, key, section, flags in rows:
        out.append('| `%s` | %s | %s | %s |' % (header, '`%s`' % key if key else '(below)', section, flags))
    return '\n'.join(out)


def typed(field, types):
    return '`%s%s`' % (field, ';TYPE=' + types if types else '') if field else ''


def cards(rows):
    out = ['| vCard 4.0 | vCard 3.0 | property | | [MS-OXVCARD] |', '| --- | --- | --- | --- | --- |']
    for field, types, field_3, types_3, key, direction, section in rows:
        four, three = typed(field, types), typed(field_3, types_3)
        out.append('| %s | %s | %s | %s | %s |' % (four, three if three != four else 'the same',
                                                   '`%s`' % key if key else '(below)',
                                                   'one way' if direction == 'out' else '', section))
    return '\n'.join(out)


def component(rows, kind, name, text):
    out = ['| %s | property | | %s |' % (name, text), '| --- | --- | --- | --- |']
    rows = [r[1:] for r in rows if r[0] == kind]
    for field, key, direction, section in rows:
        out.append('| `%s` | %s | %s | %s |' % (field, '`%s`' % key if key else '(below)',
                                               {'export': 'written only', 'import': 'read only'}.get(direction, ''), section))
    return '\n'.join(out)


def names(rows, kind):
    return ', '.join('`%s`' % r[1] for r in rows if r[0] == kind) + '.'


def make(path, made, check):
    old = open(path, encoding='utf-8').read()
    new = re.sub(r'(<!-- ([a-z ]+) -->\n)(?:.*?)(<!-- end -->)',
                 lambda m: m.group(1) + made[m.group(2)] + '\n' + m.group(3), old, flags=re.S)
    if not all('<!-- %s -->' % name in new for name in made):
        sys.exit('%s has lost a mark' % path)
    if not check:
        open(path, 'w', encoding='utf-8').write(new)
    elif new != old:
        sys.exit('%s is out of date: python3 tools/gen_mapping.py MAPPING-TOOL .' % path)


def main():
    check = sys.argv[1] == '--check'
    tool, top = sys.argv[-2:]
    said = subprocess.run([tool], capture_output=True, text=True, check=True).stdout
    rows = [line.split('\t') for line in said.splitlines()]
    make(os.path.join(top, 'docs/mapping-mail.md'),
         {'fields': fields([r[1:] for r in rows if r[0] == 'field']),
          'not applicable': names(rows, 'not-applicable')}, check)
    make(os.path.join(top, 'docs/mapping-contacts.md'),
         {'fields': cards([r[1:] for r in rows if r[0] == 'card']),
          'not applicable': names(rows, 'card-not-applicable')}, check)
    make(os.path.join(top, 'docs/mapping-calendar.md'),
         {'fields': component(rows, 'event', 'VEVENT', '[MS-OXCICAL]'),
          'tasks': component(rows, 'task', 'VTODO', 'section'),
          'journal': component(rows, 'journal', 'VJOURNAL', 'section'),
          'notes': component(rows, 'note', 'VJOURNAL', 'section'),
          'free busy times': component(rows, 'freebusy', 'VFREEBUSY', 'section'),
          'not applicable': names(rows, 'event-not-applicable')}, check)


if __name__ == '__main__':
    main()
