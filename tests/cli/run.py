#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""run.py OXCART CORPUS CASES... : scripted cases of the command.

A case file holds cases of these lines; each runs in an empty folder, $CORPUS is the sample folder:
  case NAME            begins one
  run ARGS             runs oxcart (a shell splits the words; | and > work)
  sh COMMAND           runs a command of the shell
  exit N               the status of the last run (0 where not said)
  out TEXT | out! TEXT what stdout of the last run holds, or must not hold
  err TEXT | err! TEXT likewise stderr
  file PATH [TEXT]     a file that is there, and holds TEXT;  nofile PATH: one that is not
  same A B             two files are equal
"""
import os
import subprocess
import sys
import tempfile


class Case:
    def __init__(self, name):
        self.name, self.lines = name, []


def load(path):
    cases = []
    for line in open(path, encoding='utf-8'):
        line = line.rstrip('\n')
        if not line.strip() or line.startswith('#'):
            continue
        if line.startswith('case '):
            cases.append(Case(line[5:]))
        else:
            cases[-1].lines.append(line.split(' ', 1))
    return cases


def unescape(text):
    return text.encode('latin-1', 'backslashreplace').decode('unicode_escape').encode('latin-1', 'backslashreplace') \
        if '\\' in text else text.encode('utf-8')


def run(case, env, folder):
    last = None
    checked = True

    def fail(why):
        shown = b'' if last is None else last.stdout[-400:] + last.stderr[-400:]
        return '%s: %s\n%s' % (case.name, why, shown.decode('utf-8', 'replace'))
    for op, arg in [(x[0], x[1] if len(x) > 1 else '') for x in case.lines + [['end']]]:
        if op in ('run', 'sh', 'end') and not checked and last.returncode != 0:
            return fail('status %d, not 0' % last.returncode)
        if op == 'end':
            return None
        if op in ('run', 'sh'):
            command = '"$OXCART" ' + arg if op == 'run' else arg
            last = subprocess.run(['bash', '-c', command], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=120)
            checked = False
        elif op == 'exit':
            checked = True
            if last.returncode != int(arg):
                return fail('status %d, not %s' % (last.returncode, arg))
        elif op in ('out', 'out!', 'err', 'err!'):
            data = last.stdout if op.startswith('out') else last.stderr
            if (unescape(arg) in data) == op.endswith('!'):
                return fail('%s %s' % (op, arg))
        elif op == 'file':
            path, _, text = arg.partition(' ')
            full = os.path.join(folder, path)
            if not os.path.exists(full) or unescape(text) not in open(full, 'rb').read():
                return fail('file %s: %s in %s' % (arg, os.path.exists(full), os.listdir(folder)))
        elif op == 'nofile':
            if os.path.lexists(os.path.join(folder, arg)):
                return fail('there is a file ' + arg)
        elif op == 'same':
            a, b = [open(os.path.join(folder, p), 'rb').read() for p in arg.split(' ')]
            if a != b:
                return fail('differ: ' + arg)
        else:
            return fail('no such line: ' + op)


def main():
    env = {'PATH': os.environ['PATH'], 'OXCART': os.path.abspath(sys.argv[1]), 'CORPUS': os.path.abspath(sys.argv[2]),
           'HOME': '/nonexistent', 'LANG': 'C.UTF-8',
           'ASAN_OPTIONS': 'allocator_may_return_null=1', 'G_DEBUG': 'fatal-criticals'}
    passed = failed = 0
    for path in sys.argv[3:]:
        for case in load(path):
            with tempfile.TemporaryDirectory() as folder:
                why = run(case, env, folder)
            passed += why is None
            failed += why is not None
            if why:
                print('FAILED', os.path.basename(path), why)
    print('%d passed, %d failed' % (passed, failed))
    sys.exit(1 if failed or not passed else 0)


if __name__ == '__main__':
    main()
