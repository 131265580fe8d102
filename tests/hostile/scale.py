#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scale.py OXCART BUILDER_FOLDER [--sanitized]: what is large or deep: made here, read in bounded time and memory.

Memory is the command's greatest resident set as the kernel counts it; it is not checked under a sanitizer."""
import array
import os
import signal
import struct
import subprocess
import sys
import tempfile
import time

OXCART = os.path.abspath(sys.argv[1])
sys.path.insert(0, sys.argv[2])
import mkmsg  # noqa: E402
from mkmsg import Cfb, Storage, Stream  # noqa: E402

SANITIZED = '--sanitized' in sys.argv
BASE = ['prop 001A001F "IPM.Note"', 'prop 0037001F "scale"', 'prop 340D0003 0x00040E79', 'prop 00390040 2026-03-01T10:00:00Z',
        'prop 1000001F "The body is still here.\\r\\n"', 'from "Ada" ada@example.org']


class Failure(Exception):
    pass


def run(args, seconds, megabytes):
    """-> (status, stdout, stderr); fails where it takes longer or more"""
    start = time.time()
    p = subprocess.Popen([OXCART] + args, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         env=dict(os.environ, G_DEBUG='fatal-criticals', ASAN_OPTIONS='detect_leaks=0:allocator_may_return_null=1'))
    try:
        out, err = p.communicate(timeout=seconds * (10 if SANITIZED else 1))
    except subprocess.TimeoutExpired:
        p.kill()
        raise Failure('longer than %d s: %s' % (seconds, args))
    if p.returncode < 0 or p.returncode > 100 or b'Sanitizer' in err:
        raise Failure('status %d: %s\n%s' % (p.returncode, args, err[-1500:].decode('utf-8', 'replace')))
    return p.returncode, out, err, time.time() - start


def memory_of(args):
    """kilobytes: the greatest resident set of one run, measured in a process of its own"""
    code = ('import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL);'
            'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
    return int(subprocess.run([sys.executable, '-c', code, OXCART] + args, capture_output=True, text=True).stdout)


def check(what, condition, shown=''):
    if not condition:
        raise Failure('%s %s' % (what, shown))


def build(lines):
    return mkmsg.Builder().build('\n'.join(BASE + lines))


def objects(n_recipients):
    return ['repeat %d' % n_recipients, 'to "Person {i}" p{i}@example.com', 'end']


# ---------------------------------------------------------------- the cases
def many_recipients(tmp):
    """2,500 recipients: more than the format allows, and none is lost"""
    path = os.path.join(tmp, 'many.msg')
    # `to` numbers its storage itself, so a plain list of statements does.
    data = build(['to "Person %d" p%d@example.com' % (i, i) for i in range(2500)])
    open(path, 'wb').write(data)
    status, out, err, _ = run(['convert', path], 20, 64)
    check('status', status == 0, status)
    check('recipients', out.count(b'@example.com') == 2500, out.count(b'@example.com'))


def long_chain(tmp):
    """200,000 directory entries, each the right sibling of the one before"""
    path = os.path.join(tmp, 'chain.msg')
    builder = mkmsg.Builder()
    root = Storage('Root Entry')
    builder.message(root, builder.parse(BASE), True)
    for i in range(200000):
        root.add(Stream('x%07d' % i, b''))
    cfb = Cfb(root)
    ids = sorted(range(1, len(cfb.entries)), key=lambda i: Cfb.order(cfb.entries[i]['node']))
    top = set(id(c) for c in root.children)
    ids = [i for i in ids if id(cfb.entries[i]['node']) in top]
    for a, b in zip(ids, ids[1:] + [mkmsg.NOSTREAM]):
        cfb.entries[a]['left'], cfb.entries[a]['right'] = mkmsg.NOSTREAM, b
    cfb.entries[0]['child'] = ids[0]
    open(path, 'wb').write(cfb.bytes())
    status, out, err, _ = run(['convert', path], 20, 0)
    check('body', b'still here' in out, err[-300:])
    if not SANITIZED:
        check('memory', memory_of(['convert', path]) < 300000, memory_of(['convert', path]))


def deep_messages(tmp):
    """10,000 messages, each embedded in the one before: as many as allowed come out"""
    path = os.path.join(tmp, 'deep.msg')
    builder = mkmsg.Builder()
    root = Storage('Root Entry')
    builder.message(root, builder.parse(BASE), True)
    outer = root
    for depth in range(10000):
        attachment = outer.add(Storage('__attach_version1.0_#00000000'))
        rows = struct.pack('<IIII', 0x37050003, 6, 5, 0) + struct.pack('<IIII', 0x3701000D, 6, 0xFFFFFFFF, 1)
        attachment.add(Stream('__properties_version1.0', b'\0' * 8 + rows))
        inner = attachment.add(Storage('__substg1.0_3701000D'))
        inner.add(Stream('__properties_version1.0', struct.pack('<8xIIII', 0, 1, 0, 1) + struct.pack('<IIQ', 0x0E070003, 6, 1)))
        outer = inner
    open(path, 'wb').write(Cfb(root).bytes())
    status, out, err, _ = run(['convert', '-v', path], 20, 0)
    check('status', status == 2, status)
    check('depth', out.count(b'message/rfc822') == 65, out.count(b'message/rfc822'))
    check('diagnostic', b'nested deeper than 64' in err)
    run(['ls', path], 20, 0)
    run(['convert', '--to', 'json', path], 20, 0)


def many_values(tmp):
    """200,000 values of one property, and a claim of 2^29"""
    path = os.path.join(tmp, 'values.msg')
    builder = mkmsg.Builder()
    root = Storage('Root Entry')
    builder.message(root, builder.parse(BASE), True)
    root.add(Stream('__substg1.0_66FF1102', b'\xff' * 8 * 1000))
    for i in range(20000):
        root.add(Stream('__substg1.0_66FF1102-%08X' % i, b'abc'))
    open(path, 'wb').write(Cfb(root).bytes())
    status, out, err, _ = run(['convert', path], 20, 0)
    check('body', b'still here' in out)


def bomb(tmp):
    """30,000 streams that share the sectors of one of 6 MB: 180 GB were they all read"""
    path = os.path.join(tmp, 'bomb.msg')
    builder = mkmsg.Builder()
    root = Storage('Root Entry')
    builder.message(root, builder.parse(BASE), True)
    big = root.add(Stream('__substg1.0_66FF0102', b'0123456789' * 600000))
    for i in range(30000):
        root.add(Stream('__substg1.0_%08X' % (0x10000102 + (i << 16) & 0x7FFF0000 | 0x1F), b''))
    cfb = Cfb(root)
    start = next(e['start'] for e in cfb.entries if e['node'] is big)
    for e in cfb.entries:
        if isinstance(e['node'], Stream) and e['node'].data == b'' and e['name'].startswith('__substg1.0_'):
            e['start'], e['size'] = start, len(big.data)
    open(path, 'wb').write(cfb.bytes())
    run(['convert', path, '-o', '/dev/null'], 60, 0)
    if not SANITIZED:
        used = memory_of(['convert', path, '-o', '/dev/null'])
        check('memory', used < 2500000, used)


def write_sparse(path, size):
    """a message whose attachment is a hole of `size` bytes in sectors of 512"""
    builder = mkmsg.Builder()
    root = Storage('Root Entry')
    builder.message(root, builder.parse(BASE + ['file "big.bin" application/octet-stream hex:00']), True)
    attachment = next(c for c in root.children if c.name.startswith('__attach'))
    data = next(c for c in attachment.children if c.name == '__substg1.0_37010102')
    cfb = Cfb(root)
    entry = next(e for e in cfb.entries if e['node'] is data)
    n_data = size // 512
    small = list(cfb.sectors)
    first = len(small)
    entry['start'], entry['size'] = first, size
    directory = cfb.dir_bytes()
    n_dir = len(directory) // 512
    per = 128
    dir_start = first + n_data
    n_fat = n_difat = 0
    while True:
        total = dir_start + n_dir + n_fat + n_difat
        f = -(-total // per)
        d = -(-max(0, f - 109) // (per - 1))
        if (f, d) == (n_fat, n_difat):
            break
        n_fat, n_difat = f, d
    fat = array.array('I', cfb.fat)
    fat.extend(range(first + 1, first + n_data))
    fat.append(mkmsg.END)
    fat.extend(list(range(dir_start + 1, dir_start + n_dir)) + [mkmsg.END])
    fat_first = dir_start + n_dir
    fat.extend([mkmsg.FATSECT] * n_fat + [mkmsg.DIFSECT] * n_difat)
    fat.extend([mkmsg.FREE] * (n_fat * per - len(fat)))
    numbers = list(range(fat_first, fat_first + n_fat))
    head = bytearray(cfb.bytes()[:512])
    struct.pack_into('<I', head, 44, n_fat)
    struct.pack_into('<I', head, 48, dir_start)
    struct.pack_into('<II', head, 68, fat_first + n_fat if n_difat else mkmsg.END, n_difat)
    struct.pack_into('<109I', head, 76, *(numbers[:109] + [mkmsg.FREE] * (109 - len(numbers[:109]))))
    with open(path, 'wb') as f:
        f.write(head)
        f.write(b''.join(small))
        f.seek(n_data * 512, os.SEEK_CUR)
        f.write(directory)
        f.write(fat.tobytes())
        more = numbers[109:]
        for i in range(n_difat):
            part = more[i * 127:(i + 1) * 127]
            part += [mkmsg.FREE] * (127 - len(part)) + [fat_first + n_fat + i + 1 if i + 1 < n_difat else mkmsg.END]
            f.write(struct.pack('<128I', *part))


def gigabyte(tmp):
    """an attachment of 1 GB to /dev/null in less than 64 MB"""
    path = os.path.join(tmp, 'big.msg')
    write_sparse(path, 1 << 30)
    if SANITIZED:
        return
    args = ['convert', path, '-o', '/dev/null']
    status, out, err, seconds = run(args, 60, 0)
    check('status', status == 0, (status, err))
    used = memory_of(args)
    check('memory', used < 64 * 1024, used)
    sys.stderr.write('   1 GB: %.2f s, %d KB\n' % (seconds, used))


def interrupted(tmp):
    """a signal in the midst of writing: a status of its own, and no half of a file"""
    path = os.path.join(tmp, 'slow.msg')
    write_sparse(path, 1 << 30)
    for number, want in ((signal.SIGTERM, 75), (signal.SIGINT, 130)):
        out = os.path.join(tmp, 'out%d' % want)
        os.mkdir(out)
        p = subprocess.Popen([OXCART, 'convert', path, '-o', os.path.join(out, 'x.eml')], stderr=subprocess.DEVNULL)
        while p.poll() is None and not os.listdir(out):
            time.sleep(0.005)
        seen = os.listdir(out)
        p.send_signal(number)
        check('status', p.wait(20) == want, p.returncode)
        check('a temporary name', seen and 'x.eml' not in seen, seen)
        check('left behind', os.listdir(out) == [], os.listdir(out))


CASES = [many_recipients, long_chain, deep_messages, many_values, bomb, gigabyte, interrupted]


def main():
    failed = 0
    if '--make' in sys.argv:
        write_sparse(sys.argv[sys.argv.index('--make') + 1], 1 << 30)
        return
    with tempfile.TemporaryDirectory() as tmp:
        for case in CASES:
            start = time.time()
            try:
                case(tmp)
            except Failure as e:
                failed += 1
                print('FAILED %s: %s' % (case.__name__, e))
            sys.stderr.write('%s: %.1f s\n' % (case.__name__, time.time() - start))
    print('%d passed, %d failed' % (len(CASES) - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
