#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench.py BUILD: the command beside its peers and beside the floor, in one run; a table in Markdown.

Times are medians of 7 whole processes after one that is not counted; on a machine that others use, the
ratios count, not the seconds."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROUNDS = 7


def messages():
    found = []
    for top in (os.path.join(TOP, '..', 'shared', 'corpus', 'msg'), os.path.join(TOP, 'corpus')):
        for d, dirs, files in os.walk(top):
            dirs.sort()
            found += [os.path.join(d, f) for f in sorted(files) if f.endswith(('.msg', '.oft')) and not f.startswith('bad')]
        if found:
            break
    return found


def once(args, env=None):
    start = time.perf_counter()
    p = subprocess.run(args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    return time.perf_counter() - start, p.returncode


def together(commands, rounds=ROUNDS):
    """commands by name, in turn A B C A B C ...: medians by name"""
    times = {name: [] for name in commands}
    for r in range(rounds + 1):
        for name, (args, env) in commands.items():
            t, _ = once(args, env)
            if r > 0:
                times[name].append(t)
    return {name: statistics.median(t) for name, t in times.items()}


def peer_modules(build):
    folder = os.path.join(build, 'peers')
    if not os.path.isdir(os.path.join(folder, 'node_modules', '@kenjiuno', 'msgreader')):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(['npm', 'install', '--silent', '--no-fund', '--no-audit', '--prefix', folder, '@kenjiuno/msgreader'],
                       stdout=subprocess.DEVNULL)
    return os.path.join(folder, 'node_modules')


def msgconvert(files):
    """one process a file, as the program works; once, since it is slow"""
    start = time.perf_counter()
    for f in files:
        subprocess.run(['msgconvert', '--outfile', '-', f], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def corpus_table(build, files):
    oxcart = os.path.join(build, 'oxcart')
    env = dict(os.environ, PEER_MODULES=peer_modules(build))
    commands = {
        'oxcart': ([oxcart, 'convert', '-q', '-o', '/dev/null'] + files, None),
        'oxcart, one thread': ([oxcart, 'convert', '-q', '-j', '1', '-o', '/dev/null'] + files, None),
        'msgreader': (['node', os.path.join(TOP, 'bench', 'peer_msgreader.mjs')] + files, env),
        'cat': (['cat'] + files, None),
        'oxcart --version': ([oxcart, '--version'], None),
        'node -e 0': (['node', '-e', '0'], None),
    }
    t = together(commands)
    t['msgconvert'] = msgconvert(files)
    base = t['oxcart']
    print('| %d messages, %.1f MB | seconds | microseconds a file | times oxcart |' % (
        len(files), sum(os.path.getsize(f) for f in files) / 1e6))
    print('| --- | --- | --- | --- |')
    for name in ('oxcart', 'oxcart, one thread', 'msgreader', 'msgconvert', 'cat', 'oxcart --version', 'node -e 0'):
        print('| %s | %.3f | %.0f | %.2f |' % (name, t[name], t[name] * 1e6 / len(files), t[name] / base))
    print()


def cfb_table(build, files):
    subprocess.run(['cmake', '--build', build, '--target', 'bench_cfb', 'bench_base64'], stdout=subprocess.DEVNULL)
    print('| all streams of each file | microseconds a file | bytes read |')
    print('| --- | --- | --- |')
    for who in ('ours', 'libgsf', 'ours', 'libgsf'):
        out = subprocess.run([os.path.join(build, 'bench_cfb'), who, str(ROUNDS)] + files, capture_output=True, text=True)
        each, _, total = out.stdout.split()
        print('| %s | %s | %s |' % (who, each, total))
    print()


def gigabyte_table(build):
    subprocess.run(['cmake', '--build', build, '--target', 'bench_base64'], stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(dir=build) as tmp:
        path = os.path.join(tmp, 'big.msg')
        raw = os.path.join(tmp, 'big.bin')
        scale = os.path.join(TOP, 'tests', 'hostile', 'scale.py')
        subprocess.run([sys.executable, scale, os.path.join(build, 'oxcart'), os.path.join(TOP, 'tests', 'tools'), '--make', path])
        with open(raw, 'wb') as f:
            f.truncate(1 << 30)
        t = together({
            'oxcart convert': ([os.path.join(build, 'oxcart'), 'convert', path, '-o', '/dev/null'], None),
            'GMime base64 filter': ([os.path.join(build, 'bench_base64'), raw], None),
            'base64': (['base64', raw], None),
            'cat': (['cat', raw], None),
        }, 5)
    print('| an attachment of 1 GB to nowhere | seconds | times GMime |')
    print('| --- | --- | --- |')
    for name, seconds in t.items():
        print('| %s | %.2f | %.2f |' % (name, seconds, seconds / t['GMime base64 filter']))
    print()


def stores():
    """the real mailboxes of ../shared, or those of our own corpus"""
    for top in (os.path.join(TOP, '..', 'shared', 'corpus', 'pst'), os.path.join(TOP, 'corpus')):
        found = []
        for d, dirs, files in os.walk(top):
            dirs.sort()
            found += [os.path.join(d, f) for f in sorted(files) if f.endswith(('.pst', '.ost')) and not f.startswith('bad')]
        if found:
            return found
    return []


def into(args, out):
    """seconds of a program that writes to a place that is not there yet, and takes it away again"""
    start = time.perf_counter()
    subprocess.run(args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    subprocess.run(['rm', '-rf', out, out + '.export', out + '.orphan', out + '.recovered'])
    return seconds


def store_row(build, path, tmp):
    """medians of one mailbox: by name of the program"""
    out, oxcart = os.path.join(tmp, 'out'), os.path.join(build, 'oxcart')
    commands = {
        'read all': [os.path.join(build, 'bench_store'), path],
        'export': [oxcart, 'export', '-q', path, '-o', out],
        'export -j 1': [oxcart, 'export', '-q', '-j', '1', path, '-o', out],
        'readpst': ['readpst', '-q', '-j0', '-e', '-D', '-o', out, path],
        'pffexport': ['pffexport', '-q', '-t', out, path],
        'cp': ['cp', path, out],
    }
    times = {name: [] for name in commands}
    for r in range(ROUNDS + 1):
        for name, args in commands.items():
            if name == 'readpst':
                os.mkdir(out)
            times[name].append(into(args, out))
    return {name: statistics.median(t[1:]) for name, t in times.items()}


def store_table(build):
    """Mailboxes: everything read, and written as files."""
    subprocess.run(['cmake', '--build', build, '--target', 'bench_store'], stdout=subprocess.DEVNULL)
    names = ('read all', 'export', 'export -j 1', 'readpst', 'pffexport', 'cp')
    print('| milliseconds a mailbox | items | KB | %s | readpst / export |' % ' | '.join(names))
    print('| --- |%s' % (' --- |' * (len(names) + 3)))
    with tempfile.TemporaryDirectory(dir=build) as tmp:
        for path in stores():
            items = subprocess.run([os.path.join(build, 'bench_store'), path], capture_output=True, text=True).stdout.split()[0]
            t = store_row(build, path, tmp)
            print('| %s | %s | %d | %s | %.1f |' % (os.path.basename(path), items, os.path.getsize(path) / 1000,
                                                    ' | '.join('%.1f' % (t[n] * 1000) for n in names), t['readpst'] / t['export']))
    print()


FIRST = 'Ann Bo Carl Dora Eva Fritz Gina Hans Ida Jon Karin Lars Mona Nils Olga Per Rut Sven Tove Ulf Vera \u00c5ke'.split()
LAST = 'Andersson Berg Carlsson Dahl Ek Forsberg Gustafsson Holm Isaksson Lind Nystr\u00f6m Olsson Roos \u00d6berg'.split()
COLUMNS = ('DisplayName,EmailAddress,Alias,FirstName,LastName,Title,Company,Department,Office,BusinessPhone,MobilePhone,'
           'Street,City,PostalCode,Country,DisplayType,DisplayTypeEx,ObjectType,ProxyAddresses,LegacyExchangeDN\n')


def make_people(path, n):
    """n invented people as CSV"""
    with open(path, 'w', encoding='utf-8') as f:
        f.write(COLUMNS)
        for i in range(n):
            first, last, alias = FIRST[i * 7 % len(FIRST)], LAST[i * 11 % len(LAST)], 'u%07d' % i
            f.write('"%s %s %d",%s@example.com,%s,%s,%s,Engineer %d,Example Industries,Department %d,Building %d,0%d,07%08d,'
                    '"Street %d",Stockholm,%05d,Sweden,0,1073741824,6,SMTP:%s@example.com|smtp:old.%s@example.org,'
                    '/o=Example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=%s\n' % (
                        first, last, i, alias, alias, first, last, i % 40, i % 500, i % 30, 800000000 + i, i, i % 999,
                        i % 100000, alias, alias, alias))


def address_book_table(build, n=1000000):
    """A book of a million entries: built, opened, read, searched; compressed, and a patch of it."""
    subprocess.run(['cmake', '--build', build, '--target', 'bench_addresses'], stdout=subprocess.DEVNULL)
    oxcart = os.path.join(build, 'oxcart')
    with tempfile.TemporaryDirectory(dir=build) as tmp:
        people, book = os.path.join(tmp, 'people.csv'), os.path.join(tmp, 'book')
        make_people(people, n)
        start = time.perf_counter()
        subprocess.run([oxcart, 'oab', 'build', '-q', '--uncompressed', '--name', 'Bench', '-o', book, people], check=True)
        seconds = time.perf_counter() - start
        path = [os.path.join(book, f) for f in os.listdir(book) if '-data-' in f][0]
        print('| an address book of %d entries, %.0f MB | seconds | |' % (n, os.path.getsize(path) / 1e6))
        print('| --- | --- | --- |')
        print('| oxcart oab build, from CSV | %.1f | |' % seconds)
        out = subprocess.run([os.path.join(build, 'bench_addresses'), path], capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            print('| %s |' % ' | '.join((line.split('\t') + [''])[:3]))
        print()


def wimlib_sizes(tmp, path, level):
    """the file in chunks of 256 KiB by wimlib's LZX: seconds of the processor, bytes"""
    folder, wim = os.path.join(tmp, 'in'), os.path.join(tmp, 'out.wim')
    os.makedirs(folder, exist_ok=True)
    link = os.path.join(folder, 'book')
    if not os.path.exists(link):
        os.link(path, link)
    before = os.times().children_user
    subprocess.run(['wimcapture', folder, wim, '--compress=LZX:%d' % level, '--chunk-size=262144', '--threads=1'],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    seconds = os.times().children_user - before
    info = subprocess.run(['wiminfo', wim, '--blobs'], capture_output=True, text=True).stdout.split('\n')
    size = max(int(line.split('=')[1].split()[0]) for line in info if line.startswith('Compressed size'))
    os.remove(wim)
    return seconds, size


def codec_table(build, n=200000):
    """LZX DELTA: as fast as what, as small as what."""
    subprocess.run(['cmake', '--build', build, '--target', 'bench_oab'], stdout=subprocess.DEVNULL)
    codec = os.path.join(build, 'bench_oab')
    with tempfile.TemporaryDirectory(dir=build) as tmp:
        book, packed = os.path.join(tmp, 'book.oab'), os.path.join(tmp, 'book.lzx')
        subprocess.run([codec, 'make', str(n), book], check=True)
        subprocess.run([codec, 'pack', book, packed], check=True)
        size = os.path.getsize(book)
        print('| LZX DELTA, a made-up book of %.0f MB in blocks of 256 KiB | MB a second of one processor | bytes | times ours |'
              % (size / 1e6))
        print('| --- | --- | --- | --- |')
        ours = os.path.getsize(packed)
        for line in subprocess.run([codec, 'encode', book], capture_output=True, text=True).stdout.split('\n'):
            if 'MB/s' in line:
                print('| %s | %s | %d | 1.000 |' % (line[:24].strip(), line[24:].split()[0], ours))
        for level in (20, 50, 100):
            seconds, theirs = wimlib_sizes(tmp, book, level)
            print('| wimlib, LZX:%d | %.1f | %d | %.3f |' % (level, size / 1e6 / seconds, theirs, theirs / ours))
        for line in subprocess.run([codec, 'decode', packed], capture_output=True, text=True).stdout.split('\n'):
            if 'MB/s' in line:
                print('| decode: %s | %s | | |' % (line[:24].strip(), line[24:].split()[0]))
        print()


def patch_table(build, n=100000, edits=5):
    """Patches of a book, each of one edit: the new file comes out of the old one."""
    oxcart = os.path.join(build, 'oxcart')
    with tempfile.TemporaryDirectory(dir=build) as tmp:
        people = os.path.join(tmp, 'people.csv')
        make_people(people, n)
        lines = open(people, encoding='utf-8').read().splitlines(keepends=True)
        print('| a patch of %d entries, one changed | seconds to make | seconds to apply | bytes | the same |' % n)
        print('| --- | --- | --- | --- | --- |')
        subprocess.run([oxcart, 'oab', 'export', '-q', people, '-t', 'oab', '-o', os.path.join(tmp, '0.oab')], check=True)
        for i in range(1, edits + 1):
            at = 1 + i * 7919 % n
            lines[at] = lines[at].replace('Engineer', 'Chief Engineer %d' % i)
            with open(people, 'w', encoding='utf-8') as f:
                f.writelines(lines)
            old, new, made, patch = [os.path.join(tmp, '%d.%s' % x) for x in (
                (i - 1, 'oab'), (i, 'oab'), (i, 'made'), (i, 'patch'))]
            subprocess.run([oxcart, 'oab', 'export', '-q', people, '-t', 'oab', '-o', new], check=True)
            start = time.perf_counter()
            subprocess.run([oxcart, 'oab', 'diff', old, new, '-o', patch], check=True)
            between = time.perf_counter()
            subprocess.run([oxcart, 'oab', 'patch', old, patch, '-o', made], check=True)
            end = time.perf_counter()
            same = open(made, 'rb').read() == open(new, 'rb').read()
            print('| %d | %.2f | %.2f | %d | %s |' % (i, between - start, end - between, os.path.getsize(patch),
                                                     'yes' if same else 'NO'))
        print()


TABLES = {
    'messages': lambda build: corpus_table(build, messages()),
    'compound': lambda build: cfb_table(build, messages()),
    'gigabyte': gigabyte_table,
    'stores': store_table,
    'addresses': address_book_table,
    'codec': codec_table,
    'patches': patch_table,
}


def main():
    """bench.py BUILD [TABLE...]: without names, all tables"""
    build = os.path.abspath(sys.argv[1])
    names = sys.argv[2:] or list(TABLES)
    strange = [n for n in names if n not in TABLES]
    if strange:
        sys.exit('there is no table %s: %s' % (', '.join(strange), ', '.join(TABLES)))
    for name in names:
        TABLES[name](build)


if __name__ == '__main__':
    main()
