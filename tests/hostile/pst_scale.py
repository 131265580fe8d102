#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pst_scale.py OXCART BUILDER_FOLDER [--sanitized]: stores of 10 MB and 1 GB (OX_FULL=1: 5 GB too), made here.

Peak memory differs by less than 20 % and stays below 64 MB; listing takes time as the store has messages."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

OXCART = os.path.abspath(sys.argv[1])
sys.path.insert(0, sys.argv[2])
import mkpst  # noqa: E402

SANITIZED = '--sanitized' in sys.argv
FULL = os.environ.get('OX_FULL') == '1'
MEASURE = ('import resource,subprocess,sys,time;t=time.perf_counter();'
           'p=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE);'
           'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,time.perf_counter()-t,p.returncode);'
           'print(p.stderr.decode("utf-8","replace")[-200:])')


def measure(*args):
    """(kilobytes, seconds, status, what was said)"""
    out = subprocess.run([sys.executable, '-c', MEASURE, OXCART, *args], capture_output=True, text=True).stdout
    first, rest = out.split('\n', 1)
    kilobytes, seconds, status = first.split()
    return int(kilobytes), float(seconds), int(status), rest


def main():
    sizes = [10 << 20]
    if not SANITIZED:
        sizes.append(1 << 30 if FULL else 200 << 20)
    if FULL and not SANITIZED:
        sizes.append(5 << 30)
    failed, results = 0, []
    with tempfile.TemporaryDirectory() as tmp:
        for size in sizes:
            if shutil.disk_usage(tmp).free < 3 * size:
                print('no room for %d MB' % (size >> 20))
                break
            path, out = os.path.join(tmp, 'x.pst'), os.path.join(tmp, 'out')
            start = time.time()
            n = mkpst.scale(path, size)
            made = time.time() - start
            listed = measure('export', '--count', path, '-o', out)
            exported = measure('export', '-q', path, '-o', out)
            for what, (kilobytes, seconds, status, said) in (('count', listed), ('export', exported)):
                print('%5d MB, %6d messages: %-6s %6.2f s, %6d KB (made in %.0f s)' % (size >> 20, n, what, seconds, kilobytes, made))
                failed += status != 0
            seen = re.search(r'(\d+) messages seen', listed[3])
            failed += not seen or int(seen.group(1)) != n
            results.append((n, max(listed[0], exported[0]), listed[1]))
            shutil.rmtree(out, ignore_errors=True)
            os.unlink(path)
    if not SANITIZED and len(results) > 1:
        least, most = min(r[1] for r in results), max(r[1] for r in results)
        print('memory: %d to %d KB' % (least, most))
        failed += most > 1.2 * least or most > 64 * 1024
        # Linear: the time a message of the largest is at most three times that of the one before, and what starting takes.
        (n, _, t), (m, _, u) = results[-2:]
        failed += u > 0.1 + 3 * t * m / n
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
