#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""folder.py OXCART CORPUS SHARED : a folder as one calendar says what its items say on their own.

The components of the one file are those of the items' files, in their order; each time zone stands once and before who
needs it; what is no item of a calendar is passed over, and an item that cannot be read costs itself alone."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

KINDS = ('all-day', 'appointment', 'freebusy', 'journal', 'note', 'series', 'task', 'task-done', 'plain', 'contact',
         'meeting-request', 'meeting-forward', 'task-request')
MAIL = ('plain', 'contact', 'meeting-request', 'meeting-forward', 'task-request')


def components(text):
    """[(name, lines)] of what stands in a calendar"""
    out, depth = [], 0
    for line in text.split('\r\n'):
        if line.startswith('BEGIN:'):
            depth += 1
            if depth == 2:
                out.append((line[6:], []))
        if depth >= 2:
            out[-1][1].append(line)
        depth -= line.startswith('END:')
    assert depth == 0
    return out


def convert(oxcart, address, *more):
    return subprocess.run([oxcart, 'convert', '-q', '--to', 'ics', *more, address], capture_output=True, check=False)


def compare(oxcart, folder, single, faults):
    """`single`: the calendars of the items, in their order"""
    done = convert(oxcart, folder)
    text = done.stdout.decode()
    found = components(text)
    zones = [lines for name, lines in found if name == 'VTIMEZONE']
    wanted = [c for one in single for c in components(one)]
    if [c for c in found if c[0] != 'VTIMEZONE'] != [c for c in wanted if c[0] != 'VTIMEZONE']:
        faults.append('%s: the components are not those of the items' % folder)
    # Of two definitions that agree in the years of an item one will do.
    if any(('VTIMEZONE', lines) not in wanted for lines in zones) or len({lines[1] for lines in zones}) != len(zones):
        faults.append('%s: the zones are not those of the items' % folder)
    known = set()
    for name, lines in found:
        body = re.sub(r'\r\n[ \t]', '', '\r\n'.join(lines))
        if name == 'VTIMEZONE':
            known.add(re.search(r'\r\nTZID:(.*)\r\n', body).group(1))
        elif not known >= set(re.findall(r'\r\nD?T?[A-Z-]+;TZID="?([^":]*)"?:', body)):
            faults.append('%s: a zone is missing' % folder)
    return len(found) - len(zones), done.returncode


def check_samples(oxcart, corpus, faults):
    with tempfile.TemporaryDirectory() as folder:
        box = os.path.join(folder, 'box')
        os.mkdir(box)
        for kind in KINDS:
            shutil.copy(os.path.join(corpus, 'good-%s.msg' % kind), os.path.join(box, kind + '.msg'))
        names = sorted((k for k in KINDS if k not in MAIL), key=lambda k: k + '.msg')
        single = [convert(oxcart, os.path.join(box, n + '.msg')).stdout.decode() for n in names]
        n, _ = compare(oxcart, box, single, faults)
        if n != len(names) + 1:     # an exception stands by itself
            faults.append('%d components of %d items' % (n, len(names)))
        whole = convert(oxcart, box).stdout
        # Whatever the output is called and however it is made, it is the same.
        out = os.path.join(folder, 'all.ics')
        convert(oxcart, box + ':/', '-j', '4', '-o', out)
        if open(out, 'rb').read() != whole:
            faults.append('the file is not what standard output was')
        shutil.copy(os.path.join(corpus, 'bad-truncated-directory.msg'), os.path.join(box, 'x-broken.msg'))
        done = convert(oxcart, box)
        if done.returncode != 2 or done.stdout != whole:
            faults.append('a broken item: exit %d' % done.returncode)
        said = subprocess.run([oxcart, 'convert', '-v', '--to', 'ics', box, '-o', os.path.join(folder, 'b.ics')],
                              capture_output=True).stderr.decode()
        if 'calendar-item' not in said:
            faults.append('nobody said that an item is broken: ' + said)
    return n


def fields(lines, name):
    return re.findall(r'\r\n%s[;:](.*)' % name, re.sub(r'\r\n[ \t]', '', '\r\n' + '\r\n'.join(lines)))


def check_copies(oxcart, corpus, faults):
    """an item that is there three times: three series with an id each, and exceptions that go with theirs"""
    with tempfile.TemporaryDirectory() as folder:
        box = os.path.join(folder, 'box')
        os.mkdir(box)
        for name in ('a', 'b', 'c'):
            shutil.copy(os.path.join(corpus, 'good-series.msg'), os.path.join(box, name + '.msg'))
        one = components(convert(oxcart, os.path.join(box, 'a.msg')).stdout.decode())
        done = subprocess.run([oxcart, 'convert', '-v', '--to', 'ics', box], capture_output=True)
        found = [lines for name, lines in components(done.stdout.decode()) if name == 'VEVENT']
        stored = fields([lines for name, lines in one if name == 'VEVENT'][0], 'UID')
        ids = [fields(lines, 'UID') for lines in found]
        if len(found) != 6 or ids[0] != stored or any(ids[i] != ids[i + 1] for i in (0, 2, 4)):
            faults.append('copies: %s' % ids)
        if len({i[0] for i in ids}) != 3 or [fields(f, 'X-OXCART-UID') for f in found] != [[], [], stored, [], stored, []]:
            faults.append('copies have one id: %s' % ids)
        if done.returncode != 2 or done.stderr.count(b'calendar-duplicate') != 2:
            faults.append('nobody said that items have one id: exit %d, %r' % (done.returncode, done.stderr))
        again = convert(oxcart, box).stdout
        if again != done.stdout:
            faults.append('copies: not the same twice')


def check_heads(oxcart, path, folders, faults):
    """each calendar of a store has an id of its own; one is the primary one"""
    heads = [convert(oxcart, path + ':' + where).stdout.decode().split('BEGIN:V')[1] for where in folders]
    ids = [fields(head.split('\r\n'), 'X-WR-RELCALID') for head in heads]
    if any(len(i) != 1 for i in ids) or len({i[0] for i in ids}) != len(ids) or ''.join(heads).count('X-PRIMARY-CALENDAR:TRUE') > 1:
        faults.append('%s: %s' % (path, heads))
    return ''.join(heads).count('X-PRIMARY-CALENDAR:TRUE')


def check_stores(oxcart, shared, faults):
    n = n_primary = 0
    for folder, _, files in sorted(os.walk(os.path.join(shared, 'corpus', 'pst'))):
        for path in sorted(os.path.join(folder, f) for f in files if f.endswith(('.pst', '.ost'))):
            listed = subprocess.run([oxcart, 'ls', '-q', '--json', path], capture_output=True).stdout.decode()
            folders = re.findall(r'"path": ?"((?:[^"\\]|\\.)*(?:Calendar|Tasks|holidays|Journal|Notes))"', listed)
            n_primary += check_heads(oxcart, path, folders, faults) if folders else 0
            for where in folders:
                with tempfile.TemporaryDirectory() as out:
                    convert(oxcart, path + ':' + where, '-o', out + '/')
                    names = subprocess.run([oxcart, 'ls', '-q', '--json', path + ':' + where], capture_output=True)
                    ids = [int(i, 0) for i in re.findall(r'"id": ?"?(0x[0-9a-f]+|\d+)', names.stdout.decode())]
                    single = [open(os.path.join(out, '%08x.ics' % i), newline='').read() for i in ids
                              if os.path.exists(os.path.join(out, '%08x.ics' % i))]
                if single:
                    n += compare(oxcart, path + ':' + where, single, faults)[0]
    if n and not n_primary:
        faults.append('no store has a primary calendar')
    return n


def main():
    oxcart, corpus, shared = sys.argv[1:]
    faults = []
    n = check_samples(oxcart, corpus, faults)
    check_copies(oxcart, corpus, faults)
    m = check_stores(oxcart, shared, faults)
    print('\n'.join(faults))
    print('%d components of samples, %d of stores, %d faults' % (n, m, len(faults)))
    return 1 if faults or (m < 100 and os.path.isdir(os.path.join(shared, 'corpus', 'pst'))) else 0


if __name__ == '__main__':
    sys.exit(main())
