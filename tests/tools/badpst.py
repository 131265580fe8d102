#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""badpst.py [--check] FOLDER: writes the broken stores of the corpus, or compares them with those that are there.

Each is a sound store of mkpst.py with one thing broken. Section numbers are of [MS-PST]."""
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import mkpst  # noqa: E402

NODES, BLOCKS, MAP = 0x81, 0x80, 0x84
MESSAGE = 0x200024


class Broken:
    """a sound store, and ways to change what is in it"""

    def __init__(self, dialect='unicode', crypt='none', compress=False, extra=None, tiny=False):
        if tiny:
            self.p, data = mkpst.tiny(dialect, crypt)
        else:
            self.p, out = mkpst.small(dialect, crypt, compress, extra=extra)
            data = out.getvalue()
        self.d, self.bytes = self.p.d, bytearray(data)

    def header(self, at, data, seal=True):
        self.bytes[at:at + len(data)] = data
        if seal:
            self.bytes[4:8] = struct.pack('<I', mkpst.crc(bytes(self.bytes[8:479])))
            if self.d.wide:
                self.bytes[524:528] = struct.pack('<I', mkpst.crc(bytes(self.bytes[8:524])))

    def pages(self, kind, level=None):
        at = self.d.page_counts + (5 if self.d.four else 3)
        return [(ib, bid) for k, ib, bid in self.p.pages if k == kind and (level is None or self.bytes[ib + at] == level)]

    def page(self, ib, bid, change):
        kind, body = self.bytes[ib + self.d.page_data], bytearray(self.bytes[ib:ib + self.d.page_data])
        change(body)
        self.bytes[ib:ib + self.d.page] = self.p.sealed_page(kind, bytes(body), bid, ib)

    def block(self, bid, change):
        """changes the bytes of a block and seals it again; its size stays"""
        ib, stored, size = self.p.blocks[bid]
        body = bytearray(self.bytes[ib:ib + stored])
        change(body)
        assert len(body) == stored
        self.bytes[ib:ib + stored] = body
        at = ib + size - self.d.trailer + (4 if self.d.wide else 8)
        self.bytes[at:at + 4] = struct.pack('<I', mkpst.crc(bytes(body)))

    def node(self, nid, change):
        self.block(self.p.nbt[nid][0], change)

    def entry(self, kind, key, change):
        """changes the entry of a leaf"""
        width = self.d.id
        for ib, bid in self.pages(kind, 0):
            counts = ib + self.d.page_counts
            n, step = (self.bytes[counts] | self.bytes[counts + 1] << 8, self.bytes[counts + 4]) if self.d.four else (self.bytes[counts], self.bytes[counts + 2])
            for i in range(n):
                at = ib + i * step
                if int.from_bytes(self.bytes[at:at + width], 'little') == key:
                    def patch(body, i=i, step=step):
                        part = body[i * step:(i + 1) * step]
                        change(part)
                        body[i * step:(i + 1) * step] = part
                    self.page(ib, bid, patch)
                    return
        raise KeyError(hex(key))


def put(at, data):
    def change(body):
        body[at:at + len(data)] = data
    return change


SAMPLES = {}


def sample(dialect='unicode', crypt='none'):
    def add(function):
        SAMPLES['bad-%s.pst' % function.__name__.replace('_', '-')] = (function, dialect, crypt)
        return function
    return add


@sample(crypt='permute')
def store_header(b):
    b.bytes[0:564] = bytes(564)


@sample('ansi', 'permute')
def store_version(b):
    b.header(10, struct.pack('<H', 23))


@sample()
def store_encryption(b):
    b.header(513, b'\x77')


@sample('unicode', 'cyclic')
def node_page_cycle(b):
    ib, bid = b.pages(NODES, 1)[0]
    at = b.d.page_counts
    b.page(ib, bid, lambda body: [put(24 * i + 16, struct.pack('<Q', ib))(body) for i in range(body[at])])


@sample()
def node_page_count(b):
    ib, bid = b.pages(NODES)[-1]
    b.page(ib, bid, put(b.d.page_counts, b'\xff'))


@sample('ansi')
def node_pages_gone(b):
    for ib, _ in b.pages(NODES):
        b.bytes[ib:ib + b.d.page] = bytes(b.d.page)


@sample('unicode', 'cyclic')
def block_entry_size(b):
    b.entry(BLOCKS, b.p.nbt[MESSAGE][0], put(16, b'\0\0'))


@sample('ansi')
def block_checksum(b):
    ib, stored, _ = b.p.blocks[b.p.nbt[MESSAGE][0]]
    b.bytes[ib + stored - 1] ^= 1


@sample()
def block_references(b):
    b.entry(BLOCKS, b.p.nbt[MESSAGE][0], put(18, b'\7\0'))


@sample()
def subnode_list_cycle(b):
    sub = b.p.nbt[MESSAGE][1]
    b.block(sub, lambda body: (put(1, b'\1')(body), put(16, struct.pack('<Q', sub))(body)))


@sample('4k')
def block_inflated_size(b):
    b.entry(BLOCKS, b.p.nbt[MESSAGE][0], put(18, b'\xff\xff'))


@sample()
def heap_map(b):
    b.node(MESSAGE, lambda body: put(struct.unpack_from('<H', body, 0)[0] + 4, struct.pack('<HH', 60000, 12))(body))


@sample('ansi')
def property_order(b):
    def change(body):
        table = struct.unpack_from('<H', body, 0)[0]
        root = struct.unpack_from('<I', body, 4)[0] >> 5
        head = struct.unpack_from('<H', body, table + 4 + 2 * (root - 1))[0]
        tree = struct.unpack_from('<I', body, head + 4)[0] >> 5
        at = struct.unpack_from('<H', body, table + 4 + 2 * (tree - 1))[0]
        put(at, bytes(body[at + 8:at + 16] + body[at:at + 8]))(body)
    b.node(MESSAGE, change)


@sample()
def table_columns(b):
    def change(body):
        table = struct.unpack_from('<H', body, 0)[0]
        root = struct.unpack_from('<I', body, 4)[0] >> 5
        at = struct.unpack_from('<H', body, table + 4 + 2 * (root - 1))[0]
        put(at + 22 + 4, b'\xff\xff')(body)
    b.node(0x802E, change)


@sample('ansi')
def name_map(b):
    b.node(0x61, lambda body: put(0, bytes(len(body)))(body))


@sample('4k')
def allocation_map(b):
    ib, bid = b.pages(MAP)[0]
    b.page(ib, bid, put(0, bytes(16)))


@sample()
def message_in_itself(b):
    data, sub, _ = b.p.nbt[MESSAGE]
    for bid in [n for n in b.p.blocks if n & 2 and b.bytes[b.p.blocks[n][0]] == 2]:
        def change(body):
            for at in range(8, len(body) - 23, 24):
                if struct.unpack_from('<Q', body, at)[0] == 0x200024:
                    put(at + 8, struct.pack('<QQ', data, sub))(body)
        b.block(bid, change)


@sample()
def store_cut(b):
    """behind the message, before the pages"""
    del b.bytes[b.pages(NODES)[0][0]:]


def main():
    folder = sys.argv[-1]
    wrong = []
    for name, (function, dialect, crypt) in sorted(SAMPLES.items()):
        b = Broken(dialect, crypt, tiny=True)
        function(b)
        path = os.path.join(folder, name)
        if sys.argv[1] != '--check':
            with open(path, 'wb') as f:
                f.write(b.bytes)
            continue
        with open(path, 'rb') as f:
            if f.read() != bytes(b.bytes):
                wrong.append(name)
    there = {n for n in os.listdir(folder) if n.endswith('.pst')}
    wrong += sorted(there ^ set(SAMPLES))
    for name in wrong:
        print('%s is not what its recipe makes' % name)
    print('%d samples, %d wrong' % (len(SAMPLES), len(wrong)))
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
