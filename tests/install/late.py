#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""late.py LIBRARY: opens each library that the note .note.dlopen of LIBRARY names."""
import ctypes
import json
import struct
import sys

with open(sys.argv[1], 'rb') as f:
    data = f.read()
at = data.index(b'FDO\0[{"soname"') - 12
name_size, size, kind = struct.unpack_from('<III', data, at)
assert (name_size, kind) == (4, 0x407C0C0A), 'no note of that kind'
needs = json.loads(data[at + 16:at + 16 + size].rstrip(b'\0'))
assert len(needs) == 5, needs
for need in needs:
    for soname in need['soname']:
        ctypes.CDLL(soname)
        print(soname)
