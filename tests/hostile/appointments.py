#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""appointments.py ICAL-TOOL : appointments that lie. Each becomes a calendar whose lines are its own, in bounded time."""
import os
import re
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'convert'))
import recur  # noqa: E402

TOOL = sys.argv[1]
NEVER = 0x0CB34557A3DD4000
START = 'start=134000000000000000\tend=134000036000000000'
EVIL = 'x\\r\\nX-EVIL:1'


def series(**k):
    v = dict(freq=0x200A, ptype=0, period=1440, specific=(), end=0x2023, count=10, first_dow=0, deleted=[], modified=[],
             start=223000000 // 1440 * 1440, last=0x5AE980DF, off=(600, 630), exceptions=[])
    v.update(k)
    return recur.blob(**v).hex()


def zone(std, dlt, name='Nowhere'):
    return recur.Zone(name, [(1601, -60, std, dlt)])


DAY0 = 223000000 // 1440 * 1440
CASES = {
    'counts that lie': START + '\trecur=' + series()[:44] + 'ffffff7f' * 8,
    'cut short': START + '\trecur=' + series(deleted=[DAY0], modified=[DAY0], exceptions=[(DAY0, DAY0, DAY0, 'x')])[:-60],
    'a pattern of no type': START + '\trecur=' + series(ptype=9),
    'no days of the week': START + '\trecur=' + series(ptype=1, specific=(0,)),
    'a fifth Monday of nothing': START + '\trecur=' + series(ptype=3, specific=(0, 9)),
    'the sixth of a day': START + '\trecur=' + series(ptype=3, specific=(2, 0xFFFFFFFF)),
    'the day 0': START + '\trecur=' + series(ptype=2, specific=(0,)),
    'period 0': START + '\trecur=' + series(ptype=1, period=0, specific=(0x7F,)),
    'the longest period': START + '\trecur=' + series(ptype=2, period=0xFFFFFFFF, specific=(31,)),
    'ends before it begins': START + '\trecur=' + series(end=0x2021, last=0),
    'a count of 0': START + '\trecur=' + series(end=0x2022, count=0),
    'a count of 2^32-1': START + '\trecur=' + series(end=0x2022, count=0xFFFFFFFF),
    'begins at the end of time': START + '\trecur=' + series(start=0xFFFFFFFF),
    'offsets beyond all': START + '\trecur=' + series(off=(0xFFFFFFFF, 0)),
    'ends years later': START + '\trecur=' + series(off=(0, 0xFFFFFFFF)),
    'exceptions of one day': START + '\trecur=' + series(exceptions=[(DAY0, DAY0 - 9, DAY0, 'a')] * 500),
    'exceptions nowhere': START + '\trecur=' + series(exceptions=[(0xFFFFFFFF, 0, 0xFFFFFFFF, '')]),
    '100000 deleted': START + '\trecur=' + series(deleted=[DAY0 + 1440 * i for i in range(100000)]),
    '500 exceptions': START + '\trecur=' + series(exceptions=[(DAY0 + 1440 * i, DAY0 + 1440 * i + 9, DAY0 + 1440 * i, '') for i in range(500)]),
    'negative': 'start=18446744073709551615\tend=9223372036854775808',
    'never': 'start=%d\tend=%d' % (NEVER, NEVER),
    'the year 4500': 'start=915800000000000000\tend=915900000000000000',
    'the year 30000': 'start=9000000000000000000\tend=9000000000000000001\tallday=1',
    'a day before all': 'allday=1\tstart=0\tend=1\tdefstart=' + recur.Zone('West', [(1601, 840, (), ())]).definition().hex(),
    'a subject of nothing': START + '\tsubject=\x07 \tlocation= ',
    'ends before': 'start=134000036000000000\tend=134000000000000000',
    'no times at all': 'subject=x',
    'summer that never comes': START + '\tdefstart=' + zone((13, 0, 1, 2), (3, 0, 6, 2)).definition().hex(),
    'winter is summer': START + '\tdefstart=' + zone((3, 0, 1, 2), (3, 0, 1, 2)).definition().hex(),
    'far away': START + '\tstruct=' + struct.pack('<iii', 2147483647, 2147483647, -2147483648).hex() + '00' * 36,
    'three zones': START + '\trecur=' + series() + '\tstruct=' + zone((10, 0, 5, 3), (3, 0, 5, 2)).struct().hex() + '\tdefrecur='
                   + recur.TABLE_ZONES['fixed'].definition().hex() + '\tdefstart=' + recur.TABLE_ZONES['several'].definition().hex(),
    'a zone cut short': START + '\tdefstart=' + recur.TABLE_ZONES['several'].definition().hex()[:-80],
    'a zone with lines': START + '\tdefstart=' + zone((10, 0, 5, 3), (3, 0, 5, 2), 'a\r\nX-EVIL:1').definition().hex(),
    'a place with lines': START + '\tlocation=' + EVIL + '\tsubject=' + EVIL,
    'an id with lines': START + '\tgoid=' + ('040000008200E00074C5B7101A82E008' + '00' * 20
                                            + struct.pack('<I', 30).hex() + b'vCal-Uid\1\0\0\0a\r\nX-EVIL:1;b'.hex()),
    'a subject with lines': START + '\trecur=' + series(deleted=[DAY0], modified=[DAY0], exceptions=[(DAY0, DAY0 + 9, DAY0, 'a\r\nX-EVIL:1')]),
}
# What libical takes too long for.
BIG = {
    '1000000 deleted': START + '\trecur=' + series(deleted=[DAY0 + 1440 * i for i in range(1000000)]),
    '65535 exceptions': START + '\trecur=' + series(exceptions=[(DAY0 + 1440 * i, DAY0 + 1440 * i + 9, DAY0 + 1440 * i, '')
                                                               for i in range(65535)]),
}


def faults_of(text):
    lines = text.split(b'\r\n')
    if lines[-1] != b'':
        yield 'does not end with a line end'
    if re.search(rb'(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]', text):
        yield 'a control character'
    if any(len(line) > 75 for line in lines):
        yield 'a line too long'
    if re.search(rb'\r\nX-EVIL', text):
        yield 'a line of somebody else'
    if text.count(b'\r\nBEGIN:') + 1 != text.count(b'\r\nEND:'):
        yield 'not closed'
    days = re.search(rb'\r\nDTSTART;VALUE=DATE:(\d+)\r\nDTEND;VALUE=DATE:(\d+)', text)
    if days and days.group(1) >= days.group(2):
        yield 'a day that ends when it begins'
    if text.count(b'\r\nBEGIN:VEVENT\r\n') < 1 or b'\r\nDTSTART' not in text:
        yield 'no event'


def main():
    wrong = 0
    for name, line in [*CASES.items(), *BIG.items()]:
        line = line.replace('\\r', '\r').replace('\\n', '\v')
        done = subprocess.run([TOOL] + ['-'] * (name in BIG), input=line.replace('\v', '').encode() + b'\n', capture_output=True, timeout=120)
        faults = ['status %d %s' % (done.returncode, done.stderr[-200:])] if done.returncode else list(faults_of(done.stdout))
        if faults:
            print('%s: %s' % (name, ', '.join(faults)))
            wrong += 1
    print('%d cases, %d wrong' % (len(CASES) + len(BIG), wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
