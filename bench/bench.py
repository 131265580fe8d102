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


def main():
    build = os.path.abspath(sys.argv[1])
    files = messages()
    corpus_table(build, files)
    cfb_table(build, files)
    gigabyte_table(build)


if __name__ == '__main__':
    main()
