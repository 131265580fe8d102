#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""items.py OXCART CORPUS [N] : appointments, meetings, tasks, journal entries, notes, contacts and lists whose values lie.

Each is a sample some of whose values were replaced: texts by ones that would end lines, numbers and times by those at
the edges, structures by ones that contradict themselves. None crashes; every line of what is written is well formed and the
converter's own; in a calendar it has a value; days and zones agree; the same comes out twice."""
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
import mkmsg  # noqa: E402

CARDS = ('contact', 'contact-sparse', 'list', 'list-stream')
ITEMS = ('all-day', 'appointment', 'appointment-old', 'freebusy', 'journal', 'meeting-accept', 'meeting-answered', 'meeting-cancel', 'meeting-counter',
         'meeting-forward', 'meeting-full', 'meeting-instance', 'meeting-request', 'meeting-series', 'meeting-update', 'note',
         'series', 'series-quiet', 'task', 'task-accept', 'task-done', 'task-request', 'task-update')
PIECES = ('\r\nX-EVIL:1', '\nX-EVIL:2', '\rX-EVIL:3', '\u0085X-EVIL:4', '\u2028X-EVIL:5', '"\r\n X-EVIL:6', '\r\nEND:VEVENT', '\0', '\x0b', '\x7f',
          '"', '\\', '\\n', '^n', ';', ',', ':', '\t', ' ', 'é', '漢', '\U0001F600' * 20, '\ud800', '\uffff', '\u202e', 'é' * 40, 'x' * 900, 'mailto:')
NUMBERS = (0, 1, 2, 3, 5, 7, 15, 0xFF, 0x7FFFFFFF, -1, -0x80000000, 0x5AE980E1, 0x5AE980E0, 0x20, 100000)
DAY0 = 223000000 // 1440 * 1440
MINUTES = (0, 1, 7, 12, 31, 1439, 1440, 2880, 0x7FFFFFFF, 0xFFFFFFFF, 0x5AE980DF, DAY0, DAY0 + 1440, DAY0 + 1, 0x2021)
TIMES = (0, 1, -1, 1 << 62, -(1 << 63), 0x0CB34557A3DD4000, 915800000000000000, 2650467743999999999, 134000000000000000)
APPOINTMENT = (('8216', '0102'), ('8233', '0102'), ('825E', '0102'), ('825F', '0102'), ('8260', '0102'), ('8215', '000B'),
               ('8208', '001F'), ('8205', '0003'), ('8217', '0003'), ('8214', '0003'))


def text(r):
    return ''.join(r.choice(PIECES if r.random() < .7 else ('ok', 'A b')) for _ in range(r.randint(0, 6)))


def wide(r):
    return text(r).encode('utf-16-le', 'surrogatepass')[:300]


def series(r, is_task=False):
    def days(n):
        return [(start + 1440 * r.randint(-2, 300) + r.choice((0, 0, 600))) % 2**32 for _ in range(n)]
    kind = r.choice((0, 1, 2, 3, 4, 0xA, 0xB, 0xC, r.randint(0, 20)))
    specific = [r.choice((1, 2, 5, 0x3E, 0x7F, 29, 31, 0, r.choice(MINUTES))) for _ in range({0: 0, 3: 2, 0xB: 2}.get(kind, 1))]
    start = r.choice((DAY0, DAY0 + 1440 * r.randint(0, 300), r.choice(MINUTES)))
    gone = days(r.choice((0, 1, 4)))
    moved = [r.choice(gone) if gone and r.random() < .7 else days(1)[0] for _ in range(r.choice((0, len(gone), 1)))]
    out = struct.pack('<HHHHHIII', 0x3004, 0x3004, r.choice((0x200A, 0x200D)), kind, r.choice((0, 0, 1, 3, 6, 8, 0xF, 0x17, r.randint(0, 30))), 0,
                      r.choice((1, 2, 12, 1440, 0, r.choice(MINUTES))), 0)
    out += struct.pack('<%dI' % (len(specific) + 3), *specific, r.choice((0x2021, 0x2022, 0x2023)), r.choice((0, 1, 10, 0xFFFFFFFF)), r.choice((0, 1, 9)))
    for dates in (gone, moved):
        out += struct.pack('<%dI' % (len(dates) + 1), len(dates), *dates)
    out += struct.pack('<II', start, r.choice((0x5AE980DF, (start + 1440 * r.randint(-3, 900)) % 2**32)))
    if is_task:
        return out
    begins = r.choice((0, 600, 1439, 1500, r.choice(MINUTES)))
    out += struct.pack('<IIIIH', 0x3006, 0x3009, begins, (begins + r.choice((0, 30, 1440, -30, 100000))) % 2**32, len(moved))
    flags = [r.choice((0, 0, 0x20, 0x80, 0x11)) for _ in moved]
    for day, flag in zip(moved, flags):
        out += struct.pack('<IIIH', (day + 600) % 2**32, (day + r.choice((630, 0, 5000))) % 2**32, day // 1440 * 1440, flag)
        out += b''.join(struct.pack('<HH', 3, 2) + b'\r\n' for bit in (1, 0x10) if flag & bit)
        out += struct.pack('<I', r.choice(NUMBERS) % 2**32) if flag & 0xA0 else b''
    out += struct.pack('<I', 0)
    for day, flag in zip(moved, flags):
        out += struct.pack('<III', 4, 0, 0)
        if flag & 0x11:
            texts = [wide(r) for _ in range(2)]
            out += struct.pack('<III', 0, 0, 0) + b''.join(struct.pack('<H', len(t) // 2) + t for t in texts) + struct.pack('<I', 0)
    return out + struct.pack('<I', 0)


def change(r):
    return struct.pack('<8H', r.choice((0, 0, 0, 1, 2026, 0xFFFF)), r.choice((0, 1, 3, 10, 13)), r.choice((0, 6, 7)), r.choice((0, 1, 5, 6, 21, 31)),
                       r.choice((0, 2, 23, 24)), r.choice((0, 59, 60)), 0, r.choice((0, 999)))


def rule(r):
    bias = [r.choice((0, -60, 480, -345, 2**31 - 1, -2**31)) for _ in range(3)]
    return struct.pack('<iii', *bias), change(r), change(r)


def zone(r):
    biases, standard, daylight = rule(r)
    return biases + b'\0\0' + standard + b'\0\0' + daylight


def definition(r):
    name = r.choice(('W. Europe Standard Time', 'w. europe standard time', 'Customized Time Zone', 'Europe/Berlin', '', text(r))).encode('utf-16-le', 'surrogatepass')[:300]
    n = r.choice((1, 1, 2, 5))
    out = struct.pack('<BBHHH', 2, 1, 6 + len(name), 2, len(name) // 2) + name + struct.pack('<H', n)
    for i in range(n):
        out += struct.pack('<BBHHH14x', 2, 1, 0x3E, r.choice((0, 2, 3)), r.choice((1601, 2000 + i, 2026, 0xFFFF))) + b''.join(rule(r))
    return out


def identity(r):
    data = r.choice((b'vCal-Uid\1\0\0\0' + text(r).encode('utf-8', 'surrogatepass'), bytes(16), b''))
    date = struct.pack('>HBB', *r.choice(((0, 0, 0), (2026, 3, 10), (0xFFFF, 255, 255))))
    return bytes.fromhex('040000008200E00074C5B7101A82E008') + date + bytes(16) + struct.pack('<I', r.choice((len(data), 0, 2**32 - 1))) + data


STRUCTURES = {'8216': series, '8116': lambda r: series(r, True), '8233': zone, '825E': definition, '825F': definition, '8260': definition,
              '0003': identity, '0023': identity}


def value(r, kind, name=None):
    if kind & 0x1000:
        return [value(r, kind & 0xFFF)[0] for _ in range(r.choice((1, 3)))]
    data = {0x1F: lambda: wide(r), 0x1E: lambda: text(r).encode('utf-8', 'surrogatepass') + b'\x81\xff', 2: lambda: struct.pack('<h', r.choice((0, -1, 7))),
            3: lambda: struct.pack('<i', r.choice(NUMBERS)), 0xB: lambda: struct.pack('<H', r.choice((0, 1))),
            0x40: lambda: struct.pack('<q', r.choice(TIMES)), 0x102: lambda: STRUCTURES.get(name, wide)(r)}.get(kind, lambda: None)()
    return None if data is None else ['hex:' + data.hex() if data else 'zeros:0']


def mutate(r, block, rate):
    out = []
    for t, inner in block:
        at = {'prop': 1, 'named': 3}.get(t[0])
        if at and t[1] != '001A001F' and r.random() < rate:
            new = value(r, int(t[at], 16) & 0xFFFF, t[2] if t[0] == 'named' else None)
            t = t[:at + 1] + new if new else t
        out.append((t, None if inner is None else mutate(r, inner, rate)))
    return out


def build(corpus, name, seed):
    r = random.Random('%s %d' % (name, seed))
    recipes = os.path.join(corpus, 'recipes')
    builder = mkmsg.Builder(recipes)
    with open(os.path.join(recipes, 'good-%s.recipe' % name), encoding='utf-8') as f:
        block = mutate(r, builder.parse(f.read().splitlines()), r.choice((.1, .4, 1)))
    if name in ITEMS:
        block += [(['named', 'PSETID_Appointment', lid, kind] + value(r, int(kind, 16), lid), None) for lid, kind in APPOINTMENT if r.random() < .3]
    root = mkmsg.Storage('Root Entry')
    builder.message(root, block, True)
    root.clsid = mkmsg.OUTLOOK
    return mkmsg.Cfb(root).bytes()


LINE = re.compile(rb'[A-Z][A-Z0-9-]*(;[A-Z0-9-]+=("[^"]*"|[^":;,]*)(,("[^"]*"|[^":;,]*))*)*:')
DATES = re.compile(rb'(DTSTART|DTEND|DUE|RECURRENCE-ID|EXDATE|DTSTAMP|CREATED|LAST-MODIFIED|COMPLETED)[;:]')


def faults_of(data):
    if re.search(rb'(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2\x85|\xe2\x80[\xa8\xa9]', data):
        yield 'a character that no line may hold'
    if any(len(line) > 75 for line in data.split(b'\r\n')):
        yield 'a line too long'
    data.decode('utf-8')
    lines = re.sub(rb'\r\n[ \t]', b'', data).split(b'\r\n')[:-1]
    for line in lines:
        if not LINE.match(line) or line.startswith(b'X-EVIL'):
            yield 'no line of ours: %r' % line[:100]
        # libical takes such a line for an error; in a card a member may have no address.
        if lines[0] == b'BEGIN:VCALENDAR' and re.search(rb':[ \t]*$', line) and not re.search(rb':[ \t]*[^ \t]', line):
            yield 'without a value: %r' % line[:100]
        if DATES.match(line) and not re.fullmatch(rb'\d{8}(T\d{6}Z?)?', line.rsplit(b':', 1)[1]):
            yield 'no time: %r' % line[:100]
    zones = [line[5:].lower() for line in lines if line.startswith(b'TZID:')]
    used = {z.strip(b'"').lower() for line in lines for z in re.findall(rb'^[A-Z-]+(?:;VALUE=DATE-TIME)?;TZID=("[^"]*"|[^:;]*)', line)}
    if len(set(zones)) < len(zones) or not used <= set(zones):
        yield 'zones %s, used %s' % (zones, used)
    start = b''
    for line in lines:
        start = line[-8:] if line.startswith(b'DTSTART;VALUE=DATE:') else start if not line.startswith(b'BEGIN') else b''
        if line.startswith(b'DTEND;VALUE=DATE:') and line[-8:] <= start:
            yield 'a day that ends when it begins: ' + line.decode()


def main():
    oxcart, corpus = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 520
    env = dict(os.environ, UBSAN_OPTIONS='halt_on_error=1')
    names = ITEMS + CARDS
    n, faults = 0, []

    def run(*arguments):
        done = subprocess.run([oxcart, *arguments], env=env, capture_output=True, timeout=300, check=False)
        if done.returncode not in (0, 2, 3) or b'Sanitizer' in done.stderr or b'runtime error' in done.stderr:
            faults.append('%s: exit %d %s' % (' '.join(arguments[:4]), done.returncode, done.stderr[-500:].decode('utf-8', 'replace')))
        return done.stdout
    with tempfile.TemporaryDirectory() as tmp:
        for i in range(count):
            name = names[i % len(names)]
            folder = os.path.join(tmp, 'cards' if name in CARDS else 'items')
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, '%04d-%s.msg' % (i, name)), 'wb') as f:
                f.write(build(corpus, name, i))
        for what, form in (('items', ('ics',)), ('cards', ('vcf',)), ('cards', ('vcf', '--vcard-version', '3.0'))):
            source, out = os.path.join(tmp, what), os.path.join(tmp, 'out%d' % n)
            run('convert', '-q', '--to', *form, source, '-o', out)
            whole = run('convert', '-q', '--to', *form, source + ':/')
            if whole != run('convert', '-q', '--to', *form, source + ':/'):
                faults.append('not the same twice: %s' % what)
            files = [(f, open(os.path.join(out, f), 'rb').read()) for f in sorted(os.listdir(out))] + [('all ' + what, whole)]
            faults += ['%s: %s' % (f, fault) for f, data in files for fault in faults_of(data)]
            n += len(files)
        for folder in ('items', 'cards'):
            for f in sorted(os.listdir(os.path.join(tmp, folder)))[::7]:
                run('show', '-q', os.path.join(tmp, folder, f))
    print('\n'.join(faults[:30]))
    print('%d items, %d files, %d faults' % (count, n, len(faults)))
    return 1 if faults or n < count else 0


if __name__ == '__main__':
    sys.exit(main())
