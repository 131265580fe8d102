#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""recur.py ICAL-TOOL OXCART SHARED : series mean the same in Outlook's form and in iCalendar.

Both are expanded by programs that share no code with the converter: the stored form here, day by day from what
[MS-OXOCAL] 2.2.1.44 says; the iCalendar one by python3-dateutil. The first 60 occurrences must be equal: of a
table of all pattern types, ends, zones and exceptions, and of every series among the real messages."""
import datetime as dt
import io
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

try:
    from dateutil import rrule, tz
except ImportError:
    print('python3-dateutil is not there: skipped')
    sys.exit(77)

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
from mkcal import DAY, LOCATION, SUBJECT, ZoneForms, blob, minutes, when  # noqa: E402

MOST = 60


# --- the stored form: reading ------------------------------------------------------------------------------

class Stored:
    """A series as it is stored, read anew."""

    def __init__(self, data):
        self.data, self.at = data, 0
        u = self.take
        _, _, self.freq, self.ptype, self.cal = u('HHHHH')
        _, self.period, _ = u('III')
        n = {0: 0, 1: 1, 3: 2, 0xB: 2}.get(self.ptype, 1)
        self.specific = u('I' * n)
        self.end, self.count, self.dow = u('III')
        self.deleted = u('I' * u('I')[0])
        self.modified = u('I' * u('I')[0])
        self.start, self.last = u('II')
        _, _, self.off_start, self.off_end, n = u('IIIIH')
        self.exceptions = [self.exception() for _ in range(n)]

    def take(self, form):
        v = struct.unpack_from('<' + form, self.data, self.at)
        self.at += struct.calcsize('<' + form)
        return v

    def exception(self):
        s, e, o, flags = self.take('IIIH')
        for bit in range(10):
            if flags & 1 << bit and 1 << bit in (SUBJECT, LOCATION):
                self.at += self.take('HH')[1]
            elif flags & 1 << bit and bit < 9:
                self.take('I')
        return s, e, o

    def fits(self, day):
        """Whether the pattern has an occurrence on a day."""
        first = when(self.start).date()
        d = (day - first).days
        mask = self.specific[0] if self.specific else 0
        bit = 1 << (day.weekday() + 1) % 7
        if self.ptype == 0:
            return d % max(self.period // DAY, 1) == 0
        if self.ptype == 1:
            back = ((first.weekday() + 1) % 7 - self.dow) % 7
            return bool(mask & bit) and (d + back) // 7 % self.period == 0
        months = (day.year - first.year) * 12 + day.month - first.month
        if months % self.period:
            return False
        length = ((day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)).day
        if self.ptype in (2, 4):
            return day.day == min(mask, length)
        hits = [k for k in range(1, length + 1) if mask & 1 << (day.replace(day=k).weekday() + 1) % 7]
        n = self.specific[1]
        return bool(hits) and day.day == (hits[-1] if n == 5 else hits[n - 1] if n <= len(hits) else 0)

    def pattern_days(self, most):
        day, out = when(self.start).date(), []
        while len(out) < most and day.year < 2400:
            if self.end == 0x2021 and day > when(self.last).date():
                break
            if self.fits(day):
                out.append(day)
            if self.end == 0x2022 and len(out) == self.count:
                break
            day += dt.timedelta(days=1)
        return out

    def occurrences(self):
        """(start, end) in local time, as Outlook shows them."""
        moved = {when(o).date(): (when(s), when(e)) for s, e, o in self.exceptions}
        gone = {when(m).date() for m in self.deleted}
        out = []
        for day in self.pattern_days(MOST + len(gone)):
            midnight = dt.datetime.combine(day, dt.time())
            if day in moved:
                out.append(moved[day])
            elif day not in gone:
                out.append((midnight + dt.timedelta(minutes=self.off_start),
                            midnight + dt.timedelta(minutes=self.off_end)))
        return sorted(out)[:MOST]


# --- iCalendar -------------------------------------------------------------------------------------------

ZONES = {}


def parse(text):
    """-> (zones, [{name: [(parameters, value)]}])"""
    lines = re.sub(r'\r\n[ \t]', '', text).split('\r\n')
    events, now, depth, zone = [], None, [], []
    for line in lines:
        if not line:
            continue
        head, _, value = re.match(r'((?:[^":]|"[^"]*")*)(:)(.*)', line, re.S).groups()
        name, *rest = re.findall(r'(?:[^";]|"[^"]*")+', head)
        if name == 'BEGIN':
            depth.append(value)
            if value == 'VEVENT':
                now = {}
        if 'VTIMEZONE' in depth:
            zone.append(line)
        if depth and depth[-1] == 'VEVENT' and name not in ('BEGIN', 'END'):
            now.setdefault(name, []).append((dict((p.split('=', 1)[0], p.split('=', 1)[1].strip('"')) for p in rest), value))
        if name == 'END':
            if value == 'VEVENT':
                events.append(now)
            depth.pop()
    zones = {}
    if zone:
        key = '\r\n'.join(zone)
        if key not in ZONES:
            ZONES[key] = tz.tzical(io.StringIO(key.replace('\r\n', '\n') + '\n'))
        zones = {i: ZONES[key].get(i) for i in ZONES[key].keys()}
    return zones, events


class Times:
    """The times of an event, naive: of its own zone, so that both forms speak of local time."""

    def __init__(self, zones, event):
        self.zones = zones
        self.zone = zones.get(event['DTSTART'][0][0].get('TZID'))

    def read(self, prop):
        parameters, value = prop
        t = dt.datetime.strptime(value.rstrip('Z'), '%Y%m%dT%H%M%S' if 'T' in value else '%Y%m%d')
        zone = self.zones.get(parameters.get('TZID'))
        if 'TZID' in parameters:
            assert zone is not None, 'no VTIMEZONE for ' + parameters['TZID']
            assert zone is self.zone, 'another zone'
        if value.endswith('Z') and self.zone is not None:
            t = t.replace(tzinfo=tz.UTC).astimezone(self.zone).replace(tzinfo=None)
        return t


def expand(text):
    """The occurrences of a calendar in local time, and the zone of the series."""
    zones, events = parse(text)
    master = [e for e in events if 'RECURRENCE-ID' not in e][0]
    times = Times(zones, master)
    start = times.read(master['DTSTART'][0])
    length = times.read(master['DTEND'][0]) - start if 'DTEND' in master else dt.timedelta()
    days = [start]
    if 'RRULE' in master:
        rule = master['RRULE'][0][1]
        until = re.search(r'UNTIL=([0-9TZ]+)', rule)
        if until:
            t = times.read(({}, until.group(1)))
            rule = rule.replace(until.group(0), 'UNTIL=' + t.strftime('%Y%m%dT%H%M%S'))
        extra = len(master.get('EXDATE', [])) + len(events)
        days = []
        for d in rrule.rrulestr(rule, dtstart=start):
            days.append(d)
            if len(days) >= MOST + extra:
                break
        assert days and days[0] == start, 'DTSTART is no occurrence'
    gone = {times.read(p) for p in master.get('EXDATE', [])}
    out = {d: (d, d + length) for d in days if d not in gone}
    assert gone <= set(days) or len(days) >= MOST, 'EXDATE of no occurrence'
    for e in events:
        if 'RECURRENCE-ID' not in e:
            continue
        original = times.read(e['RECURRENCE-ID'][0])
        assert original in out or len(days) >= MOST, 'RECURRENCE-ID of no occurrence'
        s = times.read(e['DTSTART'][0])
        out.pop(original, None)
        out[original] = (s, times.read(e['DTEND'][0]) if 'DTEND' in e else s)
    return sorted(out.values())[:MOST], times.zone


# --- zones -------------------------------------------------------------------------------------------------

class Zone(ZoneForms):
    """A zone that tells time as well."""

    def offset(self, local):
        """Minutes east of UTC at a local time that is neither left out nor told twice."""
        _, bias, std, dlt = ([r for r in self.rules if r[0] <= local.year] or self.rules)[-1 if self.rules[0][0] <= local.year else 0]
        if not std:
            return -bias

        def change(month, dow, nth, hour, year=0):
            if year == 1:
                return dt.datetime(local.year, month, nth, hour)
            first = dt.datetime(local.year, month, 1, hour)
            day = first + dt.timedelta(days=(dow - (first.weekday() + 1) % 7) % 7 + 7 * (nth - 1))
            while day.month != month:
                day -= dt.timedelta(days=7)
            return day
        begins, ends = change(*dlt), change(*std)
        summer = begins <= local < ends if begins < ends else not ends <= local < begins
        return -bias + (60 if summer else 0)


IR = ((9, 0, 21, 0, 1), (3, 0, 22, 0, 1))
US_OLD, US_NEW = ((10, 0, 5, 2), (4, 0, 1, 2)), ((11, 0, 1, 2), (3, 0, 2, 2))
EU = ((10, 0, 5, 3), (3, 0, 5, 2))
AU = ((4, 0, 1, 3), (10, 0, 1, 2))
TABLE_ZONES = {
    'none': None,
    'fixed': Zone('Tokyo Standard Time', [(1601, -540, (), ())]),
    'dst': Zone('W. Europe Standard Time', [(1601, -60) + EU]),
    'several': Zone('Eastern Standard Time', [(1601, 300) + US_OLD, (2007, 300) + US_NEW]),
    'custom': Zone('Customized Time Zone', [(1601, -210) + AU]),
    'of the month': Zone('Tehran', [(1601, -210) + IR]),
    'south': Zone('AUS Eastern Standard Time', [(2008, -600) + AU]),
    'moved': Zone('Nowhere Standard Time', [(1601, 300) + US_OLD, (2006, 240, (), ()), (2009, 360) + US_NEW]),
}
PATTERNS = {
    'day': (0x200A, 0, DAY, ()), 'third day': (0x200A, 0, 3 * DAY, ()), 'workday': (0x200A, 1, 1, (0x3E,)),
    'week': (0x200B, 1, 1, (0x32,)), 'second week': (0x200B, 1, 2, (0x43,)),
    'month': (0x200C, 2, 1, (17,)), 'month 31': (0x200C, 2, 1, (31,)), 'month 30': (0x200C, 2, 1, (30,)),
    'month 29': (0x200C, 2, 5, (29,)), 'month end': (0x200C, 4, 2, (31,)),
    'nth': (0x200C, 3, 1, (0x04, 2)), 'last workday': (0x200C, 3, 1, (0x3E, 5)), 'weekend day': (0x200C, 3, 3, (0x41, 1)),
    'any day': (0x200C, 3, 1, (0x7F, 3)),
    'year': (0x200D, 2, 12, (14,)), 'second year': (0x200D, 2, 24, (29,)), 'year nth': (0x200D, 3, 12, (0x10, 4)),
}
EXCEPTIONS = ('none', 'deleted', 'moved', 'changed')
ENDS = (0x2021, 0x2022, 0x2023)
BEGINS = {'second year': dt.date(2004, 2, 1), 'year': dt.date(2004, 11, 1)}


def first_day(freq, ptype, period, specific, dow, near):
    """The first day from `near` on that fits: as Outlook begins a series."""
    for i in range(800):
        s = Stored(blob(freq, ptype, 1 if ptype else DAY, specific, 0x2023, 10, dow, [], [],
                        minutes(dt.datetime.combine(near, dt.time())), 0x5AE980DF, (600, 630), []))
        if s.fits(near + dt.timedelta(days=i)):
            return near + dt.timedelta(days=i)
    raise ValueError('never')


def case(name, pattern, end, exception, zone, all_day, dow):
    freq, ptype, period, specific = pattern
    day = first_day(freq, ptype, period, specific, dow, BEGINS.get(name, dt.date(2005, 10, 20)))
    start = minutes(dt.datetime.combine(day, dt.time()))
    off = (0, DAY) if all_day else (600, 645)
    plain = Stored(blob(freq, ptype, period, specific, 0x2023, 10, dow, [], [], start, 0x5AE980DF, off, []))
    days = [minutes(dt.datetime.combine(d, dt.time())) for d in plain.pattern_days(9)]
    last = {0x2021: days[8], 0x2022: days[8], 0x2023: 0x5AE980DF}[end]
    deleted, modified, list_ = [], [], []
    if exception == 'deleted':
        deleted = [days[2], days[4]]
    elif exception == 'moved':
        list_ = [(days[3] + off[0] + 90, days[3] + off[1] + 120, days[3] + off[0], '')] if not all_day else \
            [(days[3] + DAY, days[3] + 3 * DAY, days[3], '')]
    elif exception == 'changed':
        list_ = [(days[2] + off[0], days[2] + off[1], days[2] + off[0], 'Other')]
    deleted = sorted(deleted + [o // DAY * DAY for _, _, o, _ in list_])
    modified = sorted(s // DAY * DAY for s, _, _, _ in list_)
    data = blob(freq, ptype, period, specific, end, 9 if end != 0x2023 else 10, dow, deleted, modified, start, last, off, list_)
    local = when(start + off[0])
    east = zone.offset(local) if zone else 0
    ticks = (minutes(local) - east) * 600000000
    fields = ['recur=' + data.hex(), 'start=%d' % ticks, 'end=%d' % (ticks + (off[1] - off[0]) * 600000000)]
    if zone:
        fields += ['struct=' + zone.struct().hex(), 'defrecur=' + zone.definition().hex(), 'defstart=' + zone.definition().hex()]
    if all_day:
        fields.append('allday=1')
    return '\t'.join(fields), data


def table():
    for name, pattern in PATTERNS.items():
        for end in ENDS:
            for exception in EXCEPTIONS:
                for i, zone in enumerate(('none', 'fixed', 'dst', 'several')):
                    yield '%s, %x, %s, %s' % (name, end, exception, zone), (name, pattern, end, exception, TABLE_ZONES[zone], False, i % 2)
            for zone in ('fixed', 'dst', 'several', 'custom', 'south'):
                yield '%s, %x, all day, %s' % (name, end, zone), (name, pattern, end, 'moved', TABLE_ZONES[zone], True, 0)
        for zone in ('custom', 'south', 'moved', 'of the month'):
            yield '%s, %s' % (name, zone), (name, pattern, 0x2021, 'deleted', TABLE_ZONES[zone], False, 0)


def compare(name, text, data, zone, faults):
    wanted = Stored(data).occurrences()
    try:
        got, found = expand(text)
        assert got == wanted, 'wanted %s, got %s' % (wanted[:4], got[:4])
        for start, _ in wanted if zone is not None and found is not None else ():
            assert found.utcoffset(start) == dt.timedelta(minutes=zone.offset(start)), 'offset at %s: %s' % (start, found.utcoffset(start))
    except (AssertionError, ValueError) as e:
        faults.append('%s: %s' % (name, str(e)[:300]))


def split(text):
    return [c + 'END:VCALENDAR\r\n' for c in text.split('END:VCALENDAR\r\n')[:-1]]


def check_table(tool, faults):
    cases = [(name, case(*arguments), arguments[4]) for name, arguments in table()]
    text = '\n'.join(line for _, (line, _), _ in cases) + '\n'
    done = subprocess.run([tool], input=text.encode(), capture_output=True, check=True)
    calendars = split(done.stdout.decode())
    assert len(calendars) == len(cases)
    for (name, (_, data), zone), calendar in zip(cases, calendars):
        compare(name, calendar, data, None if ', all day' in name else zone, faults)
    return len(cases)


def check_days(tool, faults):
    """Single all-day items stay on their day, on both sides of each change of the clock."""
    lines, wanted = [], []
    for zone in ('fixed', 'dst', 'several', 'custom', 'south'):
        z = TABLE_ZONES[zone]
        for day in (dt.date(2008, 3, 9), dt.date(2008, 3, 30), dt.date(2008, 4, 6), dt.date(2008, 10, 5), dt.date(2008, 10, 26),
                    dt.date(2008, 11, 2), dt.date(2008, 1, 1)):
            ends = day + dt.timedelta(days=1)
            ticks = [(minutes(dt.datetime.combine(d, dt.time())) - z.offset(dt.datetime.combine(d, dt.time()))) * 600000000 for d in (day, ends)]
            lines.append('allday=1\tstart=%d\tend=%d\tdefstart=%s' % (*ticks, z.definition().hex()))
            wanted.append((zone, day, ends))
    done = subprocess.run([tool], input=('\n'.join(lines) + '\n').encode(), capture_output=True, check=True)
    for (zone, day, ends), calendar in zip(wanted, split(done.stdout.decode())):
        for name, d in (('DTSTART', day), ('DTEND', ends)):
            line = '\r\n%s;VALUE=DATE:%s\r\n' % (name, d.strftime('%Y%m%d'))
            if line not in calendar:
                faults.append('all day in %s: no %s' % (zone, line.strip()))
    return len(lines)


def check_offsets(tool, faults):
    """All-day series that begin at some time of the day are on the days of their pattern, as what was deleted is."""
    offsets = (0, 60, 720, 1380, 1439)
    lines = []
    for off in offsets:
        data = blob(0x200C, 2, 1, (3,), 0x2022, 6, 0, [days_of(m) for m in (2, 4)], [days_of(4)], days_of(1), 0x5AE980DF,
                    (off, off + DAY), [(days_of(4) + DAY + off, days_of(4) + 2 * DAY + off, days_of(4) + off, '')])
        lines.append('allday=1\tstart=134000000000000000\trecur=' + data.hex())
    done = subprocess.run([tool], input=('\n'.join(lines) + '\n').encode(), capture_output=True, check=True)
    wanted = [(dt.datetime(2026, m, d), dt.datetime(2026, m, d + 1)) for m, d in ((1, 3), (3, 3), (4, 4), (5, 3), (6, 3))]
    for off, calendar in zip(offsets, split(done.stdout.decode())):
        try:
            got, _ = expand(calendar)
            assert got == wanted, 'got %s' % got
        except AssertionError as e:
            faults.append('all day from minute %d on: %s' % (off, e))
    return len(lines)


def days_of(month):
    return minutes(dt.datetime(2026, month, 3))


def check_names(tool, faults):
    """Two zones whose names differ in case alone are two; no name holds what a reader takes for the end of a line."""
    def zone(name, bias):
        return Zone(name, [(1601, bias, (), ())]).definition(2).hex()
    line = 'start=134000000000000000\tend=134000036000000000\tdefstart=%s\tdefend=%s\n' % (zone('Barn', -60), zone('bARN\u2028', -120))
    said = subprocess.run([tool], input=line.encode(), capture_output=True, check=True).stdout.decode()
    ids = re.findall(r'\r\nTZID:(.*)\r\n', said)
    used = [re.search(r'\r\n%s;TZID="?([^":]*)' % name, said).group(1) for name in ('DTSTART', 'DTEND')]
    if len({i.lower() for i in ids}) != 2 or used != ids or '\\n' in ids[1]:
        faults.append('zones %s, used %s' % (ids, used))


def find_blob(props):
    for p in props:
        if p.get('name') in ('PidLidAppointmentRecur',) and isinstance(p.get('value'), str):
            return p['value']
    return None


def check_real(oxcart, shared, faults):
    n = 0
    for folder, _, files in sorted(os.walk(os.path.join(shared, 'corpus/msg'))):
        for f in sorted(files):
            path = os.path.join(folder, f)
            if not f.endswith(('.msg', '.oft')) or b'A\0p\0p\0o\0i\0n\0t\0m\0e\0n\0t' not in open(path, 'rb').read():
                continue
            said = subprocess.run([oxcart, 'convert', '-q', '--to', 'json', path], capture_output=True).stdout
            try:
                message = json.loads(said)['message']
            except (ValueError, KeyError):
                continue
            hexes = re.findall(r'"name":"PidLidAppointmentRecur".*?"value":"([^"]*)"', json.dumps(message, separators=(',', ':')))
            if not message['class'].startswith('IPM.Appointment') or not hexes:
                continue
            ics = subprocess.run([oxcart, 'convert', '-q', '--to', 'ics', path], capture_output=True).stdout.decode()
            raw = decode(hexes[0])
            compare(f, ics, raw, None, faults)
            n += 1
    return n


def check_stores(oxcart, shared, faults):
    """the series in the calendars of real stores"""
    n = 0
    for where, _, files in sorted(os.walk(os.path.join(shared, 'corpus/pst'))):
        for path in (os.path.join(where, f) for f in sorted(files) if f.endswith(('.pst', '.ost'))):
            listed = subprocess.run([oxcart, 'ls', '-q', '--json', path], capture_output=True).stdout.decode()
            for folder in re.findall(r'"path": ?"((?:[^"\\]|\\.)*(?:Calendar|holidays))"', listed):
                with tempfile.TemporaryDirectory() as out:
                    for form in ('json', 'ics'):
                        subprocess.run([oxcart, 'convert', '-q', '--to', form, path + ':' + folder, '-o', out + '/'],
                                       capture_output=True)
                    for name in sorted(f for f in os.listdir(out) if f.endswith('.json')):
                        said = json.dumps(json.load(open(os.path.join(out, name))), separators=(',', ':'))
                        blob = re.search(r'"name":"PidLidAppointmentRecur".*?"value":"([^"]*)"', said)
                        if blob:
                            ics = open(os.path.join(out, name[:-4] + 'ics'), newline='').read()
                            compare(os.path.basename(path) + ' ' + name, ics, decode(blob.group(1)), None, faults)
                            n += 1
    return n


def decode(text):
    import base64
    return bytes.fromhex(text) if re.fullmatch('([0-9a-fA-F]{2})+', text) else base64.b64decode(text)


def main():
    tool, oxcart, shared = sys.argv[1:4]
    faults = []
    n_table = check_table(tool, faults)
    n_days = check_days(tool, faults)
    n_days += check_offsets(tool, faults)
    check_names(tool, faults)
    n_real = check_real(oxcart, shared, faults)
    n_stored = check_stores(oxcart, shared, faults)
    for f in faults[:40]:
        print(f)
    print('%d series of the table, %d days, %d real series, %d in stores: %d faults' % (n_table, n_days, n_real, n_stored,
                                                                                        len(faults)))
    return 1 if faults or n_table < 500 else 0


if __name__ == '__main__':
    sys.exit(main())
