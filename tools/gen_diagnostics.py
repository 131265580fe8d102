#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""gen_diagnostics.py [--check] TOP: writes docs/diagnostics.md from src/base/diag-codes.h"""
import os
import re
import sys

ROW = re.compile(r'OX_DIAG \((\w+), "([^"]+)", (\w+), "([^"]*)",\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')


def table(source):
    out = ['# Diagnostics', '',
           'What oxcart says of an input that is odd but can be read. Made from `src/base/diag-codes.h`;',
           'the words in the first column are stable.', '',
           '| code | severity | section | meaning |', '| --- | --- | --- | --- |']
    for _, word, severity, section, meaning in ROW.findall(source):
        text = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', meaning))
        out.append('| `%s` | %s | %s | %s |' % (word, severity, section or '-', text))
    return '\n'.join(out) + '\n'


def main():
    check = sys.argv[1] == '--check'
    top = sys.argv[-1]
    text = table(open(os.path.join(top, 'src/base/diag-codes.h'), encoding='utf-8').read())
    path = os.path.join(top, 'docs/diagnostics.md')
    if not check:
        open(path, 'w', encoding='utf-8').write(text)
    elif not os.path.exists(path) or open(path, encoding='utf-8').read() != text:
        print('docs/diagnostics.md is out of date: python3 tools/gen_diagnostics.py .')
        sys.exit(1)


if __name__ == '__main__':
    main()
