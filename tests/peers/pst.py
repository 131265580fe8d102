#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pst.py BUILD SHARED [N]: stores beside readpst and pffexport, as black boxes.

Items by folder of every real store; and, over N seeded mutations of stores (default 480), how many items each
program saves, crashes and hangs."""
import collections
import os
import random
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
for folder in ('tests/tools', 'tests/hostile'):
    sys.path.insert(0, os.path.join(TOP, folder))
import mkpst  # noqa: E402
from mutate import KINDS, mutate  # noqa: E402


def run(args):
    """'ok', 'crash' or 'hang'"""
    try:
        p = subprocess.run(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
    except subprocess.TimeoutExpired:
        return 'hang'
    return 'crash' if p.returncode < 0 else 'ok'


def ours(oxcart, path, out):
    state = run([oxcart, 'export', '-q', path, '-o', out])
    counts = collections.Counter()
    for d, _, files in os.walk(out):
        counts[os.path.basename(d)] += len(files)
    return state, counts


def readpst(_, path, out):
    os.makedirs(out)
    state = run(['readpst', '-q', '-j0', '-e', '-D', '-t', 'eajc', '-o', out, path])
    counts = collections.Counter()
    for d, _, files in os.walk(out):
        counts[os.path.basename(d)] += sum(1 for f in files if re.match(r'\d+(\.(eml|ics|vcf))?$', f))
    return state, counts


def pffexport(_, path, out):
    state = run(['pffexport', '-q', '-t', out, path])
    counts = collections.Counter()
    for top in (out + '.export', out + '.orphan', out + '.recovered'):
        for d, dirs, _ in os.walk(top):
            items = [x for x in dirs if re.match(r'[A-Z][A-Za-z ]*\d{5}$', x)]
            counts[os.path.basename(d)] += len(items)
            dirs[:] = [x for x in dirs if x not in items]
    return state, counts


PROGRAMS = [('oxcart', ours), ('readpst', readpst), ('pffexport', pffexport)]


def by_folder(oxcart, files, shared):
    for path in files:
        results = {}
        with tempfile.TemporaryDirectory() as tmp:
            for name, program in PROGRAMS:
                results[name] = program(oxcart, path, os.path.join(tmp, name))
        print('%s: %s' % (os.path.relpath(path, shared), ', '.join('%s %s %d' % (n, s, sum(c.values())) for n, (s, c) in results.items())))
        folders = sorted(set().union(*[set(k for k, v in c.items() if v) for _, c in results.values()]))
        for folder in folders:
            n = [results[name][1].get(folder, 0) for name, _ in PROGRAMS]
            if len(set(n)) > 1:
                print('   %-40s oxcart %d, readpst %d, pffexport %d' % (folder, *n))


def mutations(oxcart, files, count):
    sources = [mkpst.small(d, c, d == '4k')[1].getvalue() for d, c in (('ansi', 'permute'), ('unicode', 'cyclic'))]
    sources += [open(f, 'rb').read() for f in files if 300000 < os.path.getsize(f) < 5000000 or 'sample.pst' in f]
    totals = {name: collections.Counter() for name, _ in PROGRAMS}
    for i in range(count):
        rng = random.Random(i)
        data = mutate(sources[rng.randrange(len(sources))], rng, KINDS[i % len(KINDS)])
        with tempfile.TemporaryDirectory() as tmp:
            path = os.path.join(tmp, 'in.pst')
            with open(path, 'wb') as f:
                f.write(data)
            for name, program in PROGRAMS:
                state, counts = program(oxcart, path, os.path.join(tmp, name))
                totals[name]['items'] += sum(counts.values())
                totals[name][state] += 1
    for name, _ in PROGRAMS:
        t = totals[name]
        print('%d mutations: %s saves %d items, %d crashes, %d hangs' % (count, name, t['items'], t['crash'], t['hang']))
    t = totals['oxcart']
    return t['crash'] == t['hang'] == 0 and all(t['items'] > totals[n]['items'] for n in ('readpst', 'pffexport'))


def main():
    oxcart, shared = os.path.join(sys.argv[1], 'oxcart'), sys.argv[2]
    files = []
    for d, dirs, names in os.walk(os.path.join(shared, 'pst')):
        dirs.sort()
        files += [os.path.join(d, n) for n in sorted(names) if n.endswith(('.pst', '.ost'))]
    by_folder(oxcart, files, shared)
    sys.exit(0 if mutations(oxcart, files, int(sys.argv[3]) if len(sys.argv) > 3 else 480) else 1)


if __name__ == '__main__':
    main()
