#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mkmsg.py RECIPE OUT | --all FOLDER [OUTFOLDER] | --check FOLDER

Makes .msg files, good and bad, from text recipes; [MS-OXMSG] and [MS-CFB] tell the layout.
A recipe has a statement a line; blocks end with `end`; `#` begins a comment.

  version 3|4                     sectors of 512 or 4096 bytes
  clsid GUID                      of the root (default: Outlook's)
  prop TTTTtttt VALUE             tag, id then type in hex
  named SET LID|"NAME" tttt VALUE named property; SET is a name below, or a GUID
  from|to|cc|bcc "NAME" ADDRESS   sender, or a recipient
  file "NAME" TYPE VALUE          an attachment by value
  recipient ... end               a recipient, property by property
  attachment ... end              an attachment; within it also:
    message ... end                 an embedded message (37 01 00 0D)
    storage [GUID] ... end          an OLE object
  stream "NAME" VALUE             any stream, as it is
  folder "NAME" [GUID] ... end    any storage, as it is
  counts RECIPIENTS ATTACHMENTS   what the header claims
  header N                        bytes before the first property
  tail HEX                        bytes after the last property
  drop NAME                       leaves out a stream or storage that would be made
  include NAME                    the statements of NAME.inc beside the recipe
  repeat N ... end                the lines N times, with {i} the number and {h} it as 8 hex digits
  patch header|sector N|at OFFSET HEX          overwrites bytes
  patch fat|minifat N VALUE                    changes a number of the FAT
  patch dir "PATH" FIELD VALUE                 type|colour|left|right|child|start|size|namelen|name
  truncate N | grow N             changes the length of the file; -N counts from its end

VALUE: "text" (\\n \\r \\t \\\\ \\" \\xHH \\uHHHH), a number, true, a date as 2026-11-23T08:00:00Z, hex:00FF,
  utf8:"text", utf16:"text", cpNNNN:"text", rtf:"text" (compressed RTF, stored as it is), zeros:N, repeat:N:"text", guid:GUID,
  oneoff:"NAME|TYPE|ADDRESS", dn:"X.500 name", wrap:TT:VALUE (entry ids), series:"...", taskseries:"...", zone:"...",
  zonedisplay:"...", zonestruct:"...", goid:"DATE|WORD", definitions:"...", people:"..." (see mkcal.py); several for a multiple type.
"""
import datetime
import os
import re
import struct
import sys
import uuid
import zlib

import mkcal

FREE, END, FATSECT, DIFSECT, NOSTREAM = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFF
SETS = {
    'PS_MAPI': '00020328-0000-0000-C000-000000000046',
    'PS_PUBLIC_STRINGS': '00020329-0000-0000-C000-000000000046',
    'PS_INTERNET_HEADERS': '00020386-0000-0000-C000-000000000046',
    'PSETID_Common': '00062008-0000-0000-C000-000000000046',
    'PSETID_Appointment': '00062002-0000-0000-C000-000000000046',
    'PSETID_Address': '00062004-0000-0000-C000-000000000046',
    'PSETID_Task': '00062003-0000-0000-C000-000000000046',
    'PSETID_Log': '0006200A-0000-0000-C000-000000000046',
    'PSETID_Note': '0006200E-0000-0000-C000-000000000046',
    'PSETID_Meeting': '6ED8DA90-450B-101B-98DA-00AA003F1305',
    'PSETID_Attachment': '96357F7F-59E1-47D0-99A7-46515C183B54',
}
OUTLOOK = '00020D0B-0000-0000-C000-000000000046'


class Storage:
    def __init__(self, name, clsid=None):
        self.name, self.clsid, self.children = name, clsid, []

    def add(self, child):
        self.children.append(child)
        return child


class Stream:
    def __init__(self, name, data):
        self.name, self.data = name, data


# ---------------------------------------------------------------- compound files
class Cfb:
    def __init__(self, root, version=3):
        self.version, self.shift = version, 9 if version == 3 else 12
        self.size = 1 << self.shift
        self.sectors, self.fat = [], []
        self.mini, self.minifat = bytearray(), []
        self.entries, self.index = [], {}
        self.layout(root)

    def chain(self, data):
        if not data:
            return END
        first = len(self.sectors)
        n = -(-len(data) // self.size)
        for i in range(n):
            self.sectors.append(data[i * self.size:(i + 1) * self.size].ljust(self.size, b'\0'))
            self.fat.append(first + i + 1 if i + 1 < n else END)
        return first

    def mini_chain(self, data):
        if not data:
            return END
        first = len(self.minifat)
        n = -(-len(data) // 64)
        self.minifat += [first + i + 1 for i in range(n - 1)] + [END]
        self.mini += data.ljust(n * 64, b'\0')
        return first

    @staticmethod
    def order(node):
        units = node.name.upper().encode('utf-16-le')
        return (len(node.name.encode('utf-16-le')), [units[i] | units[i + 1] << 8 for i in range(0, len(units), 2)])

    def tree(self, ids):
        """a balanced tree over sorted ids -> its root; all nodes black"""
        if not ids:
            return NOSTREAM
        top = {}
        stack = [(0, len(ids), None, None)]
        while stack:
            lo, hi, parent, side = stack.pop()
            if lo >= hi:
                continue
            mid = (lo + hi) // 2
            if parent is None:
                top['root'] = ids[mid]
            else:
                self.entries[parent][side] = ids[mid]
            stack.append((lo, mid, ids[mid], 'left'))
            stack.append((mid + 1, hi, ids[mid], 'right'))
        return top['root']

    def layout(self, root):
        def entry(node, path):
            kind = 2 if isinstance(node, Stream) else 1 if path else 5
            e = dict(node=node, name=node.name, type=kind, colour=1, left=NOSTREAM, right=NOSTREAM, child=NOSTREAM,
                     start=END if kind == 2 else 0, size=0, clsid=getattr(node, 'clsid', None), namelen=None)
            self.entries.append(e)
            self.index.setdefault(path, len(self.entries) - 1)
            return len(self.entries) - 1
        pending = [(root, entry(root, ''), '')]
        while pending:
            node, at, path = pending.pop(0)
            kids = sorted(node.children, key=self.order)
            ids = []
            for k in kids:
                # Patches name no entry that deep, and the paths would grow without bound.
                p = path + '/' + k.name if 0 < len(path) < 1000 else path or k.name
                i = entry(k, p)
                ids.append(i)
                if isinstance(k, Storage):
                    pending.append((k, i, p))
            self.entries[at]['child'] = self.tree(ids)
        for e in self.entries:
            if isinstance(e['node'], Stream):
                data = e['node'].data
                e['size'] = len(data)
                e['start'] = self.chain(data) if len(data) >= 4096 else self.mini_chain(data)
        self.entries[0]['start'] = self.chain(bytes(self.mini))
        self.entries[0]['size'] = len(self.mini)
        self.minifat_start = self.chain(b''.join(struct.pack('<I', x) for x in self.minifat))
        self.n_minifat = -(-len(self.minifat) * 4 // self.size)

    def dir_bytes(self):
        out = bytearray()
        for e in self.entries:
            name = e['name'].encode('utf-16-le', 'surrogatepass')
            raw = name[:62].ljust(64, b'\0')
            n = e['namelen'] if e['namelen'] is not None else min(len(name), 62) + 2
            clsid = uuid.UUID(e['clsid']).bytes_le if e['clsid'] else b'\0' * 16
            out += raw + struct.pack('<HBBIII', n, e['type'], e['colour'], e['left'], e['right'], e['child'])
            out += clsid + b'\0' * 20 + struct.pack('<IQ', e['start'], e['size'])
        while len(out) % self.size:
            out += b'\0' * 68 + b'\xff' * 12 + b'\0' * 48
        return bytes(out)

    def bytes(self, patches=()):
        for p in patches:
            if p[0] == 'dir':
                self.entries[self.index[p[1]]][p[2]] = p[3]
        dir_start = self.chain(self.dir_bytes())
        per = self.size // 4
        # The FAT describes itself and the DIFAT sectors.
        n_fat = n_difat = 0
        while True:
            total = len(self.sectors) + n_fat + n_difat
            f = -(-total // per)
            d = -(-max(0, f - 109) // (per - 1))
            if (f, d) == (n_fat, n_difat):
                break
            n_fat, n_difat = f, d
        fat_first = len(self.sectors)
        difat_first = fat_first + n_fat
        fat = self.fat + [FATSECT] * n_fat + [DIFSECT] * n_difat
        fat += [FREE] * (n_fat * per - len(fat))
        for p in patches:
            if p[0] == 'fat':
                fat[p[1]] = p[2]
        raw = b''.join(self.sectors) + struct.pack('<%dI' % len(fat), *fat)
        fat_list = list(range(fat_first, fat_first + n_fat))
        more = fat_list[109:]
        for i in range(n_difat):
            part = more[i * (per - 1):(i + 1) * (per - 1)]
            part += [FREE] * (per - 1 - len(part)) + [difat_first + i + 1 if i + 1 < n_difat else END]
            raw += struct.pack('<%dI' % per, *part)
        head = bytes.fromhex('D0CF11E0A1B11AE1') + b'\0' * 16
        head += struct.pack('<HHHHH6xIIIIIIIIII', 0x3E, self.version, 0xFFFE, self.shift, 6,
                            len(self.dir_bytes()) // self.size if self.version == 4 else 0, n_fat, dir_start, 0, 4096,
                            self.minifat_start, self.n_minifat, difat_first if n_difat else END, n_difat, 0)[:48]
        head = head[:68] + struct.pack('<II', difat_first if n_difat else END, n_difat)
        head += struct.pack('<109I', *(fat_list[:109] + [FREE] * (109 - len(fat_list[:109]))))
        out = bytearray(head.ljust(self.size, b'\0') + raw)
        for p in patches:
            if p[0] == 'at':
                out[p[1]:p[1] + len(p[2])] = p[2]
            elif p[0] == 'sector':
                at = (p[1] + 1) * self.size
                out[at:at + len(p[2])] = p[2]
            elif p[0] == 'minifat':
                at = (self.minifat_start + 1) * self.size + 4 * p[1]
                out[at:at + 4] = struct.pack('<I', p[2])
        for p in patches:
            if p[0] == 'truncate':
                del out[p[1]:]
            elif p[0] == 'grow':
                out += b'\0' * p[1]
        return bytes(out)


# ---------------------------------------------------------------- values
def crc(data):
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def unescape(text):
    def one(m):
        c = m.group(1)
        if c[0] in 'xu' and len(c) > 1:
            return chr(int(c[1:], 16))
        return {'n': '\n', 'r': '\r', 't': '\t', '0': '\0'}.get(c, c)
    return re.sub(r'\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)', one, text)


TOKEN = re.compile(r'\s*((?:[A-Za-z0-9_.-]+:)*"(?:[^"\\]|\\.)*"|[^\s"#]\S*|(#.*))')


def tokens(line):
    out = []
    at = 0
    while at < len(line.rstrip()):
        m = TOKEN.match(line, at)
        if not m:
            raise ValueError('cannot read: ' + line)
        if m.group(2):
            break
        out.append(m.group(1))
        at = m.end()
    return out


def text_of(token):
    if not token.startswith('"'):
        raise ValueError('no text: ' + token)
    return unescape(token[1:-1])


def raw(token):
    """bytes of a value that says how it is made; None where it does not"""
    kind, _, rest = token.partition(':')
    if kind == 'hex':
        return bytes.fromhex(rest)
    if kind == 'utf8':
        return text_of(rest).encode('utf-8')
    if kind == 'utf16':
        return text_of(rest).encode('utf-16-le')
    if kind == 'rtf':
        text = text_of(rest).encode('latin-1')
        return struct.pack('<IIII', len(text) + 12, len(text), 0x414C454D, 0) + text
    if kind == 'guid':
        return uuid.UUID(rest).bytes_le
    if kind == 'oneoff':    # [MS-OXCDATA] 2.2.5.1
        uid = bytes.fromhex('812B1FA4BEA310199D6E00DD010F5402')
        return b'\0' * 4 + uid + struct.pack('<HH', 0, 0x9001) + ''.join(
            part + '\0' for part in text_of(rest).split('|')).encode('utf-16-le')
    if kind == 'dn':        # [MS-OXCDATA] 2.2.5.2
        return b'\0' * 4 + bytes.fromhex('DCA740C8C042101AB4B908002B2FE182') + struct.pack(
            '<II', 1, 0) + text_of(rest).encode() + b'\0'
    if kind == 'wrap':      # [MS-OXOCNTC] 2.2.2.2.4.1.1
        what, _, inner = rest.partition(':')
        return b'\0' * 4 + bytes.fromhex('C091ADD3519DCF11A4A900AA0047FAA4' + what) + raw(inner)
    if kind in mkcal.RAW:
        return mkcal.RAW[kind](text_of(rest))
    if kind == 'zeros':
        return b'\0' * int(rest)
    if kind == 'repeat':
        n, _, what = rest.partition(':')
        return text_of(what).encode('utf-8') * int(n)
    if re.fullmatch(r'cp\d+', kind):
        return text_of(rest).encode(kind)
    return None


def filetime(token):
    t = datetime.datetime.strptime(token, '%Y-%m-%dT%H:%M:%SZ')
    d = t - datetime.datetime(1601, 1, 1)
    return (d.days * 86400 + d.seconds) * 10000000


def number(token):
    if token in ('true', 'false'):
        return int(token == 'true')
    if 'T' in token and token.endswith('Z'):
        return filetime(token)
    return int(token, 0)


FIXED = {2: '<h', 3: '<i', 4: '<f', 5: '<d', 6: '<q', 7: '<d', 0xA: '<I', 0xB: '<H', 0x14: '<q', 0x40: '<Q'}


def fixed(typ, token):
    b = raw(token)
    if b is not None:
        return b
    v = float(token) if typ in (4, 5, 7) else number(token)
    if typ in (2, 3, 6, 0x14) and v >= 1 << (8 * struct.calcsize(FIXED[typ]) - 1):
        v -= 1 << (8 * struct.calcsize(FIXED[typ]))
    return struct.pack(FIXED[typ], v)


def variable(typ, token):
    b = raw(token)
    if b is not None:
        return b
    if typ == 0x48:
        return uuid.UUID(token).bytes_le
    text = text_of(token)
    return text.encode('utf-16-le') if typ == 0x1F else text.encode('cp1252' if typ == 0x1E else 'utf-8')


# ---------------------------------------------------------------- messages
class Names:
    def __init__(self):
        self.guids, self.entries, self.strings, self.seen = [], [], bytearray(), {}

    def id(self, where, what):
        guid = SETS.get(where, where).upper()
        key = (guid, what)
        if key in self.seen:
            return self.seen[key]
        if guid == SETS['PS_MAPI']:
            index = 1
        elif guid == SETS['PS_PUBLIC_STRINGS']:
            index = 2
        else:
            if guid not in self.guids:
                self.guids.append(guid)
            index = 3 + self.guids.index(guid)
        n = len(self.entries)
        if what.startswith('"'):
            name = text_of(what).encode('utf-16-le')
            first, kind = len(self.strings), 1
            self.strings += struct.pack('<I', len(name)) + name
            self.strings += b'\0' * (-len(self.strings) % 4)
            lowered = text_of(what).lower().encode('utf-16-le')
            hashed = crc(lowered if guid == SETS['PS_INTERNET_HEADERS'] else name)
        else:
            first, kind = int(what, 16), 0
            hashed = first
        self.entries.append((first, index << 1 | kind, n, hashed))
        self.seen[key] = 0x8000 + n
        return 0x8000 + n

    def storage(self):
        s = Storage('__nameid_version1.0')
        s.add(Stream('__substg1.0_00020102', b''.join(uuid.UUID(g).bytes_le for g in self.guids)))
        s.add(Stream('__substg1.0_00030102', b''.join(struct.pack('<IHH', a, b, c) for a, b, c, _ in self.entries)))
        s.add(Stream('__substg1.0_00040102', bytes(self.strings)))
        buckets = {}
        for _, flags, n, hashed in self.entries:
            buckets.setdefault(0x1000 + (hashed ^ flags) % 0x1F, []).append(struct.pack('<IHH', hashed, flags, n))
        for b, rows in sorted(buckets.items()):
            s.add(Stream('__substg1.0_%04X0102' % b, b''.join(rows)))
        return s


class Object:
    """a message, recipient or attachment while it is built"""
    def __init__(self, builder, storage, header):
        self.b, self.storage, self.header = builder, storage, header
        self.props, self.extra, self.drops = [], [], set()
        self.recipients = self.attachments = 0
        self.counts, self.tail = None, b''

    def prop(self, tag, values):
        """a later statement replaces an earlier one of the same tag"""
        typ = tag & 0xFFFF
        stem = '__substg1.0_%08X' % tag
        self.props = [p for p in self.props if p[0] != tag]
        self.extra = [s for s in self.extra if not s.name.startswith(stem)]
        name = '__substg1.0_%08X' % tag
        if typ in FIXED or typ == 1:
            self.props.append((tag, (b'' if typ == 1 else fixed(typ, values[0])).ljust(8, b'\0')[:8]))
            return
        if typ & 0x1000 and (typ & 0xFFF) in FIXED:
            data = b''.join(fixed(typ & 0xFFF, v) for v in values)
            self.extra.append(Stream(name, data))
            size = len(data)
        elif typ == 0x1048:
            data = b''.join(variable(0x48, v) for v in values)
            self.extra.append(Stream(name, data))
            size = len(data)
        elif typ & 0x1000:
            nul = {0x1E: b'\0', 0x1F: b'\0\0'}.get(typ & 0xFFF, b'')
            parts = [variable(typ & 0xFFF, v) + nul for v in values]
            self.extra.append(Stream(name, b''.join(struct.pack('<I', len(p)) + (b'' if nul else b'\0' * 4) for p in parts)))
            self.extra += [Stream('%s-%08X' % (name, i), p) for i, p in enumerate(parts)]
            size = len(parts) * (4 if nul else 8)
        else:
            data = variable(typ, values[0])
            self.extra.append(Stream(name, data))
            size = len(data) + {0x1E: 1, 0x1F: 2}.get(typ, 0)
        self.props.append((tag, struct.pack('<II', size, 0)))

    def finish(self):
        n = self.header
        head = b''
        if n >= 24:
            counts = self.counts or (self.recipients, self.attachments)
            head = struct.pack('<8xIIII', self.recipients, self.attachments, *counts)
        head = head.ljust(n, b'\0')[:n]
        rows = b''.join(struct.pack('<II', t, 6) + v for t, v in sorted(self.props, key=lambda p: p[0]))
        self.storage.add(Stream('__properties_version1.0', head + rows + self.tail))
        self.storage.children += self.extra
        self.storage.children = [c for c in self.storage.children if c.name not in self.drops]


class Builder:
    def __init__(self, folder='.'):
        self.names, self.patches, self.version, self.clsid = Names(), [], 3, OUTLOOK
        self.folder = folder

    # --- reading: a list of (tokens, block or None)
    def parse(self, lines):
        out = []
        stack = [out]
        for line in lines:
            t = tokens(line)
            if not t:
                continue
            if t[0] == 'include':
                with open(os.path.join(self.folder, t[1] + '.inc'), encoding='utf-8') as f:
                    stack[-1] += self.parse(f.read().splitlines())
                continue
            if t[0] == 'end':
                stack.pop()
                continue
            block = [] if t[0] in ('recipient', 'attachment', 'message', 'storage', 'folder', 'repeat') else None
            stack[-1].append((t, block))
            if block is not None:
                stack.append(block)
        return out

    def expand(self, block):
        for t, inner in block:
            if t[0] != 'repeat':
                yield t, inner
                continue
            for i in range(int(t[1])):
                for u, sub in self.expand(inner):
                    yield self.fill(u, i), self.fill_block(sub, i)

    def fill(self, t, i):
        return [x.replace('{i}', str(i)).replace('{h}', '%08X' % i) for x in t]

    def fill_block(self, block, i):
        return None if block is None else [(self.fill(t, i), self.fill_block(b, i)) for t, b in block]

    # --- building
    def message(self, storage, block, top):
        o = Object(self, storage, 32 if top else 24)
        for t, inner in self.expand(block):
            self.statement(o, t, inner)
        o.finish()
        if top and '__nameid_version1.0' not in o.drops:
            storage.add(self.names.storage())

    def object(self, storage, block):
        o = Object(self, storage, 8)
        for t, inner in self.expand(block):
            self.statement(o, t, inner)
        o.finish()

    def raw_storage(self, storage, block):
        for t, inner in self.expand(block):
            if t[0] == 'stream':
                storage.add(Stream(text_of(t[1]), raw(t[2]) if raw(t[2]) is not None else text_of(t[2]).encode()))
            elif t[0] == 'folder':
                self.raw_storage(storage.add(Storage(text_of(t[1]), t[2] if len(t) > 2 else None)), inner)
            else:
                raise ValueError('not in a storage: ' + ' '.join(t))

    def person(self, o, kind, name, address):
        if kind == 'from':
            for tag, v in ((0x0C1A001F, name), (0x0C1E001F, 'SMTP'), (0x0C1F001F, address), (0x5D01001F, address),
                           (0x0042001F, name), (0x0064001F, 'SMTP'), (0x0065001F, address), (0x5D02001F, address)):
                o.prop(tag, ['"%s"' % v])
            return
        lines = ['prop 0C150003 %d' % {'to': 1, 'cc': 2, 'bcc': 3}[kind], 'prop 30000003 %d' % o.recipients,
                 'prop 3001001F "%s"' % name, 'prop 3002001F "SMTP"', 'prop 3003001F "%s"' % address,
                 'prop 39FE001F "%s"' % address, 'prop 0FFE0003 6']
        self.statement(o, ['recipient'], self.parse(lines))

    def attached(self, o, name, kind, value):
        lines = ['prop 37050003 1', 'prop 3707001F %s' % name, 'prop 3704001F %s' % name, 'prop 3001001F %s' % name,
                 'prop 370E001F "%s"' % kind, 'prop 370B0003 0xFFFFFFFF', 'prop 0E210003 %d' % o.attachments,
                 'prop 37010102 %s' % value]
        self.statement(o, ['attachment'], self.parse(lines))

    def statement(self, o, t, inner):
        op = t[0]
        if op == 'prop':
            o.prop(int(t[1], 16), t[2:])
        elif op == 'named':
            o.prop(self.names.id(t[1], t[2]) << 16 | int(t[3], 16), t[4:])
        elif op in ('from', 'to', 'cc', 'bcc'):
            self.person(o, op, text_of(t[1]), t[2])
        elif op == 'file':
            self.attached(o, t[1], t[2], t[3])
        elif op == 'recipient':
            self.object(o.storage.add(Storage('__recip_version1.0_#%08X' % o.recipients)), inner)
            o.recipients += 1
        elif op == 'attachment':
            self.object(o.storage.add(Storage('__attach_version1.0_#%08X' % o.attachments)), inner)
            o.attachments += 1
        elif op == 'message':
            o.props.append((0x3701000D, struct.pack('<II', 0xFFFFFFFF, 1)))
            self.message(o.storage.add(Storage('__substg1.0_3701000D')), inner, False)
        elif op == 'storage':
            o.props.append((0x3701000D, struct.pack('<II', 0xFFFFFFFF, 4)))
            self.raw_storage(o.storage.add(Storage('__substg1.0_3701000D', t[1] if len(t) > 1 else None)), inner)
        elif op in ('stream', 'folder'):
            self.raw_storage(o.storage, [(t, inner)])
        elif op == 'counts':
            o.counts = (number(t[1]), number(t[2]))
        elif op == 'header':
            o.header = int(t[1])
        elif op == 'tail':
            o.tail = bytes.fromhex(t[1])
        elif op == 'drop':
            o.drops.add(t[1])
        elif op == 'version':
            self.version = int(t[1])
        elif op == 'clsid':
            self.clsid = t[1]
        elif op in ('patch', 'truncate', 'grow'):
            self.patch(t)
        else:
            raise ValueError('unknown: ' + ' '.join(t))

    def patch(self, t):
        if t[0] in ('truncate', 'grow'):
            self.patches.append((t[0], int(t[1])))
        elif t[1] == 'header' or t[1] == 'at':
            self.patches.append(('at', number(t[2]), bytes.fromhex(t[3])))
        elif t[1] == 'sector':
            self.patches.append(('sector', number(t[2]), bytes.fromhex(t[3])))
        elif t[1] in ('fat', 'minifat'):
            self.patches.append((t[1], number(t[2]), number(t[3])))
        elif t[1] == 'dir':
            value = text_of(t[4]) if t[3] == 'name' else t[4]
            self.patches.append(('dir', text_of(t[2]), t[3], value if t[3] == 'name' else self.reference(value)))
        else:
            raise ValueError('unknown patch: ' + ' '.join(t))

    @staticmethod
    def reference(value):
        return value if value.startswith('@') else number(value)

    def build(self, text):
        block = self.parse(text.splitlines())
        root = Storage('Root Entry')
        self.message(root, block, True)
        root.clsid = self.clsid
        cfb = Cfb(root, self.version)
        patches = [p[:3] + (cfb.index[p[3][1:]],) if p[0] == 'dir' and isinstance(p[3], str) and p[3].startswith('@') else p
                   for p in self.patches]
        return cfb.bytes(patches)


def build(path):
    with open(path, encoding='utf-8') as f:
        return Builder(os.path.dirname(path)).build(f.read())


def outputs(folder):
    for name in sorted(os.listdir(os.path.join(folder, 'recipes'))):
        stem, extension = os.path.splitext(name)
        if extension == '.recipe':
            yield os.path.join(folder, 'recipes', name), stem if stem.endswith('.oft') else stem + '.msg'


def main():
    if sys.argv[1] in ('--all', '--check'):
        folder = sys.argv[2]
        out = sys.argv[3] if len(sys.argv) > 3 else folder
        bad = 0
        for recipe, name in outputs(folder):
            data = build(recipe)
            path = os.path.join(out, name)
            if sys.argv[1] == '--all':
                open(path, 'wb').write(data)
            elif not os.path.exists(path) or open(path, 'rb').read() != data:
                print('%s is not what its recipe makes' % path)
                bad += 1
        sys.exit(1 if bad else 0)
    open(sys.argv[2], 'wb').write(build(sys.argv[1]))


if __name__ == '__main__':
    main()
