#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mutate.py OXCART CORPUS SHARED [N]: seeded mutations of messages: none crashes or hangs, and more than
90 % still give an .eml. Uses the real files of ../shared where they are, else the project's own samples."""
import os
import random
import subprocess
import sys
import tempfile

KINDS = ('bits', 'bytes', 'words', 'zero', 'noise', 'truncate', 'insert', 'delete', 'header', 'structure')


def mutate(data, rng, kind):
    d = bytearray(data)
    n = len(d)
    if kind == 'bits':
        for _ in range(rng.choice((1, 8, 64))):
            d[rng.randrange(n)] ^= 1 << rng.randrange(8)
    elif kind == 'bytes':
        for _ in range(rng.choice((1, 16, 128))):
            d[rng.randrange(n)] = rng.randrange(256)
    elif kind == 'words':
        for _ in range(rng.choice((1, 4, 16))):
            at = rng.randrange(n // 4) * 4
            d[at:at + 4] = rng.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFA, n)).to_bytes(4, 'little')
    elif kind in ('zero', 'noise'):
        at = rng.randrange(n // 512) * 512
        size = rng.choice((64, 512, 2048))
        d[at:at + size] = bytes(rng.randrange(256) if kind == 'noise' else 0 for _ in range(len(d[at:at + size])))
    elif kind == 'truncate':
        del d[n - rng.randrange(1, max(2, n // 4)):]
    elif kind == 'insert':
        at = rng.randrange(n)
        d[at:at] = bytes(rng.randrange(256) for _ in range(rng.choice((1, 64, 512))))
    elif kind == 'delete':
        at = rng.randrange(512, n)
        del d[at:at + rng.choice((1, 64, 512))]
    elif kind == 'header':
        d[rng.randrange(8, 512)] = rng.randrange(256)
    else:
        # Numbers within the FAT and the directory.
        for _ in range(4):
            at = (1 + rng.randrange(max(1, n // 512 - 1))) * 512 + rng.randrange(128) * 4
            d[at:at + 4] = rng.randrange(0, n // 512 + 2).to_bytes(4, 'little')
    return bytes(d)


def sources(corpus, shared):
    found = []
    for top in (os.path.join(shared, 'msg'), corpus):
        for d, dirs, files in os.walk(top):
            dirs.sort()
            found += [os.path.join(d, f) for f in sorted(files) if f.endswith(('.msg', '.oft')) and not f.startswith('bad')]
        if found:
            return [f for f in found if 2048 < os.path.getsize(f) < 400000]
    return []


def main():
    oxcart, corpus, shared = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 600
    files = sources(corpus, shared)
    env = dict(os.environ, G_DEBUG='fatal-criticals',
               ASAN_OPTIONS='allocator_may_return_null=1:detect_leaks=0', UBSAN_OPTIONS='halt_on_error=1')
    written = crashed = hung = 0
    refused = {}
    with tempfile.TemporaryDirectory() as tmp:
        for i in range(count):
            rng = random.Random(i)
            kind = KINDS[i % len(KINDS)]
            source = files[rng.randrange(len(files))]
            bad = os.path.join(tmp, 'in.msg')
            out = os.path.join(tmp, 'out.eml')
            with open(bad, 'wb') as f:
                f.write(mutate(open(source, 'rb').read(), rng, kind))
            try:
                p = subprocess.run([oxcart, 'convert', '-q', '-f', bad, '-o', out], env=env, capture_output=True, timeout=30)
                if p.returncode < 0 or p.returncode > 100 or b'Sanitizer' in p.stderr or b'runtime error' in p.stderr:
                    crashed += 1
                    print('crash: seed %d %s of %s\n%s' % (i, kind, source, p.stderr[-2000:].decode('utf-8', 'replace')))
            except subprocess.TimeoutExpired:
                hung += 1
                print('hang: seed %d %s of %s' % (i, kind, source))
            if os.path.exists(out) and os.path.getsize(out) > 0:
                written += 1
                os.unlink(out)
            else:
                refused[kind] = refused.get(kind, 0) + 1
    print('%d mutations of %d files: %d crashed, %d hung, %d gave an .eml (%.1f %%); refused: %s'
          % (count, len(files), crashed, hung, written, 100.0 * written / count, refused))
    # Our own samples are a few kilobytes each: the same damage is a larger part of them.
    share = 0.9 if files[0].startswith(shared) else 0.75
    sys.exit(0 if crashed == hung == 0 and written > share * count else 1)


if __name__ == '__main__':
    main()
