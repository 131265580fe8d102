#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check.py OXCART CORPUS BUILDER_FOLDER SHARED: what `oxcart check` finds of sound and of broken stores, and how it
ends."""
import json
import os
import subprocess
import sys
import tempfile

OXCART = os.path.abspath(sys.argv[1])
CORPUS, SHARED = sys.argv[2], sys.argv[4]
sys.path.insert(0, sys.argv[3])
import mkpst  # noqa: E402

# What each broken store must be told of; the other findings follow from it.
EXPECTED = {
    'bad-allocation-map.pst': 'pst-map', 'bad-block-checksum.pst': 'pst-block', 'bad-block-entry-size.pst': 'pst-block',
    'bad-block-inflated-size.pst': 'pst-data', 'bad-block-references.pst': 'pst-references', 'bad-heap-map.pst': 'pst-heap',
    'bad-message-in-itself.pst': 'pst-references', 'bad-name-map.pst': 'pst-names', 'bad-node-page-count.pst': 'pst-tree',
    'bad-node-page-cycle.pst': 'pst-tree', 'bad-node-pages-gone.pst': 'pst-tree', 'bad-property-order.pst': 'pst-order',
    'bad-store-cut.pst': 'pst-header', 'bad-store-encryption.pst': 'pst-header', 'bad-store-header.pst': 'pst-header',
    'bad-store-version.pst': 'pst-header', 'bad-subnode-list-cycle.pst': 'pst-data', 'bad-table-columns.pst': 'pst-table',
}
# One fault, one finding.
ALONE = ('bad-block-references.pst', 'bad-property-order.pst', 'bad-store-version.pst', 'bad-table-columns.pst')
# Stores that their own programs made, and that hold no violation.
SOUND = ('Empty.pst', 'SampleOstFile.ost', 'pstextractortest@outlook.com.ost')

failed = []


def check(path, *options):
    p = subprocess.run([OXCART, 'check', *options, path], capture_output=True, timeout=300,
                       env=dict(os.environ, G_DEBUG='fatal-criticals'))
    return p.returncode, p.stdout.decode('utf-8'), p.stderr.decode('utf-8')


def expect(what, got, wanted):
    if got != wanted:
        failed.append('%s: %r, not %r' % (what, got, wanted))


def findings(path):
    status, out, _ = check(path, '--json')
    rows = [json.loads(line) for line in out.splitlines()]
    for row in rows:
        expect(path + ': schema and input', (row['schema'], row['input']), (1, path))
        expect(path + ': severity', row['severity'] in ('info', 'warn', 'lost'), True)
    wrong = [r for r in rows if r['severity'] != 'info']
    expect(path + ': status', status, 2 if wrong else 0)
    return rows, wrong


def main():
    samples = sorted(n for n in os.listdir(CORPUS) if n.endswith('.pst'))
    expect('samples', samples, sorted(EXPECTED))
    for name in samples:
        rows, wrong = findings(os.path.join(CORPUS, name))
        expect('%s: is told of %s' % (name, EXPECTED[name]), EXPECTED[name] in {r['code'] for r in wrong}, True)
        if name in ALONE:
            expect(name + ': findings', [r['code'] for r in rows], [EXPECTED[name]])
    with tempfile.TemporaryDirectory() as tmp:
        for dialect in ('ansi', 'unicode', '4k'):
            for crypt in ('none', 'permute', 'cyclic'):
                path = os.path.join(tmp, 'sound.pst')
                with open(path, 'wb') as f:
                    f.write(mkpst.small(dialect, crypt, dialect == '4k')[1].getvalue())
                status, out, err = check(path)
                expect('sound %s %s' % (dialect, crypt), (status, out), (0, ''))
                expect('sound %s %s' % (dialect, crypt), '0 findings, 0 of them violations' in err, True)
        expect('no store', check(os.path.join(CORPUS, 'good-plain.msg'))[0], 4)
        expect('not there', check(os.path.join(tmp, 'none.pst'))[0], 4)
        expect('one of two', subprocess.run([OXCART, 'check', '-q', path, os.path.join(tmp, 'none.pst')], capture_output=True).returncode, 3)
        expect('usage', check('')[0] in (1, 4), True)
    for d, _, files in os.walk(os.path.join(SHARED, 'corpus', 'pst')):
        for name in sorted(set(files) & set(SOUND)):
            expect(name, findings(os.path.join(d, name))[1], [])
    for line in failed:
        print('FAILED ' + line)
    print('%d samples, %d failed' % (len(samples), len(failed)))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
