#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mkpst.py OUT [ansi|unicode|4k] [none|permute|cyclic] | FOLDER seeds | FOLDER heaps | OUT scale BYTES: synthetic stores, block by block, for tests.

A test tool and no writer of stores: it writes files front to back that hold what a test wants them to hold, sound
in every byte the sheet names, so that a recipe can then break one of them. Section numbers are of [MS-PST]."""
import binascii
import io
import struct
import sys
import zlib

R = bytes.fromhex(
    '41361362A8216EBBF416CC047F64E85D1EF2CB2A74C55E35D295479E962D9A884C7D843FDBAC31B6485FF6C4D8398BE7233B388EC8C1DF25B120A546604E9CFB'
    'AAD35651457C550007C92B9D859B09A08FADB30F63AB894BD7A7155A716642BF264A6B98FAEA7753B270052CFD593A867ECE06EB827857C78D43AFB41CD45BCD'
    'E2E9274FC3087280CFB0EFF5286DBE304D3492D50E3C2232E5E4F99FC2D10A8112E1EE918376E397E6618A1779A4B7DC907A5C8C02A6CA69DE501A1193B95287'
    '58FCED1D37491B6AE0293399BD6CD994F340546FF0C673B8D63E6518441FDD6710F10C19ECAE03A1147BA90BFFF8A3C0A201F72EBC2468750DFEBA2FB5D0DA3D')
S = bytes.fromhex(
    '14530F56B3C87A9CEB65481716159F02CC547C83000D0C0BA262A876DBD9EDC7C5A4DCAC8574D6D0A79BAE9A967166C36399B8DD73928E847DA55ED15D93B157'
    '5150808952944F4E0A6BBC8D7F6E47464140440111CB033FF7F4E1A98F3C3AF9FBF0193082092EC99DA08649EE6F4D6DC42D813425871B88AAFC06A11238FD4C'
    '4272641337246A757743FFE6B44B365CE4D8353D45B92CECB7312B290768A30E697B189E2139BE281A5B78F523CA2AB0AF3EFE048CE7E5983295D3F64AE8A6EA'
    'E9F3D52F7020F21F0567AD5510CECDE3273BDABAD7C226D4911DD21C2233F8FAF15AEFCF90B68BB5BDC0BF08971E6CE261E0C6C159ABBB58DE5FDF60797EB28A')
I = bytes(R.index(i) for i in range(256))

FIXED = {2: 2, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 1, 0x14: 8, 0x40: 8}
MOST_ITEM = 3580
PROVIDER = bytes(range(0x51, 0x61))


def crc(data):
    return binascii.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def signature(ib, bid):
    x = (ib ^ bid) & 0xFFFFFFFF
    return (x >> 16 ^ x) & 0xFFFF


def encode(method, bid, data):
    if method == 1:
        return data.translate(R)
    if method != 2:
        return data
    k = bid & 0xFFFFFFFF
    w = (k ^ k >> 16) & 0xFFFF
    out = bytearray(len(data))
    for i, b in enumerate(data):
        lo, hi = w & 0xFF, w >> 8
        out[i] = (I[(S[(R[(b + lo) & 0xFF] + hi) & 0xFF] - hi) & 0xFF] - lo) & 0xFF
        w = (w + 1) & 0xFFFF
    return bytes(out)


class Dialect:
    def __init__(self, name):
        wide = name != 'ansi'
        four = name == '4k'
        self.name, self.wide, self.four = name, wide, four
        self.version = 36 if four else 23 if wide else 15
        self.id = 8 if wide else 4
        self.page = 4096 if four else 512
        self.page_data = 4072 if four else 496 if wide else 500
        self.page_counts = 4056 if four else 488 if wide else 496
        self.trailer = 24 if four else 16 if wide else 12
        self.most = 65512 if four else 8176 if wide else 8180
        self.align = 512 if four else 64
        self.first_map = 0x22000 if four else 0x4400
        self.interval = 4072 * 8 * 512 if four else 0x3E000
        self.index_bits = 14 if four else 11

    def ids(self, *numbers):
        return struct.pack('<%d%s' % (len(numbers), 'Q' if self.wide else 'I'), *numbers)


class Node:
    """what a NID leads to, before it has a place: the payloads of its blocks, and its subnodes"""

    def __init__(self, leaves, subs=()):
        self.leaves = leaves
        self.subs = list(subs)  # (nid, Node)

    def size(self):
        return sum(map(len, self.leaves)) + sum(n.size() for _, n in self.subs)


class Heap:
    """2.3.1"""

    def __init__(self, dialect, client):
        self.d, self.client, self.root = dialect, client, 0
        self.blocks = [[]]
        self.used = [12]

    def add(self, data):
        if not data:
            return 0
        assert len(data) <= MOST_ITEM
        last = len(self.blocks) - 1
        need = self.used[last] + len(data) + 1 + 4 + 2 * (len(self.blocks[last]) + 2)
        if need > self.d.most or len(self.blocks[last]) >= 2000:
            last += 1
            self.blocks.append([])
            self.used.append(66 if (last - 8) % 128 == 0 and last >= 8 else 2)
        self.blocks[last].append(data)
        self.used[last] += len(data)
        return len(self.blocks[last]) << 5 | last << (5 + self.d.index_bits)

    def set(self, hid, data):
        block, index = hid >> (5 + self.d.index_bits), (hid >> 5) & ((1 << self.d.index_bits) - 1)
        assert len(self.blocks[block][index - 1]) == len(data)
        self.blocks[block][index - 1] = data

    def fill(self, i):
        free = self.d.most - self.used[i] - 4 - 2 * (len(self.blocks[i]) + 1)
        for level, bound in enumerate((3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8)):
            if free >= bound:
                return level
        return 15

    def payloads(self):
        out = []
        for i, items in enumerate(self.blocks):
            head = 12 if i == 0 else 66 if i >= 8 and (i - 8) % 128 == 0 else 2
            starts = [head]
            for item in items:
                starts.append(starts[-1] + len(item))
            at = starts[-1] + (starts[-1] & 1)
            body = b''.join(items) + b'\0' * (at - starts[-1])
            levels = [self.fill(j) for j in range(i, min(i + (8 if i == 0 else 128), len(self.blocks)))]
            nibbles = sum(v << 4 * n for n, v in enumerate(levels))
            first = struct.pack('<H', at)
            if i == 0:
                first += struct.pack('<BBII', 0xEC, self.client, self.root, nibbles & 0xFFFFFFFF)
            elif head == 66:
                first += nibbles.to_bytes(64, 'little')
            table = struct.pack('<HH', len(items), 0) + struct.pack('<%dH' % len(starts), *starts)
            out.append(first + body + table)
        return out


def bth(heap, key, width, records):
    """2.3.2: sorted (key bytes, data) -> HID of its header"""
    def store(rows):
        step = MOST_ITEM // len(rows[0][1]) * len(rows[0][1])
        data = b''.join(r[1] for r in rows)
        size = len(rows[0][1])
        return [(rows[i // size][0], heap.add(data[i:i + step])) for i in range(0, len(data), step)]
    level, root = 0, 0
    if records:
        nodes = store([(k, k + v) for k, v in records])
        while len(nodes) > 1:
            level += 1
            nodes = store([(k, k + struct.pack('<I', hid)) for k, hid in nodes])
        root = nodes[0][1]
    return heap.add(struct.pack('<BBBBI', 0xB5, key, width, level, root))


def pack_value(dialect, kind, value):
    """bytes of a value as it stands outside its record"""
    if kind == 0x1F:
        return value.encode('utf-16-le')
    if kind == 0x1E:
        return value.encode('cp1252')
    if kind in (0x102, 0x48):
        return value
    if kind & 0x1000 and kind & 0xFFF in FIXED:
        return b''.join(pack_value(dialect, kind & 0xFFF, v) for v in value)
    if kind & 0x1000:
        items = [pack_value(dialect, kind & 0xFFF, v) for v in value]
        at, starts = 4 + 4 * len(items), []
        for item in items:
            starts.append(at)
            at += len(item)
        return struct.pack('<%dI' % (1 + len(items)), len(items), *starts) + b''.join(items)
    if kind in (5, 7):
        return struct.pack('<d', value)
    if kind == 4:
        return struct.pack('<f', value)
    return (value & (1 << 8 * FIXED[kind]) - 1).to_bytes(FIXED[kind], 'little')


class Subs:
    """subnodes of one node, numbered as they come"""

    def __init__(self):
        self.list, self.next = [], 0x1F

    def add(self, node, nid=None):
        if nid is None:
            self.next += 0x20
            nid = self.next
        self.list.append((nid, node))
        return nid


def split(dialect, data):
    return [data[i:i + dialect.most] for i in range(0, len(data), dialect.most)] or [b'']


def hnid(dialect, heap, subs, data):
    if len(data) <= MOST_ITEM:
        return heap.add(data)
    return subs.add(Node(split(dialect, data)))


def pc(dialect, props, subs=None):
    """2.3.3: {tag: value} -> Node; a value may be ('object', nid, size) or ('subnode', Node)"""
    heap, subs, records = Heap(dialect, 0xBC), subs or Subs(), []
    for tag in sorted(props):
        value, kind = props[tag], tag & 0xFFFF
        if isinstance(value, tuple) and value[0] == 'object':
            cell = struct.pack('<I', heap.add(struct.pack('<II', value[1], value[2])))
        elif isinstance(value, tuple):
            cell = struct.pack('<I', subs.add(value[1]))
        elif FIXED.get(kind, 8) <= 4:
            cell = pack_value(dialect, kind, value).ljust(4, b'\0')
        else:
            cell = struct.pack('<I', hnid(dialect, heap, subs, pack_value(dialect, kind, value)))
        records.append((struct.pack('<H', tag >> 16), struct.pack('<H', kind) + cell))
    heap.root = bth(heap, 2, 6, records)
    return Node(heap.payloads(), subs.list)


def tc(dialect, columns, rows):
    """2.3.4: tags, {row id: {tag: value}} -> Node"""
    heap, subs = Heap(dialect, 0x7C), Subs()
    columns = sorted(set(columns) | {0x67F20003, 0x67F30003})
    places, at, ends = {0x67F20003: 0, 0x67F30003: 4}, 8, []
    for widths in ((8, 4), (2,), (1,)):
        for tag in columns:
            width = FIXED.get(tag & 0xFFFF, 4)
            if tag not in places and width in widths:
                places[tag] = at
                at += width
        ends.append(at)
    bits = {tag: i for i, tag in enumerate([0x67F20003, 0x67F30003] + [c for c in columns if c not in (0x67F20003, 0x67F30003)])}
    size = at + (len(columns) + 7) // 8
    matrix = []
    for number, (row_id, cells) in enumerate(rows.items()):
        row = bytearray(size)
        cells = dict(cells)
        cells[0x67F20003], cells[0x67F30003] = row_id, number + 1
        for tag in columns:
            if cells.get(tag) is None:
                continue
            kind = tag & 0xFFFF
            data = pack_value(dialect, kind, cells[tag])
            if kind not in FIXED:
                data = struct.pack('<I', hnid(dialect, heap, subs, data))
            row[places[tag]:places[tag] + len(data)] = data
            row[at + bits[tag] // 8] |= 0x80 >> bits[tag] % 8
        matrix.append(bytes(row))
    index = [(struct.pack('<I', rid), struct.pack('<I' if dialect.wide else '<H', i)) for i, rid in enumerate(rows)]
    index_hid = bth(heap, 4, 4 if dialect.wide else 2, sorted(index, key=lambda r: struct.unpack('<I', r[0])))
    rows_hnid = 0
    if len(matrix) * size > MOST_ITEM:
        per = dialect.most // size
        blocks = [b''.join(matrix[i:i + per]) for i in range(0, len(matrix), per)]
        blocks = [b.ljust(dialect.most, b'\0') for b in blocks[:-1]] + blocks[-1:]
        rows_hnid = subs.add(Node(blocks))
    elif matrix:
        rows_hnid = heap.add(b''.join(matrix))
    info = struct.pack('<BB4HIII', 0x7C, len(columns), ends[0], ends[1], ends[2], size, index_hid, rows_hnid, 0)
    for tag in columns:
        info += struct.pack('<IHBB', tag, places[tag], FIXED.get(tag & 0xFFFF, 4), bits[tag])
    heap.root = heap.add(info)
    return Node(heap.payloads(), subs.list)


CONTENTS = [0x00170003, 0x001A001F, 0x00360003, 0x0037001F, 0x00390040, 0x0042001F, 0x0057000B, 0x0058000B, 0x0070001F, 0x00710102,
            0x0E03001F, 0x0E04001F, 0x0E060040, 0x0E070003, 0x0E080003, 0x0E170003, 0x0E300102, 0x0E330014, 0x0E340102, 0x0E380003,
            0x0E3C0102, 0x0E3D0102, 0x10970003, 0x30080040, 0x65C60003]
HIERARCHY = [0x0E300102, 0x0E330014, 0x0E340102, 0x0E380003, 0x3001001F, 0x36020003, 0x36030003, 0x360A000B, 0x3613001F, 0x66350003, 0x66360003]
ASSOCIATED = [0x001A001F, 0x0E070003, 0x0E170003, 0x3001001F, 0x6800001F, 0x6803000B, 0x68051003, 0x7003000B, 0x70040102, 0x70050102, 0x7006001F, 0x70070003]
SEARCH = [0x00170003, 0x001A001F, 0x00360003, 0x0037001F, 0x0042001F, 0x0057000B, 0x0058000B, 0x0E03001F, 0x0E04001F, 0x0E05001F, 0x0E060040,
          0x0E070003, 0x0E080003, 0x0E170003, 0x0E2A000B, 0x30080040, 0x67F10003]
RECIPIENTS = [0x0C150003, 0x0E0F000B, 0x0FF90102, 0x0FFE0003, 0x0FFF0102, 0x3001001F, 0x3002001F, 0x3003001F, 0x300B0102, 0x39000003, 0x39FF001F, 0x3A40000B]
ATTACHMENTS = [0x0E200003, 0x3704001F, 0x37050003, 0x370B0003]
WHEN = 0x01DA3C2B5E8F0000


class Pst:
    """writes front to back into a file; `places` tells afterwards what stands where"""

    def __init__(self, out, dialect='unicode', crypt=0, compress=False):
        self.d, self.out, self.crypt, self.compress = Dialect(dialect), out, crypt, compress
        self.next_bid, self.next_page, self.cursor = 4, 1, self.d.first_map
        self.bbt, self.nbt, self.refs, self.used = [], {}, {}, []
        self.blocks, self.pages, self.maps, self.folders = {}, [], [], {}
        self.cache = {}
        self.next_index = {2: 0x401, 3: 0x401, 4: 0x10001, 5: 0x401, 8: 0x8001}
        self.skip_maps()

    # ------------------------------------------------------------- places
    def skip_maps(self):
        """the cursor stands where a map belongs: behind it, and the maps that follow it, it goes on"""
        i = (self.cursor - self.d.first_map) // self.d.interval
        base = self.cursor
        kinds = [0x84]
        if not self.d.four:
            kinds += [0x83] * (i % 8 == 0) + [0x82] * (i >= 128 and (i - 128) % 496 == 0) + [0x85] * (i >= 8192 and (i - 8192) % 31744 == 0)
        self.maps.append((base, kinds))
        self.cursor += len(kinds) * self.d.page
        self.mark(base, self.cursor)

    def mark(self, start, end):
        if self.used and self.used[-1][1] == start:
            self.used[-1][1] = end
        else:
            self.used.append([start, end])

    def allocate(self, size, align):
        at = -(-self.cursor // align) * align
        limit = self.maps[-1][0] + self.d.interval
        if at + size > limit:
            self.cursor = limit
            self.skip_maps()
            at = -(-self.cursor // align) * align
        self.cursor = at + size
        self.mark(at, at + size)
        return at

    def write(self, at, data):
        self.out.seek(at)
        self.out.write(data)

    # ------------------------------------------------------------- blocks
    def block(self, data, internal=False, bid=None):
        if bid is None:
            bid = self.next_bid | (2 if internal else 0)
            self.next_bid += 4
        key = None
        if not internal and self.crypt != 2 and len(data) > 4096:
            key = data  # large blocks of the same bytes: encode and sum them up once
        if key in self.cache:
            stored, check = self.cache[key]
        else:
            stored = data
            if self.d.four and self.compress:
                packed = zlib.compress(data)
                stored = packed if len(packed) < len(data) else data
            stored = stored if internal else encode(self.crypt, bid, stored)
            check = crc(stored)
            if key is not None:
                self.cache = {key: (stored, check)}
        size = -(-(len(stored) + self.d.trailer) // self.d.align) * self.d.align
        ib = self.allocate(size, self.d.align)
        sig = signature(ib, bid)
        if self.d.wide:
            trailer = struct.pack('<HHIQ', len(stored), sig, check, bid)
        else:
            trailer = struct.pack('<HHII', len(stored), sig, bid, check)
        if self.d.four:
            trailer += struct.pack('<HHI', 2, len(data), 0)
        self.write(ib, stored + b'\0' * (size - len(stored) - self.d.trailer) + trailer)
        self.bbt.append([bid, ib, len(stored), len(data)])
        self.refs[bid] = 1
        self.blocks[bid] = (ib, len(stored), size)
        return bid

    def use(self, bid):
        if bid:
            self.refs[bid] += 1
        return bid

    def tree(self, leaves):
        """2.2.2.8.3.2"""
        if len(leaves) == 1:
            return self.block(leaves[0])
        per = (self.d.most - 8) // self.d.id
        level, nodes = 1, [(self.block(leaf), len(leaf)) for leaf in leaves]
        while True:
            groups = [nodes[i:i + per] for i in range(0, len(nodes), per)]
            nodes = []
            for g in groups:
                total = sum(n for _, n in g)
                data = struct.pack('<BBHI', 1, level, len(g), total & 0xFFFFFFFF) + self.d.ids(*[self.use(b) for b, _ in g])
                nodes.append((self.block(data, True), total))
            if len(nodes) == 1:
                return nodes[0][0]
            level += 1

    def subnodes(self, subs):
        """2.2.2.8.3.3"""
        if not subs:
            return 0
        pad = b'\0' * 4 if self.d.wide else b''
        per = (self.d.most - 8) // (3 * self.d.id)
        lists = []
        rows = sorted((nid, *self.place(node)) for nid, node in subs)
        for i in range(0, len(rows), per):
            part = rows[i:i + per]
            data = struct.pack('<BBH', 2, 0, len(part)) + pad + b''.join(self.d.ids(n, self.use(b), self.use(s)) for n, b, s in part)
            lists.append((part[0][0], self.block(data, True)))
        if len(lists) == 1:
            return lists[0][1]
        return self.block(struct.pack('<BBH', 2, 1, len(lists)) + pad + b''.join(self.d.ids(n, self.use(b)) for n, b in lists), True)

    def place(self, node):
        if isinstance(node, tuple):
            return node
        sub = self.subnodes(node.subs)
        return (self.tree(node.leaves) if node.leaves else 0), sub

    def node(self, nid, node, parent=0):
        data, sub = self.place(node) if node is not None else (0, 0)
        self.nbt[nid] = (self.use(data), self.use(sub), parent)

    # ------------------------------------------------------------- messages
    def tags(self, props):
        """text is 8-bit in ANSI stores"""
        if self.d.wide:
            return props
        return {(t & ~0xFFFF | 0x1E if t & 0xFFFF == 0x1F else t & ~0xFFFF | 0x101E if t & 0xFFFF == 0x101F else t): v for t, v in props.items()}

    def columns(self, tags):
        return list(self.tags({t: 0 for t in tags}))

    def attachment(self, a):
        """{tag: value}; 'data' bytes or leaves, or 'message' -> Node and its cells"""
        subs = Subs()
        props = {k: v for k, v in a.items() if isinstance(k, int)}
        props.setdefault(0x370B0003, -1)
        if 'message' in a:
            inner = self.message_node(*a['message'])
            subs.add(inner, 0x200024)
            props[0x3701000D] = ('object', 0x200024, inner.size())
            props.setdefault(0x37050003, 5)
            data_size = inner.size()
        else:
            leaves = a['data'] if isinstance(a['data'], list) else split(self.d, a['data'])
            data_size = sum(map(len, leaves))
            if data_size > MOST_ITEM:
                props[0x37010102] = ('subnode', Node(leaves))
            else:
                props[0x37010102] = b''.join(leaves)
            props.setdefault(0x37050003, 1)
        props[0x0E200003] = 0
        props = self.tags(props)
        size = data_size
        for tag, value in props.items():
            if not isinstance(value, tuple) and tag != 0x37010102:
                size += len(pack_value(self.d, tag & 0xFFFF, value))
        props[0x0E200003] = size
        return pc(self.d, props, subs), props

    def message_node(self, props, recipients=(), attachments=()):
        subs = Subs()
        props = dict(props)
        props.setdefault(0x001A001F, 'IPM.Note')
        props.setdefault(0x0E070003, 1 | (0x10 if attachments else 0))
        props.setdefault(0x0E170003, 0)
        props.setdefault(0x30070040, WHEN)
        props.setdefault(0x30080040, WHEN)
        props.setdefault(0x300B0102, struct.pack('<I', crc(repr(sorted(props.items())).encode())).ljust(16, b'k'))
        rows = {}
        for i, r in enumerate(recipients):
            kind, name, address = r
            rows[i + 1] = self.tags({0x0C150003: kind, 0x0FF90102: address.encode(), 0x0FFE0003: 6, 0x0FFF0102: b'\0' * 4 + address.encode(),
                                     0x3001001F: name, 0x3002001F: 'SMTP', 0x3003001F: address, 0x300B0102: b'SMTP:' + address.upper().encode(),
                                     0x39FF001F: name, 0x39000003: 0})
        subs.add(tc(self.d, self.columns(RECIPIENTS), rows), 0x692)
        cells, nid = {}, 0x8025
        for a in attachments:
            node, values = self.attachment(a)
            subs.add(node, nid)
            cells[nid] = {t: values.get(t) for t in self.columns(ATTACHMENTS)}
            nid += 0x20
        if attachments:
            subs.add(tc(self.d, self.columns(ATTACHMENTS), cells), 0x671)
        props[0x0E080003] = 0
        first, kept = pc(self.d, self.tags(props), self.copy(subs)), props
        kept[0x0E080003] = first.size()
        node = pc(self.d, self.tags(kept), subs)
        node.props = self.tags(kept)
        return node

    @staticmethod
    def copy(subs):
        new = Subs()
        new.list, new.next = list(subs.list), subs.next
        return new

    def message(self, folder, props, recipients=(), attachments=(), listed=True, kind=4):
        if kind == 8:
            props = {0x0E070003: 0x41, **props}  # mfFAI
        node = self.message_node(props, recipients, attachments)
        nid = self.next_index[kind] << 5 | kind
        self.next_index[kind] += 1
        self.node(nid, node, folder)
        if listed:
            columns = self.columns(ASSOCIATED if kind == 8 else CONTENTS)
            self.folders[folder]['fai' if kind == 8 else 'rows'][nid] = {t: node.props.get(t) for t in columns}
        return nid

    def folder(self, parent, name, nid=None, listed=True, **props):
        if nid is None:
            nid = self.next_index[2] << 5 | 2
            self.next_index[2] += 1
        self.folders[nid] = {'name': name, 'parent': parent, 'rows': {}, 'fai': {}, 'children': [], 'props': props.get('props', {})}
        if listed and parent != nid:
            self.folders[parent]['children'].append(nid)
        return nid

    def folder_props(self, nid):
        f = self.folders[nid]
        unread = sum(1 for r in f['rows'].values() if not (r.get(0x0E070003) or 0) & 1)
        return self.tags({0x3001001F: f['name'], 0x36020003: len(f['rows']), 0x36030003: unread, 0x360A000B: bool(f['children']),
                          0x3613001F: 'IPF.Note', 0x36170003: len(f['fai']), **f['props']})

    def write_folders(self):
        search = self.tags({0x3001001F: 'SPAM Search Folder 2', 0x36020003: 0, 0x36030003: 0, 0x360A000B: False})
        for nid, f in self.folders.items():
            props = self.folder_props(nid)
            self.node(nid, pc(self.d, props), f['parent'])
            rows = {}
            for c in f['children']:
                values = self.folder_props(c) if c in self.folders else search
                rows[c] = {t: values.get(t) for t in self.columns(HIERARCHY)}
            self.node(nid & ~0x1F | 0x0D, tc(self.d, self.columns(HIERARCHY), rows))
            self.node(nid & ~0x1F | 0x0E, tc(self.d, self.columns(CONTENTS), f['rows']))
            self.node(nid & ~0x1F | 0x0F, tc(self.d, self.columns(ASSOCIATED), f['fai']))
        self.node(0x2223, pc(self.d, search), 0x122)
        self.node(0x2226, None)
        self.node(0x2227, pc(self.d, {0x660B0003: 0}))
        self.node(0x2230, tc(self.d, self.columns(SEARCH), {}))

    def entry_id(self, nid):
        return b'\0' * 4 + PROVIDER + struct.pack('<I', nid)

    def standard(self, names=()):
        """2.7.1: the nodes every store has, and folders to put messages into; `names` (guid, id or text)"""
        self.folder(0x122, '', 0x122)
        top = self.folder(0x122, 'Top of Personal Folders', 0x8022)
        self.folder(0x122, 'Search Root', 0x8042)
        self.folders[0x122]['children'].append(0x2223)
        deleted = self.folder(top, 'Deleted Items', 0x8062)
        self.next_index[2] = 0x404
        self.names = list(names)
        return top, deleted

    def write_names(self):
        """2.4.7"""
        guids, entries, strings, buckets = [], b'', b'', {}
        for i, (guid, name) in enumerate(self.names):
            if guid not in guids:
                guids.append(guid)
            index = guids.index(guid) + 3
            if isinstance(name, str):
                raw = name.encode('utf-16-le')
                entry = struct.pack('<IHH', len(strings), index << 1 | 1, i)
                hashed = struct.pack('<IHH', crc(raw), index << 1 | 1, i)
                strings += struct.pack('<I', len(raw)) + raw + b'\0' * (-len(raw) % 4)
            else:
                entry = hashed = struct.pack('<IHH', name, index << 1, i)
            entries += entry
            key, low = struct.unpack('<IH', hashed[:6])
            buckets.setdefault((key ^ low) % 251, []).append(hashed)
        props = {0x00010003: 251, 0x00020102: b''.join(guids), 0x00030102: entries, 0x00040102: strings}
        for b, rows in buckets.items():
            props[(0x1000 + b) << 16 | 0x102] = b''.join(rows)
        self.node(0x61, pc(self.d, props))

    def finish(self):
        self.node(0x21, pc(self.d, self.tags({0x0FF90102: PROVIDER, 0x3001001F: 'Made for tests', 0x35DF0003: 0x89, 0x35E00102: self.entry_id(0x8022),
                                              0x35E30102: self.entry_id(0x8062), 0x35E70102: self.entry_id(0x8042), 0x67FF0003: 0,
                                              **getattr(self, 'store_props', {})})))
        self.write_names()
        self.write_folders()
        for nid, columns in ((0x60D, HIERARCHY), (0x60E, CONTENTS), (0x60F, ASSOCIATED), (0x610, SEARCH), (0x671, ATTACHMENTS), (0x692, RECIPIENTS)):
            self.node(nid, tc(self.d, self.columns(columns), {}))
        self.node(0x1E1, None)
        self.node(0x201, Node([struct.pack('<I', 0x2223)]))
        self.write_trees()
        self.write_maps()
        self.write_header()

    # ------------------------------------------------------------- trees, maps, header
    def put_page(self, kind, data, bid=None, ib=None):
        if ib is None:
            ib = self.allocate(self.d.page, self.d.page)
        if bid is None:
            bid = self.next_page
            self.next_page += 1
        self.pages.append((kind, ib, bid))
        self.write(ib, self.sealed_page(kind, data, bid, ib))
        return bid, ib

    def sealed_page(self, kind, data, bid, ib):
        sig = 0 if 0x82 <= kind <= 0x85 else signature(ib, bid)
        if self.d.wide:
            trailer = struct.pack('<BBHIQ', kind, kind, sig, crc(data), bid)
        else:
            trailer = struct.pack('<BBHII', kind, kind, sig, bid & 0xFFFFFFFF, crc(data))
        return data + trailer + (struct.pack('<Q', 1) if self.d.four else b'')

    def btree(self, kind, entries):
        level, width = 0, len(entries[0][1])
        while True:
            per = self.d.page_counts // width
            nodes = []
            for i in range(0, len(entries), per):
                part = entries[i:i + per]
                body = b''.join(e for _, e in part).ljust(self.d.page_counts, b'\0')
                if self.d.four:
                    body += struct.pack('<HHBB10x', len(part), per, width, level)
                else:
                    body += struct.pack('<BBBB', len(part), per, width, level) + (b'\0' * 4 if self.d.wide else b'')
                nodes.append((part[0][0], *self.put_page(kind, body)))
            if len(nodes) == 1:
                return nodes[0][1:]
            level, width = level + 1, 3 * self.d.id
            entries = [(key, self.d.ids(key, bid, ib)) for key, bid, ib in nodes]

    def write_trees(self):
        pad = b'\0' * 4 if self.d.wide else b''
        self.nbt_root = self.btree(0x81, [(nid, self.d.ids(nid, d, s) + struct.pack('<I', p) + pad) for nid, (d, s, p) in sorted(self.nbt.items())])
        rows = []
        for bid, ib, stored, size in sorted(self.bbt):
            tail = struct.pack('<HHHH', stored, size, self.refs[bid], 0) if self.d.four else struct.pack('<HH', stored, self.refs[bid]) + pad
            rows.append((bid, self.d.ids(bid, ib) + tail))
        self.bbt_root = self.btree(0x80, rows)

    def write_maps(self):
        unit = 512 if self.d.four else 64
        n_bytes = 4072 if self.d.four else 496
        lead = b'' if self.d.wide else b'\0' * 4
        self.free = 0
        self.eof = self.maps[-1][0] + self.d.interval
        spans = iter(self.used)
        span = next(spans)
        for base, kinds in self.maps:
            bits, end = 0, base + self.d.interval
            while span is not None and span[0] < end:
                a, b = (max(span[0], base) - base) // unit, (min(span[1], end) - base + unit - 1) // unit
                bits |= ((1 << b - a) - 1) << (n_bytes * 8 - b)
                if span[1] > end:
                    break
                span = next(spans, None)
            self.free += unit * (n_bytes * 8 - bin(bits).count('1'))
            at = base
            for kind in kinds:
                data = bits.to_bytes(n_bytes, 'big') if kind == 0x84 else b'\xff' * n_bytes
                self.put_page(kind, lead + data, at, at)
                at += self.d.page
        if not self.d.four:
            size = self.d.page_data
            self.put_page(0x86, struct.pack('<BBHI', 1, 0, 0, 0).ljust(size, b'\0'), 0x4200, 0x4200)

    def write_header(self):
        self.out.seek(self.eof - 1)
        self.out.write(b'\0')
        self.write(0, self.header())

    def header(self):
        d = self.d
        rgnid = [0x400] * 32
        rgnid[3], rgnid[4], rgnid[8] = 0x4000, 0x10000, 0x8000
        for nid in self.nbt:
            rgnid[nid & 0x1F] = max(rgnid[nid & 0x1F], nid >> 5)
        root = struct.pack('<I', 0) + d.ids(self.eof, self.maps[-1][0], self.free, 0, *self.nbt_root, *self.bbt_root) + struct.pack('<BBH', 2, 0, 0)
        body = struct.pack('<HHHBBII', 0x4D53, d.version, 19, 1, 1, 0, 0)
        if d.wide:
            body += struct.pack('<QQI', 0, self.next_page, 1) + struct.pack('<32I', *rgnid) + b'\0' * 8 + root + b'\0' * 4
            body = body.ljust(248, b'\xff')[:248] + b'\xff' * 256 + struct.pack('<BBHQ', 0x80, self.crypt, 0, self.next_bid)
            assert len(body) == 516
            return struct.pack('<II', 0x4E444221, crc(body[:471])) + body + struct.pack('<I', crc(body)) + b'\0' * 36
        body += struct.pack('<III', self.next_bid, self.next_page, 1) + struct.pack('<32I', *rgnid) + root
        body = body + b'\xff' * 256 + struct.pack('<BBH', 0x80, self.crypt, 0)
        body = body.ljust(504, b'\0')
        return struct.pack('<II', 0x4E444221, crc(body[:471])) + body


COMMON = bytes.fromhex('0820060000000000C000000000000046')
STRINGS = bytes.fromhex('2903020000000000C000000000000046')


def small(dialect='unicode', crypt='permute', compress=False, out=None, extra=None):
    """a store with one of everything -> (Pst, file)"""
    out = out or io.BytesIO()
    p = Pst(out, dialect, ('none', 'permute', 'cyclic').index(crypt), compress)
    top, deleted = p.standard([(COMMON, 0x8530), (STRINGS, 'Made-For-Tests')])
    inbox = p.folder(top, 'Inbox')
    sender = {0x0C1A001F: 'Ada Lovelace', 0x0C1E001F: 'SMTP', 0x0C1F001F: 'ada@example.org', 0x00390040: WHEN, 0x0E060040: WHEN,
              0x3FDE0003: 1252, 0x3FFD0003: 1252}
    p.message(inbox, {0x0037001F: '\x01\x05RE: plain', 0x1000001F: 'The first message.\r\n', 0x8000001F: 'Follow up', 0x8001001F: 'named',
                      0x0E04001F: 'Bob', **sender}, [(1, 'Bob', 'bob@example.org'), (2, 'Cy', 'cy@example.org')])
    p.message(inbox, {0x0037001F: 'long', 0x1000001F: 'A line of a long body.\r\n' * 700, **sender}, [(1, 'Bob', 'bob@example.org')],
              [{0x3704001F: 'small.txt', 0x3707001F: 'small.txt', 'data': b'small'}, {0x3704001F: 'big.bin', 0x3707001F: 'big.bin', 'data': bytes(range(256)) * 400}])
    p.message(inbox, {0x0037001F: 'outer', 0x1000001F: 'Outer.\r\n', 0x0E070003: 0x10, **sender}, [],
              [{0x3001001F: 'inner', 'message': ({0x0037001F: 'inner', 0x1000001F: 'Inner.\r\n', **sender}, [(1, 'Di', 'di@example.org')],
                                                 [{0x3704001F: 'in.txt', 0x3707001F: 'in.txt', 'data': b'within'}])}])
    p.message(inbox, {0x0037001F: 'view', 0x001A001F: 'IPM.Microsoft.FolderDesign.NamedView'}, kind=8)
    sub = p.folder(inbox, 'Many')
    for i in range(60):
        p.message(sub, {0x0037001F: 'message %d' % i, 0x1000001F: 'Body %d.\r\n' % i, **sender}, [(1, 'Bob', 'bob@example.org')])
    if extra:
        extra(p, {'top': top, 'inbox': inbox, 'many': sub, 'deleted': deleted, 'sender': sender})
    p.finish()
    return p, out


def tiny(dialect, crypt):
    """the fewest bytes that have a table, a tree of data, an attachment and a message within a message: seeds to fuzz"""
    out = io.BytesIO()
    p = Pst(out, dialect, ('none', 'permute', 'cyclic').index(crypt), dialect == '4k')
    top, _ = p.standard([(COMMON, 0x8530)])
    p.message(top, {0x0037001F: '\x01\x05RE: tiny', 0x1000001F: 'Tiny.\r\n', 0x8000001F: 'Follow up'}, [(1, 'Bob', 'bob@example.org')],
              [{0x3704001F: 'a.txt', 'data': b'a' * 9000},
               {0x3001001F: 'inner', 'message': ({0x0037001F: 'inner', 0x1000001F: 'Inner.\r\n'}, [], [])}])
    p.finish()
    p.eof = -(-p.used[-1][1] // p.d.page) * p.d.page
    return p, p.header() + out.getvalue()[len(p.header()):p.eof]


def scale(path, size, per_message=100000, per_folder=1000):
    """a store of about `size` bytes: messages of 100 KB, 1000 a folder"""
    with open(path, 'wb') as out:
        p = Pst(out)
        top, _ = p.standard([(COMMON, 0x8530)])
        leaf = bytes(range(256)) * 32
        leaves = [leaf[:p.d.most]] * (per_message // p.d.most)
        n = max(1, size // (per_message + 3000))
        folder = None
        for i in range(n):
            if i % per_folder == 0:
                folder = p.folder(top, 'Folder %d' % (i // per_folder))
            p.message(folder, {0x0037001F: 'message %d' % i, 0x1000001F: 'Body %d.\r\n' % i, 0x0C1A001F: 'Ada', 0x0C1F001F: 'ada@example.org',
                               0x00390040: WHEN, 0x3FDE0003: 1252}, [(1, 'Bob', 'bob@example.org')],
                      [{0x3704001F: 'a.bin', 0x3707001F: 'a.bin', 'data': leaves}])
        p.finish()
        return n


def main():
    path = sys.argv[1]
    if sys.argv[2:3] == ['scale']:
        print(scale(path, int(sys.argv[3])))
        return
    if sys.argv[2:3] == ['seeds']:
        for name, crypt in (('ansi', 'permute'), ('unicode', 'none'), ('unicode', 'cyclic'), ('4k', 'none')):
            p, data = tiny(name, crypt)
            packed = bytes([('ansi', 'unicode', '4k').index(name)]) + data[:564] + data[p.d.first_map:]
            for mode in range(4):  # read, salvage, check, check and salvage
                with open('%s/%s-%s-%d.bin' % (path, name, crypt, mode), 'wb') as f:
                    f.write(packed + bytes([mode]))
        return
    if sys.argv[2:3] == ['heaps']:
        for i, name in enumerate(('ansi', 'unicode', '4k')):
            d = Dialect(name)
            props = {0x001A001F: 'IPM.Note', 0x0037001E: '\x01\x05RE: heap', 0x0E080003: 7, 0x0E070003: 1, 0x00390040: WHEN, 0x0E1F000B: 1,
                     0x66001102: [b'one', b'', b'three'], 0x6601101F: ['a', 'bc'], 0x66021003: [1, 2, 3], 0x66030048: PROVIDER, 0x66040005: 1.5}
            rows = {n: {0x0037001F: 'row %d' % n, 0x0E080003: n, 0x0E060040: WHEN, 0x0057000B: 1, 0x66000002: n} for n in range(1, 9)}
            for kind, node in (('pc', pc(d, props)), ('tc', tc(d, [0x0037001F, 0x0E080003, 0x0E060040, 0x0057000B, 0x66000002], rows))):
                with open('%s/%s-%s.heap' % (path, name, kind), 'wb') as f:
                    f.write(bytes([i]) + node.leaves[0])
        return
    dialect = sys.argv[2] if len(sys.argv) > 2 else 'unicode'
    crypt = sys.argv[3] if len(sys.argv) > 3 else 'permute'
    _, out = small(dialect, crypt, dialect == '4k')
    with open(path, 'wb') as f:
        f.write(out.getvalue())


if __name__ == '__main__':
    main()
