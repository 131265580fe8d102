#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pst_damage.py OXCART BUILDER_FOLDER SHARED [--only SUBSTRING]: damage at random, seeded, to every store there is.

A block of 512 bytes zeroed costs only what it held; a store cut anywhere gives what is left; mutations of any
kind are survived. OX_FULL=1: 200 blocks, 100 cuts and 480 mutations; else a part of them."""
import collections
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile

OXCART = os.path.abspath(sys.argv[1])
sys.path.insert(0, sys.argv[2])
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import mkpst  # noqa: E402
from mutate import KINDS, mutate  # noqa: E402

FULL = os.environ.get('OX_FULL') == '1'
ENV = dict(os.environ, G_DEBUG='fatal-criticals', ASAN_OPTIONS='allocator_may_return_null=1', UBSAN_OPTIONS='halt_on_error=1')
COUNTS = re.compile(r'(\d+) messages? seen: (\d+) written, (\d+) failed')
SAID = re.compile(r': (?:warn|lost|error): .*\[([a-z-]+)\]')


class Failure(Exception):
    pass


def stores(shared):
    """(name, bytes) of the real stores that hold messages, and of made ones"""
    found = []
    for d, dirs, files in os.walk(os.path.join(shared, 'pst')):
        dirs.sort()
        found += [os.path.join(d, f) for f in sorted(files) if f.endswith(('.pst', '.ost'))]
    for dialect, crypt in (('ansi', 'permute'), ('unicode', 'cyclic'), ('4k', 'none')):
        yield 'made-' + dialect, mkpst.small(dialect, crypt, dialect == '4k')[1].getvalue()
    for path in found:
        with open(path, 'rb') as f:
            yield os.path.relpath(path, shared), f.read()


def export(tmp, data, *options):
    """(seen, written, failed, what was said, how often each content is there)"""
    path, out = os.path.join(tmp, 'in.pst'), os.path.join(tmp, 'out')
    with open(path, 'wb') as f:
        f.write(data)
    subprocess.run(['rm', '-rf', out])
    try:
        p = subprocess.run([OXCART, 'export', '-v', *options, path, '-o', out], env=ENV, capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        raise Failure('longer than 300 s')
    text = p.stderr.decode('utf-8', 'replace')
    if p.returncode < 0 or p.returncode > 100 or 'Sanitizer' in text or 'runtime error' in text:
        raise Failure('status %d\n%s' % (p.returncode, text[-2000:]))
    counts = COUNTS.search(text)
    seen, written, failed = map(int, counts.groups()) if counts else (0, 0, 0)
    if seen and seen != written + failed:
        raise Failure('seen %d = written %d + failed %d' % (seen, written, failed))
    contents = collections.Counter()
    for folder, _, files in os.walk(out):
        for name in files:
            with open(os.path.join(folder, name), 'rb') as f:
                contents[hashlib.sha256(f.read()).digest()] += 1
    if contents.total() != written:
        raise Failure('%d files, %d written' % (contents.total(), written))
    return seen, written, failed, text, contents


def said(text):
    """how often each kind of diagnostic was said"""
    return collections.Counter(SAID.findall(text))


def blocks(tmp, name, data, sound, n, seed):
    """How many items one zeroed block costs or changes at most, and how often nothing was said of that: no message
    failed, and no warning or loss more than of the sound store."""
    rng, worst, silent = random.Random(seed), 0, 0
    before = said(sound[3])
    used = [at for at in range(0, len(data), 512) if any(data[at:at + 512])]
    for at in rng.choices(used, k=n):
        bad = data[:at] + bytes(512) + data[at + 512:]
        _, written, failed, text, contents = export(tmp, bad)
        cost = (sound[4] - contents).total()
        if cost > 0 and failed == 0 and not said(text) - before:
            silent += 1
            print('%s: block at 0x%X costs %d items, silently' % (name, at, cost))
        if cost > worst:
            worst = cost
        # What all share, such as the map of names, changes all; but they come out.
        if sound[1] - written > LIMIT:
            raise Failure('block at 0x%X costs %d of %d items\n%s' % (at, cost, sound[1], text[-1500:]))
    return worst, silent


LIMIT = 40  # messages that one block of 512 bytes can hold nodes of: 15 a leaf in wide stores, 31 in narrow ones


def main():
    args = [a for a in sys.argv[3:]]
    only = args[args.index('--only') + 1] if '--only' in args else ''
    n_blocks, n_cuts, n_mutations = (200, 100, 480) if FULL else (6, 3, 40)
    status = 0
    saved = 0
    everything = [s for s in stores(args[0]) if only in s[0]]
    with tempfile.TemporaryDirectory() as tmp:
        for name, data in everything:
            if not FULL and len(data) > 5000000 and not name.startswith('made'):
                continue
            try:
                sound = export(tmp, data)
                total = sound[1]
                worst, silent = blocks(tmp, name, data, sound, n_blocks, name)
                rng, least = random.Random('cut ' + name), total
                for i in range(n_cuts):
                    least = min(least, export(tmp, data[:rng.randrange(len(data))])[1])
                status |= silent > 0
                print('%s: %d messages; a zeroed block costs %d at most; a cut leaves %d at least' % (name, total, worst, least))
            except Failure as e:
                status = 1
                print('FAILED %s: %s' % (name, e))
        sources = [d for n, d in everything if n.startswith('made') or len(d) < 2000000 or FULL]
        for i in range(n_mutations if sources else 0):
            rng = random.Random(i)
            data = mutate(sources[rng.randrange(len(sources))], rng, KINDS[i % len(KINDS)])
            try:
                saved += export(tmp, data)[1]
            except Failure as e:
                status = 1
                print('FAILED mutation %d: %s' % (i, e))
        print('%d mutations: %d messages saved' % (n_mutations, saved))
    sys.exit(status)


if __name__ == '__main__':
    main()
