#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""golden.py OXCART CORPUS GOLDEN [--update] : the samples of the corpus, converted, byte for byte.

For each sample GOLDEN holds NAME.eml, and NAME.said: the exit code and what was said on standard error;
for the good ones also NAME.html and NAME.txt; for contacts and lists NAME.vcf (4.0), NAME.3.vcf and what was said
of the card; for what a calendar holds and for mail about that NAME.ics. A change of either is a change of behaviour: it
is looked at, and --update writes it down, so that it is seen in the commit."""
import os
import subprocess
import sys


CALENDAR = ('bad-appointment',) + tuple('good-' + kind for kind in (
    'all-day', 'appointment', 'freebusy', 'journal', 'meeting', 'note', 'series', 'task'))


def run(oxcart, corpus, name, kind, *more):
    return subprocess.run([oxcart, 'convert', '-v', '--to', kind, *more, name], cwd=corpus, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=60)


def convert(oxcart, corpus, name):
    done = run(oxcart, corpus, name, 'eml')
    results = {'eml': done.stdout, 'said': f'exit {done.returncode}\n'.encode() + done.stderr}
    if name.startswith('good-'):
        for kind in ('html', 'txt'):
            results[kind] = run(oxcart, corpus, name, kind).stdout
    if '-contact' in name or '-list' in name:
        done = run(oxcart, corpus, name, 'vcf')
        results['vcf'] = done.stdout
        results['vcf.said'] = f'exit {done.returncode}\n'.encode() + done.stderr
        results['3.vcf'] = run(oxcart, corpus, name, 'vcf', '--vcard-version=3.0').stdout
    if name.startswith(CALENDAR):
        done = run(oxcart, corpus, name, 'ics')
        results['ics'] = done.stdout
        results['ics.said'] = f'exit {done.returncode}\n'.encode() + done.stderr
    return results


def main():
    update = '--update' in sys.argv
    oxcart, corpus, golden = [a for a in sys.argv[1:] if a != '--update']
    names = sorted(n for n in os.listdir(corpus) if n.endswith(('.msg', '.oft')))
    wanted, wrong = set(), []
    for name in names:
        for kind, data in convert(os.path.abspath(oxcart), corpus, name).items():
            path = os.path.join(golden, f'{name}.{kind}')
            wanted.add(os.path.basename(path))
            if update:
                with open(path, 'wb') as out:
                    out.write(data)
            elif not os.path.exists(path) or open(path, 'rb').read() != data:
                wrong.append(os.path.basename(path))
    strange = sorted(set(os.listdir(golden)) - wanted)
    print(f'{len(names)} samples, {len(wrong)} that came out otherwise: {" ".join(wrong)}')
    if strange:
        print('no sample for: ' + ' '.join(strange))
    return 1 if wrong or strange or not names else 0


if __name__ == '__main__':
    sys.exit(main())
