#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pst_nodes.py OXCART SHARED [--cuts]: the real stores without any page of the tree of nodes, and without the nodes of
messages alone. Each message must come out all the same, byte for byte what it was; in the second case in its folder and
under its name, but for contacts and free/busy times, which have none of the times that tables tell. --cuts prints instead
what cuts at several lengths leave."""
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


def pages_of_nodes(data):
    """where the pages of the tree stand, of whatever age; bytes of a page; where it has its counts"""
    four, wide = data[10] == 36, data[10] >= 20
    page, at, counts = (4096, 4072, 4056) if four else (512, 496, 488) if wide else (512, 500, 496)
    found = []
    for ib in range(0, len(data) - page + 1, page):
        if data[ib + at] == NBT == data[ib + at + 1]:
            told = struct.unpack_from('<I', data, ib + at + (4 if wide else 8))[0]
            if crc(data[ib:ib + at]) == told:
                found.append(ib)
    return found, page, counts


def without_nodes(data):
    """all of them as zeros"""
    out = bytearray(data)
    found, page, _ = pages_of_nodes(data)
    for ib in found:
        out[ib:ib + page] = bytes(page)
    return bytes(out)


def without_messages(data):
    """their leaves without the entries of messages; the checksums are wrong then, so that the tree counts as broken"""
    out = bytearray(data)
    found, page, counts = pages_of_nodes(data)
    for ib in found:
        n, width, level = (data[ib + counts], data[ib + counts + 2], data[ib + counts + 3])
        if page == 4096:
            n, width, level = struct.unpack_from('<H', data, ib + counts)[0], data[ib + counts + 4], data[ib + counts + 5]
        entries = [data[ib + i * width:ib + (i + 1) * width] for i in range(n)]
        kept = [e for e in entries if e[0] & 0x1F != 4]
        if level == 0 and len(kept) < n:
            out[ib:ib + n * width] = b''.join(kept).ljust(n * width, b'\0')
            out[ib + counts] = len(kept) & 0xFF
            if page == 4096:
                out[ib + counts + 1] = len(kept) >> 8
    return bytes(out)


def export(tmp, data):
    """how often each message came out, by its hash, and where"""
    path, out = os.path.join(tmp, 'in.pst'), os.path.join(tmp, 'out')
    with open(path, 'wb') as f:
        f.write(data)
    subprocess.run(['rm', '-rf', out])
    p = subprocess.run([OXCART, 'export', '-q', path, '-o', out], env=ENV, capture_output=True, timeout=600)
    if p.returncode < 0 or p.returncode > 100 or b'Sanitizer' in p.stderr:
        sys.exit('status %d\n%s' % (p.returncode, p.stderr[-2000:].decode('utf-8', 'replace')))
    found, places = collections.Counter(), {}
    for d, _, files in os.walk(out):
        for name in files:
            with open(os.path.join(d, name), 'rb') as f:
                places[os.path.relpath(os.path.join(d, name), out)] = hashlib.sha256(f.read()).hexdigest()
    found.update(places.values())
    return found, places


def main():
    paths = []
    for d, dirs, files in os.walk(os.path.join(sys.argv[2], 'corpus', 'pst')):
        dirs.sort()
        paths += [os.path.join(d, f) for f in sorted(files) if f.endswith(('.pst', '.ost'))]
    if not paths:
        sys.exit(77)
    failed = n = in_place = 0
    for path in sorted(paths):
        with open(path, 'rb') as f, tempfile.TemporaryDirectory() as tmp:
            data = f.read()
            name, (sound, places) = os.path.basename(path), export(tmp, data)
            if not sound:
                continue
            total = sum(sound.values())
            if '--cuts' in sys.argv:
                left = [sum(export(tmp, data[:len(data) * k // 100])[0].values()) for k in (30, 50, 70, 80, 90, 95, 99)]
                print('%s: %d; %s; without nodes %d' % (name, total, left, sum(export(tmp, without_nodes(data))[0].values())))
                continue
            found, _ = export(tmp, without_nodes(data))
            n += total
            if found != sound:
                failed += 1
                print('FAILED %s: of %d messages %d came out as they were, and %d others'
                      % (name, total, sum((found & sound).values()), sum((found - sound).values())))
            found, again = export(tmp, without_messages(data))
            moved = [p for p in places if again.get(p) != places[p] and not p.endswith('.vcf') and 'Freebusy' not in p]
            in_place += sum(again.get(p) == places[p] for p in places)
            if found != sound or moved:
                failed += 1
                print('FAILED %s, without the nodes of messages: %d others, %s not in their place'
                      % (name, sum((found - sound).values()), moved))
    print('%d messages, %d in their place without their nodes; %d failures' % (n, in_place, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
