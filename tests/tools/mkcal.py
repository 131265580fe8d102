# SPDX-License-Identifier: MIT
"""Structures within calendar items, written as [MS-OXOCAL] 2.2.1 lays them out: for recipes and for tests."""
import datetime as dt
import struct

EPOCH = dt.datetime(1601, 1, 1)
DAY = 1440
NEVER = 0x5AE980DF
SUBJECT, LOCATION, BUSY, SUBTYPE = 0x1, 0x10, 0x20, 0x80
DAYS = ('SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA')


def minutes(d):
    return int((d - EPOCH).total_seconds()) // 60


def when(m):
    return EPOCH + dt.timedelta(minutes=m)


# --- series, 2.2.1.44 ---------------------------------------------------------------------------------------

def pattern(freq, ptype, period, specific, end, count, first_dow, deleted, modified, start, last, sliding=0):
    out = struct.pack('<HHHHHIII', 0x3004, 0x3004, freq, ptype, 0, 0, period, sliding)
    out += struct.pack('<%dI' % len(specific), *specific)
    out += struct.pack('<III', end, count, first_dow)
    out += struct.pack('<I%dI' % len(deleted), len(deleted), *deleted)
    out += struct.pack('<I%dI' % len(modified), len(modified), *modified)
    return out + struct.pack('<II', start, last)


def blob(freq, ptype, period, specific, end, count, first_dow, deleted, modified, start, last, off, exceptions):
    """exceptions: (start, end, original start, subject or '')"""
    out = pattern(freq, ptype, period, specific, end, count, first_dow, deleted, modified, start, last)
    out += struct.pack('<IIIIH', 0x3006, 0x3009, off[0], off[1], len(exceptions))
    for s, e, o, subject in exceptions:
        out += struct.pack('<IIIH', s, e, o, SUBJECT if subject else 0)
        if subject:
            out += struct.pack('<HH', len(subject) + 1, len(subject)) + subject.encode('ascii')
    out += struct.pack('<I', 0)
    for s, e, o, subject in exceptions:
        out += struct.pack('<III', 4, 0, 0)
        if subject:
            out += struct.pack('<IIIH', s, e, o, len(subject)) + subject.encode('utf-16-le') + struct.pack('<I', 0)
    return out + struct.pack('<I', 0)


# --- zones, 2.2.1.39 and 2.2.1.41 ---------------------------------------------------------------------------

def systemtime(month=0, dow=0, nth=0, hour=0, year=0):
    """year 1: each year on day `nth` of the month, [MS-OXCICAL] 2.1.3.1.1.19.2.2"""
    return struct.pack('<8H', year, month, dow, nth, hour, 0, 0, 0)


class ZoneForms:
    """Rules by year: [(year, bias, (standard), (daylight))]."""

    def __init__(self, name, rules):
        self.name, self.rules = name, rules

    def struct(self):
        _, bias, std, dlt = self.rules[-1]
        return struct.pack('<iii', bias, 0, -60) + struct.pack('<H', 0) + systemtime(*std) + struct.pack('<H', 0) + systemtime(*dlt)

    def definition(self, flags=3):
        """flags: of the rule in force, 2.2.1.41.1"""
        key = self.name.encode('utf-16-le')
        out = struct.pack('<BBHHH', 2, 1, 6 + len(key), 2, len(key) // 2) + key + struct.pack('<H', len(self.rules))
        for i, (year, bias, std, dlt) in enumerate(self.rules):
            now = flags if i == len(self.rules) - 1 else 0
            out += struct.pack('<BBHHH14xiii', 2, 1, 0x3E, now, year, bias, 0, -60) + systemtime(*std) + systemtime(*dlt)
        return out


# --- what recipes say ---------------------------------------------------------------------------------------

def fields(text):
    """"key=value|key|..." -> {key: [values]}"""
    out = {}
    for part in text.split('|'):
        key, _, value = part.partition('=')
        out.setdefault(key, []).append(value)
    return out


def midnight(text):
    return minutes(dt.datetime.strptime(text, '%Y-%m-%d'))


def moment(text):
    return minutes(dt.datetime.strptime(text, '%Y-%m-%dT%H:%M'))


def clock(text):
    hours, _, rest = text.partition(':')
    return 60 * int(hours) + int(rest)


def mask(names):
    return sum(1 << DAYS.index(name) for name in names.split(','))


def shape(f):
    """frequency, type, period and what follows it"""
    every = int(f.get('every', ['1'])[0])
    if 'day' in f:
        return 0x200A, 0, every * DAY, ()
    if 'week' in f:
        return 0x200B, 1, every, (mask(f['week'][0]),)
    months = 12 * every if 'yearly' in f else every
    freq = 0x200D if 'yearly' in f else 0x200C
    if 'month' in f:
        return freq, 2, months, (int(f['month'][0]),)
    names, _, nth = f['nth'][0].partition('/')
    return freq, 3, months, (mask(names), int(nth))


def series(text, is_task=False):
    """series:"week=MO,TH|every=2|from=2026-03-02|count=10|until=2026-05-04|at=10:00-11:00|gone=2026-03-09
    |moved=2026-03-12/2026-03-12T14:00/2026-03-12T15:00/SUBJECT|sliding"; day, month=15 or nth=MO/2 in place of week, with
    yearly for years; of both ends the last occurrence is the stored one"""
    f = fields(text)
    freq, ptype, period, specific = shape(f)
    count = int(f.get('count', ['10'])[0])
    end = 0x2022 if 'count' in f else 0x2021 if 'until' in f else 0x2023
    last = midnight(f['until'][0]) if 'until' in f else NEVER
    off = [clock(t) for t in f.get('at', ['0:00-24:00'])[0].split('-')]
    moved = []
    for value in f.get('moved', []):
        day, start, stop, *subject = value.split('/')
        moved.append((moment(start), moment(stop), midnight(day) + off[0], '/'.join(subject)))
    deleted = sorted([midnight(d) for d in f.get('gone', [])] + [o // DAY * DAY for _, _, o, _ in moved])
    modified = sorted(s // DAY * DAY for s, _, _, _ in moved)
    common = (freq, ptype, period, specific, end, count, 0, deleted, modified, midnight(f['from'][0]), last)
    if is_task:
        return pattern(*common, sliding=int('sliding' in f))
    return blob(*common, off, moved)


def zone_of(text):
    """"NAME|BIAS|month dow nth hour|month dow nth hour", of standard and of daylight time; without both there is none"""
    name, bias, *changes = text.split('|')
    std, dlt = [tuple(int(n) for n in change.split()) for change in changes] or ((), ())
    return ZoneForms(name, [(1601, int(bias), std, dlt)])


def goid(text):
    """"DATE|WORD": the id of an item, or of its occurrence on a date, 2.2.1.27"""
    date, _, word = text.partition('|')
    year, month, day = (int(n) for n in date.split('-')) if date else (0, 0, 0)
    data = word.encode('ascii').ljust(16, b'.')[:16]
    return (bytes.fromhex('040000008200E00074C5B7101A82E008') + struct.pack('>HBB', year, month, day)
            + struct.pack('<Q', 0x01DC000000000000) + b'\0' * 8 + struct.pack('<I', len(data)) + data)


# --- what is neither series nor zone --------------------------------------------------------------------------

def packed(data, n):
    """a length in a byte, or in the two behind 0xFF"""
    return (bytes([n]) if n < 255 else struct.pack('<BH', 255, n)) + data


def definitions(text):
    """"NAME|KIND|TYPE|FORMULA;...": fields of the user's own, KIND as InternalType and TYPE as VARENUM; a PropertyDefinition
    stream of version 0x0103"""
    out = []
    for part in text.split(';'):
        name, kind, vt, formula = (part + '|||').split('|')[:4]
        wide, narrow, formula = name.encode('utf-16-le'), name.encode('cp1252', 'replace'), formula.encode('cp1252')
        out.append(struct.pack('<IHIH', 0x45, int(vt), 0, len(wide) // 2) + wide + packed(narrow, len(narrow))
                   + packed(formula, len(formula)) + 3 * packed(b'', 0) + struct.pack('<I', int(kind))
                   + struct.pack('<I', len(packed(wide, len(wide) // 2))) + packed(wide, len(wide) // 2) + struct.pack('<I', 0))
    return struct.pack('<HI', 0x103, len(out)) + b''.join(out)


def people(text):
    """"NAME|TYPE|ADDRESS;...": rows of recipients in Unicode without columns, 2.2.1.25 and [MS-OXCDATA] 2.8.3.2"""
    out = b''
    rows = text.split(';')
    for row in rows:
        name, kind, address = row.split('|')
        wide = [t.encode('utf-16-le') + b'\0\0' for t in (address, name)]
        if kind == 'EX':
            out += struct.pack('<HBB', 0x0211, 0, 0) + address.encode('ascii') + b'\0' + wide[1]
        else:
            out += struct.pack('<H', 0x021B) + wide[0] + wide[1]
        out += struct.pack('<HB', 0, 0)
    return struct.pack('<II', 1, len(rows)) + out


RAW = {
    'definitions': definitions,
    'people': people,
    'series': series,
    'taskseries': lambda text: series(text, True),
    'zone': lambda text: zone_of(text).definition(),
    'zonedisplay': lambda text: zone_of(text).definition(2),
    'zonestruct': lambda text: zone_of(text).struct(),
    'goid': goid,
}
