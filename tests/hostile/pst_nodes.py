#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pst_nodes.py OXCART SHARED [--cuts]: the real stores without any page of the tree of nodes. Each message must come out
all the same, byte for byte what it was. --cuts prints instead what cuts at several lengths leave."""
import binascii
import collections
import hashlib
import os
import struct
import subprocess
import sys
import tempfile

OXCART = os.path.abspath(sys.argv[1])
ENV = dict(os.environ, G_DEBUG='fatal-criticals')
NBT = 0x81


def crc(data):
    return binascii.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def without_nodes(data):
    """all pages of the tree, of whatever age, as zeros"""
    four, wide = data[10] == 36, data[10] >= 20
    page, at, end = (4096, 4072, 4072) if four else (512, 496, 496) if wide else (512, 500, 500)
    out = bytearray(data)
    for ib in range(0, len(data) - page + 1, page):
        if out[ib + at] == NBT == out[ib + at + 1]:
            told = struct.unpack_from('<I', data, ib + at + (4 if wide else 8))[0]
            if crc(bytes(out[ib:ib + end])) == told:
                out[ib:ib + page] = bytes(page)
    return bytes(out)


def export(tmp, data):
    """how often each message came out, by its hash"""
    path, out = os.path.join(tmp, 'in.pst'), os.path.join(tmp, 'out')
    with open(path, 'wb') as f:
        f.write(data)
    subprocess.run(['rm', '-rf', out])
    p = subprocess.run([OXCART, 'export', '-q', path, '-o', out], env=ENV, capture_output=True, timeout=600)
    if p.returncode < 0 or p.returncode > 100 or b'Sanitizer' in p.stderr:
        sys.exit('status %d\n%s' % (p.returncode, p.stderr[-2000:].decode('utf-8', 'replace')))
    found = collections.Counter()
    for d, _, files in os.walk(out):
        for name in files:
            with open(os.path.join(d, name), 'rb') as f:
                found[hashlib.sha256(f.read()).hexdigest()] += 1
    return found


def main():
    paths = []
    for d, dirs, files in os.walk(os.path.join(sys.argv[2], 'corpus', 'pst')):
        dirs.sort()
        paths += [os.path.join(d, f) for f in sorted(files) if f.endswith(('.pst', '.ost'))]
    if not paths:
        sys.exit(77)
    failed = n = 0
    for path in sorted(paths):
        with open(path, 'rb') as f, tempfile.TemporaryDirectory() as tmp:
            data = f.read()
            name, sound = os.path.basename(path), export(tmp, data)
            if not sound:
                continue
            total = sum(sound.values())
            if '--cuts' in sys.argv:
                left = [sum(export(tmp, data[:len(data) * k // 100]).values()) for k in (30, 50, 70, 80, 90, 95, 99)]
                print('%s: %d; %s; without nodes %d' % (name, total, left, sum(export(tmp, without_nodes(data)).values())))
                continue
            found = export(tmp, without_nodes(data))
            n += total
            if found != sound:
                failed += 1
                print('FAILED %s: of %d messages %d came out as they were, and %d others'
                      % (name, total, sum((found & sound).values()), sum((found - sound).values())))
    print('%d messages, %d stores failed' % (n, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
