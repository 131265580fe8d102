#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mkoab.py OUT : writes sample address books, good and damaged, into a folder: corpus/oab and fuzz seeds.
mkoab.py --check DIR : fails where a file of DIR is not what this program makes."""
import os
import struct
import sys

PARENT = b'/o=example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients'
TABLE = []
for _n in range(256):
    _c = _n
    for _ in range(8):
        _c = _c >> 1 ^ (0xEDB88320 if _c & 1 else 0)
    TABLE.append(_c)


def crc(data, seed=0xFFFFFFFF):
    for byte in data:
        seed = seed >> 8 ^ TABLE[(seed ^ byte) & 0xFF]
    return seed


def u32(*numbers):
    return b''.join(struct.pack('<I', n & 0xFFFFFFFF) for n in numbers)


# --- version 4, [MS-OXOAB] 2.9 ---------------------------------------------------------------------------

HEADER = [(0x6800001F, 0), (0x6804001E, 0), (0x68010003, 0), (0x6802001E, 0)]


def integer(n):
    if n <= 0x7F:
        return bytes([n])
    raw = u32(n).rstrip(b'\0')
    return bytes([0x80 + len(raw)]) + raw


def value4(tag, v):
    kind = tag & 0xFFFF
    if kind & 0x1000:
        return integer(len(v)) + b''.join(value4(tag & ~0x1000, x) for x in v)
    if kind == 0x0003:
        return integer(v)
    if kind == 0x000B:
        return bytes([v])
    if kind == 0x0102:
        return integer(len(v)) + v
    return (v if isinstance(v, bytes) else v.encode()) + b'\0'


def record4(columns, entry):
    bits = bytearray((len(columns) + 7) // 8)
    data = b''
    for i, (tag, _) in enumerate(columns):
        if tag in entry:
            bits[i // 8] |= 0x80 >> i % 8
            data += value4(tag, entry[tag])
    return u32(4 + len(bits) + len(data)) + bytes(bits) + data


def columns4(columns):
    return u32(len(columns)) + b''.join(u32(*c) for c in columns)


def details4(columns, entries, name='\\Global Address List', sequence=6, total=None, serial=None):
    meta = columns4(HEADER) + columns4(columns)
    body = u32(4 + len(meta)) + meta
    body += record4(HEADER, {0x6800001F: name, 0x6804001E: '/', 0x68010003: sequence,
                             0x6802001E: 'd4f244a8-a8ec-442a-87a3-5236f82cabdc'})
    body += b''.join(e if isinstance(e, bytes) else record4(columns, e) for e in entries)
    return u32(0x20, crc(body) if serial is None else serial, len(entries) if total is None else total) + body


SPEC = [(0x3003001E, 2), (0x39FE001F, 2), (0x3001001F, 1), (0x0FFE0003, 0), (0x39000003, 0), (0x68051003, 0)]


def person(name, address):
    return {0x3003001E: PARENT + b'/cn=' + name.encode(), 0x39FE001F: address, 0x3001001F: name,
            0x0FFE0003: 6, 0x39000003: 0}


LISA = person('Lisa Miller', 'LisaM@example.com')
ADMIN = person('Administrator', 'Administrator@example.com')

FULL = SPEC[:3] + [(0x3A00001F, 1), (0x3A11001F, 1), (0x3A06001F, 1), (0x800F101F, 1), (0x3A19001F, 1),
                   (0x39000003, 0), (0x0FFE0003, 0), (0x39050003, 0), (0x3A40000B, 0), (0x3A08001F, 0),
                   (0x3A1B101F, 0), (0x3004001F, 0), (0x3A701102, 0), (0x8C9E0102, 0), (0x8CDD000B, 0),
                   (0x8009101E, 0), (0x8CD8000D, 0), (0x68051003, 0)]


def whole(cn, name, kind, object_type=6, **more):
    entry = {0x3003001E: PARENT + b'/cn=' + cn.encode(), 0x39FE001F: cn + '@example.com', 0x3001001F: name,
             0x3A00001F: cn, 0x39000003: kind, 0x0FFE0003: object_type,
             0x800F101F: ['SMTP:%s@example.com' % cn, 'smtp:%s@old.example.com' % cn,
                          'X500:/o=Old/ou=Site/cn=Recipients/cn=' + cn]}
    entry.update({int(k[1:], 16): v for k, v in more.items()})
    return entry


KINDS = [
    whole('ann', 'Ann Ångström', 0, x39050003=0x40000000, x3A11001F='Ångström', x3A06001F='Ann', x3A40000B=1,
          x3A19001F='Building 7', x3A08001F='+46 8 123', x3A1B101F=['+46 8 124', '+46 8 125'],
          x3004001F='first line\r\nsecond line', x3A701102=[b'\x30\x03\x02\x01\x01'], x68051003=[0x8C9E0102]),
    whole('staff', 'All Staff', 1, 8, x8009101E=[PARENT + b'/cn=ann', PARENT + b'/cn=aurora'], x8CDD000B=1),
    whole('notices', 'Notices', 2, 3),
    whole('dynamic', 'Everybody in Stockholm', 3, 8),
    whole('division', 'Division', 4),
    whole('mine', 'My List', 5, 8),
    whole('guest', 'Guest', 6),
    whole('aurora', 'Room Aurora', 0, x39050003=7),
    whole('beamer', 'Beamer 2', 0, x39050003=8),
    whole('formula', '=HYPERLINK("http://example.invalid/")', 0, x3004001F='@SUM(1)'),
]


# --- versions 2 and 3, [MS-OXOAB] 2.3 to 2.6: the examples of 3.1 and 3.2 ---------------------------------

def browse(version, serial, records):
    return u32(version, serial, len(records)) + b''.join(
        u32(r[0], r[1]) + struct.pack('<HBB', *r[2:5]) + u32(*r[5:]) for r in records)


def rdn_hash(keys):
    """2.3.3"""
    h = 0
    for key in keys:
        key += b'\0' * (-len(key) % 4)
        for i in range(0, len(key), 4):
            h ^= struct.unpack_from('<I', key, i)[0]
        h = (h << 1 | h >> 31) & 0xFFFFFFFF
    return h


def rdn_index(version, parents, records, root=None):
    names = b''.join(p + b'\0' for p in parents)
    return u32(version, 0, len(records), 16 + len(names) if root is None else root) + names + b''.join(
        u32(*r[:6]) + r[6] + b'\0' for r in records)


def anr_index(version, records, total=None):
    return u32(version, 0, len(records) if total is None else total) + b''.join(
        u32(*r[:5]) + r[5] + b'\0' for r in records)


ALIAS = 0x80000000
ANR_SHARED = [(0x2C, 0x4E, 4, 0x69, 0x8B, b'Lisa Miller'), (0, 0x69, 3 | ALIAS, 0, 0x69, b'Administrator'),
              (0x8B, 0, 4, 0x8B, 0, b'Miller'), (0, 0, 3, 0x2C, 0x0C, b'Administrator')]
V2 = {
    'browse.oab': browse(0x0A, 0xD37932BD, [(0xD2, 0x0C, 0x39, 0, 6, 0x8C, 0x69, 0x2C, 0, 0),
                                            (0x68, 0x45, 0x35, 0, 6, 0xB3, 0x0C, 0x8B, 0, 0x4E)]),
    'anrdex.oab': anr_index(0x0A, ANR_SHARED + [(0, 0, 4 | ALIAS, 0x0C, 0x4E, b'LisaMiller')]),
    'rdndex.oab': rdn_index(0x0A, [PARENT, b'example.com'], [
        (0x8C, 0xB3, 4, 0x8C, 0xB3, 0x10, b'Lisa Miller'), (0xD2, 0, 3, 0xD2, 0x68, 0x5C, b'Administrator@'),
        (0, 0, 4, 0x68, 0, 0x5C, b'LisaM@'), (0, 0, 3, 0, 0x8C, 0x10, b'Administrator')]),
    'details.oab': u32(7, 0, 0) + b'\0' * 16 + b'\0' * 7 + b'\1SMTP:Administrator@example.com\0\0\0'
                   + b'\0\0\0Lisa\0' + b'\0' * 16 + b'\0' * 3 + b'\1SMTP:LisaM@example.com\0\0\0',
}
FIRST = b'/o=First Organization/ou=First Administrative Group'
MDB = FIRST + b'/cn=Configuration/cn=Servers/cn=EXCH-H-977/cn=Microsoft Private MDB\0'
V3 = {
    'ubrowse.oab': browse(0x0E, 0x0B4F62BF, [(0xC2, 0x0C, 0xE6, 0, 6, 0x7C, 0x69, 0x2C, 0, 0),
                                             (0x5E, 0xF2, 0xE2, 0, 6, 0xA3, 0x0C, 0x8B, 0, 0x4E)]),
    'uanrdex.oab': anr_index(0x0E, ANR_SHARED + [(0, 0, 4 | ALIAS, 0x0C, 0x4E, b'LisaM')]),
    'urdndex.oab': rdn_index(0x0E, [FIRST + b'/cn=Recipients', b'example.com'], [
        (0x7C, 0xA3, 4, 0x7C, 0xA3, 0x10, b'LisaM'), (0xC2, 0, 3, 0xC2, 0x5E, 0x52, b'Administrator@'),
        (0, 0, 4, 0x5E, 0, 0x52, b'LisaM@'), (0, 0, 3, 0, 0x7C, 0x10, b'Administrator')]),
    'udetails.oab': u32(7, 0, 0) + b'\0' * 23 + b'\2SMTP:Administrator@example.com\0'
                    + b'X400:c=US;a= ;p=Example;o=Exchange;s=Administrator;\0\0\0' + MDB + b'\0\0'
                    + b'\0\0\0Lisa\0' + b'\0' * 19 + b'\2SMTP:LisaM@example.com\0'
                    + b'X400:c=US;a= ;p=Example;o=Exchange;s=Miller;g=Lisa;\0\0\0' + MDB + b'\0\0',
}


def sets():
    for name, data in V2.items():
        yield 'good-v2-spec/' + name, data
    for name, data in V3.items():
        yield 'good-v3-spec/' + name, data
    # Trees with cycles, and with branches that lead out of the file.
    circle = list(ANR_SHARED) + [(0x0C, 0x8B, 4 | ALIAS, 0x0C, 0x4E, b'LisaMiller')]
    outside = rdn_index(0x0A, [PARENT, b'example.com'], [
        (0xFFFFFFF0, 0x7FFFFFFF, 4, 0x8C, 0xB3, 0xFFFFFFFF, b'Lisa Miller'), (0, 0, 0, 0, 0x68, 0x5C, b'Administrator@'),
        (0, 0, 4, 0x68, 0, 0x5C, b'LisaM@'), (0, 0, 3, 0, 0x8C, 0x10, b'Administrator')])
    damaged = {'browse.oab': patched(V2['browse.oab'], 12 + 32 + 4, 0x7FFFFFFF), 'anrdex.oab': anr_index(0x0A, circle),
               'rdndex.oab': outside, 'details.oab': V2['details.oab'][:-30]}
    for name, data in damaged.items():
        yield 'bad-v2-indexes/' + name, data


# --- templates, [MS-OXOAB] 2.2: the dialog and the script of [MS-OXOABKT] 4.1 ------------------------------

def dialog(rows):
    texts, fixed = b'', b''
    for row in rows:
        fixed += u32(*row[:8], 8 + 36 * len(rows) + len(texts))
        texts += row[8] + b'\0'
    return u32(1, len(rows)) + fixed + texts


CCMAIL = dialog([(0, 0, 0, 0, 8, 0xD70, 0, 0, b'General'),
                 (6, 100, 12, 20, 0, 0, 0, 0, b'&Display name:'), (107, 250, 12, 12, 1, 0x26, 0x3001001E, 256, b'*'),
                 (6, 100, 35, 20, 0, 0, 0, 0, b'&Mailbox:'), (107, 250, 35, 12, 1, 6, 0x6701001E, 256, b'*'),
                 (6, 100, 58, 20, 0, 0, 0, 0, b'&Post Office:'), (107, 250, 58, 12, 1, 6, 0x6702001E, 256, b'*')])
SCRIPT = u32(15, 4, 0x6701001E, 0x14, 2, 0x6701001E, 0x80000002, 0x34, 4, 0x6702001E, 0x30, 2, 0x6702001E, 0) \
    + b' at \0\0\0\0'


def templates(script, tmplt=CCMAIL, count=1):
    head = 12 + 7 * 32 + 16 + 4 + 32
    data = tmplt + script + b'cc:Mail Address\0'
    entry = u32(0, 0, head, len(tmplt), 0, 0, 0, 0)
    creation = u32(0, 0, head, len(tmplt), head + len(tmplt), len(script), head + len(tmplt) + len(script), 16)
    return u32(7, 0, 0) + entry + b'\0' * (6 * 32) + b'\0' * 16 + u32(count) + creation + data


def template_samples():
    yield 'good-template.oab', templates(SCRIPT)
    yield 'good-template-uncounted.oab', templates(SCRIPT[4:])
    yield 'bad-template-loop.oab', templates(u32(2, 3, 0))
    yield 'bad-template-jump.oab', templates(u32(2, 3, 0xFFFFFFF0))
    yield 'bad-template-rows.oab', templates(SCRIPT, patched(CCMAIL, 4, 0xFFFFFFFF))
    yield 'bad-template-count.oab', templates(SCRIPT, count=0xFFFFFFFF)


def patched(data, at, number):
    return data[:at] + u32(number) + data[at + 4:]


def samples():
    spec = details4(SPEC, [LISA, ADMIN])
    kinds = details4(FULL, KINDS, sequence=1)
    lisa = record4(SPEC, LISA)
    first = len(spec) - len(lisa) - len(record4(SPEC, ADMIN))
    yield 'good-v4-spec.oab', spec
    yield 'good-v4-kinds.oab', kinds
    yield 'good-v4-empty.oab', details4(SPEC, [])
    yield 'bad-v4-crc.oab', details4(SPEC, [LISA, ADMIN], serial=0x12345678)
    yield 'bad-v4-count.oab', details4(SPEC, [LISA, ADMIN], total=0x7FFFFFFF)
    for name, size in (('3', 3), ('0', 0), ('huge', 0xFFFFFFFF), ('beyond', len(spec)), ('short', len(lisa) - 9)):
        yield 'bad-v4-size-%s.oab' % name, patched(spec, first, size)
    yield 'bad-v4-presence.oab', details4(SPEC, [lisa[:4] + b'\xFF' + lisa[5:], ADMIN])
    yield 'bad-v4-columns.oab', patched(spec, 16 + 4 + 8 * 4, 0xFFFFFFFF)
    yield 'bad-v4-meta-size.oab', patched(spec, 12, 0x5B)
    mv = [(0x3003001E, 2), (0x800F101F, 0), (0x3001001F, 0)]
    for name, count in (('127', b'\x7F'), ('255', b'\xFF'), ('2-32', b'\x84\xFF\xFF\xFF\xFF'), ('80', b'\x80')):
        data = b'\xE0/o=x/cn=y\0' + count + b'a\0b\0'
        yield 'bad-v4-mv-%s.oab' % name, details4(mv, [u32(4 + len(data)) + data, {0x3003001E: '/o=x/cn=z'}])
    data = b'\xF8/o=x/cn=y\0\xC0\xFF\0\xE9\0\x06\0'
    yield 'bad-v4-text.oab', details4(SPEC, [u32(4 + len(data)) + data])
    data = b'\xF8/o=x/cn=y\0a@b\0n\0\x84\x06\0\0\0\x81\x01'
    yield 'bad-v4-long-integers.oab', details4(SPEC, [u32(4 + len(data)) + data])
    yield 'bad-v4-cut.oab', spec[:-9]


def everything():
    yield from samples()
    yield from sets()
    yield from template_samples()


def main():
    check = sys.argv[1] == '--check'
    folder = sys.argv[2 if check else 1]
    names = set()
    for name, data in everything():
        names.add(name)
        path = os.path.join(folder, name)
        if not check:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'wb') as f:
                f.write(data)
        elif not os.path.exists(path) or open(path, 'rb').read() != data:
            sys.exit('%s is not what mkoab.py makes' % path)
    if check:
        assert next(samples())[1][4:8] == bytes.fromhex('f7dac07f'), 'the serial number of [MS-OXOAB] 3.3'
        assert rdn_hash([b'Administrator', b'Lisa Miller']) == 0xD37932BD, '[MS-OXOAB] 3.1'
        assert rdn_hash([b'Administrator', b'LisaM']) == 0x0B4F62BF, '[MS-OXOAB] 3.2'
        others = sorted(os.path.relpath(os.path.join(d, f), folder) for d, _, files in os.walk(folder) for f in files
                        if os.path.relpath(os.path.join(d, f), folder) not in names)
        if others:
            sys.exit('mkoab.py does not make %s' % ', '.join(others))
        print('%d samples' % len(names))


if __name__ == '__main__':
    main()
