#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""judge.py OXCART SHARED: the facts about real messages on which independent programs agree.

The share that was right may only grow: LEAST is what docs/conformance.md reports. Skips (77) without ../shared."""
import os
import subprocess
import sys
import tempfile

LEAST = 0.9995


def main():
    oxcart, shared = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    score = os.path.join(shared, 'check', 'score.py')
    if not os.path.exists(score):
        print('../shared is not there: skipped')
        sys.exit(77)
    with tempfile.TemporaryDirectory() as tmp:
        out = os.path.join(tmp, 'score.json')
        p = subprocess.run([sys.executable, score, '--corpus', os.path.join(shared, 'corpus'),
                            '--expected', os.path.join(shared, 'expected'), '--oxcart', oxcart, '--kind', 'msg',
                            '--commands', os.path.join(shared, 'check', 'commands-mail.json'), '--json', out],
                           capture_output=True, text=True)
        print(p.stdout)
        rows = [line.split() for line in p.stdout.splitlines() if line.startswith('msg ')]
    # kind files converted perfect crashed timeout facts right % secs
    _, files, converted, _, crashed, timeout, facts, right = rows[0][:8]
    good = files == converted and crashed == timeout == '0' and int(right) >= LEAST * int(facts)
    print('%s of %s facts right' % (right, facts))
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main()
