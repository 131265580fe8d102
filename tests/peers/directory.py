#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""directory.py OXCART CORPUS: exported address books under the eyes of other programs: slapadd takes the LDIF in a
dry run, vobject reads the vCards. 77 where slapadd is not there."""
import csv
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMAS = ['core', 'cosine', 'inetorgperson']


def slapd_conf(folder):
    path = os.path.join(folder, 'slapd.conf')
    with open(path, 'w') as f:
        for name in SCHEMAS:
            f.write('include /etc/ldap/schema/%s.schema\n' % name)
        f.write('include %s\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n' % os.path.join(HERE, 'exchange.schema'))
        f.write('database mdb\nsuffix "o=example"\ndirectory %s\n' % folder)
    return path


def slapadd(ldif, folder, *options):
    command = [shutil.which('slapadd', path=os.environ['PATH'] + ':/usr/sbin'), '-f', slapd_conf(folder), '-l', ldif]
    p = subprocess.run(command + list(options), capture_output=True, text=True)
    return p.returncode, p.stderr


def main():
    oxcart, corpus = os.path.abspath(sys.argv[1]), sys.argv[2]
    if shutil.which('slapadd', path=os.environ['PATH'] + ':/usr/sbin') is None:
        print('slapadd is not there')
        sys.exit(77)
    failed = 0
    for name in ('good-v4-kinds.oab', 'good-v4-spec.oab', 'good-v2-spec'):
        with tempfile.TemporaryDirectory() as folder:
            ldif, vcf = os.path.join(folder, 'a.ldif'), os.path.join(folder, 'a.vcf')
            table = os.path.join(folder, 'a.csv')
            for to, path in (('ldif', ldif), ('vcf', vcf), ('csv', table)):
                subprocess.run([oxcart, 'oab', 'export', os.path.join(corpus, 'oab', name), '-t', to, '-o', path], check=True)
            for options in (['-u'], []):
                status, said = slapadd(ldif, folder, *options)
                if status != 0:
                    failed += 1
                    print('slapadd %s %s: %s' % (' '.join(options), name, said))
            n = len(list(csv.DictReader(open(table, encoding='utf-8', newline=''))))
            try:
                import vobject
                cards = list(vobject.readComponents(open(vcf, encoding='utf-8', newline='').read()))
                if len(cards) != n or not all(c.fn.value for c in cards):
                    failed += 1
                    print('vobject reads %d cards of %d: %s' % (len(cards), n, name))
            except ImportError:
                print('vobject is not there')
            print('%s: %d entries' % (name, n))
    print('failed' if failed else 'passed')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
