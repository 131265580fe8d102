#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""cards.py OXCART MAPPING-TOOL CORPUS SHARED : every contact as vCard, read by two readers that are not ours.

4.0 by a strict checker of the grammar (below), 3.0 by it and by vobject where that is installed; the values of
one sample are compared one by one, and every row of the converter's table must come up in the samples."""
import os
import re
import subprocess
import sys
import tempfile

try:
    import vobject
except ImportError:
    vobject = None

NAME = r"(?:[A-Za-z0-9-]+\.)?[A-Za-z0-9-]+"
LINE = re.compile(r'(%s)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
                  r'(?:,(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*))*)*):(.*)' % NAME, re.S)
# RFC 6350 6: how often a property may stand, what its value is.
ONCE = {'BEGIN', 'END', 'VERSION', 'N', 'BDAY', 'ANNIVERSARY', 'GENDER', 'PRODID', 'REV', 'UID', 'KIND'}
KNOWN4 = ONCE | {'SOURCE', 'XML', 'FN', 'NICKNAME', 'PHOTO', 'ADR', 'TEL', 'EMAIL', 'IMPP', 'LANG', 'TZ', 'GEO', 'TITLE',
                 'ROLE', 'LOGO', 'ORG', 'MEMBER', 'RELATED', 'CATEGORIES', 'NOTE', 'SOUND', 'CLIENTPIDMAP', 'URL', 'KEY',
                 'FBURL', 'CALADRURI', 'CALURI'}
KNOWN3 = {'BEGIN', 'END', 'VERSION', 'FN', 'N', 'NICKNAME', 'PHOTO', 'BDAY', 'ADR', 'LABEL', 'TEL', 'EMAIL', 'TITLE', 'ROLE',
          'ORG', 'CATEGORIES', 'NOTE', 'PRODID', 'REV', 'SORT-STRING', 'UID', 'URL', 'CLASS', 'KEY', 'FBURL'}
URI = {'MEMBER', 'IMPP', 'UID', 'PHOTO', 'KEY'}
PARTS = {'N': 5, 'ADR': 7}


def unfold(data):
    if not data.endswith(b'\r\n') or re.search(rb'(?<!\r)\n|\r(?!\n)', data):
        raise ValueError('line ends')
    lines = data[:-2].split(b'\r\n')
    for line in lines:
        if len(line) > 75:
            raise ValueError('a line of %d octets' % len(line))
        line.decode('utf-8')    # no character is cut in two
    out = []
    for line in lines:
        if line[:1] in (b' ', b'\t'):
            out[-1] += line[1:]
        else:
            out.append(line)
    return [line.decode('utf-8') for line in out]


def unescape(text):
    return re.sub(r'\\(.)', lambda m: '\n' if m.group(1) in 'nN' else m.group(1), text, flags=re.S)


def split(text, separator):
    return [unescape(x) for x in re.findall(r'(?:^|(?<=%s))((?:\\.|[^\\%s])*)' % (separator, separator), text, re.S)]


def parameters(text, version):
    out = {}
    for name, values in re.findall(r';([^=;]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)', text):
        for quoted, bare in re.findall(r'"([^"]*)"|([^",]+)', values):
            value = quoted or bare
            if version == '4.0':
                value = re.sub(r"\^(n|\^|')", lambda m: {'n': '\n', '^': '^', "'": '"'}[m.group(1)], value)
            out.setdefault(name.upper(), []).append(value)
    return out


def parse(data):
    """one card -> a list of (name, parameters, raw value)"""
    lines = unfold(data)
    version = lines[1].partition(':')[2]
    card = []
    for line in lines:
        m = LINE.fullmatch(line)
        if not m:
            raise ValueError('no content line: %r' % line[:80])
        if re.search(r'[\x00-\x08\x0a-\x1f\x7f\x80-\x9f\u2028\u2029]', m.group(3)):
            raise ValueError('a control character in %s' % m.group(1))
        card.append((m.group(1).upper(), parameters(m.group(2), version), m.group(3)))
    names = [c[0] for c in card]
    if names[0] != 'BEGIN' or names[1] != 'VERSION' or names[-1] != 'END' or version not in ('3.0', '4.0'):
        raise ValueError('the frame of the card')
    return version, card, names


def check(data):
    version, card, names = parse(data)
    known = KNOWN4 if version == '4.0' else KNOWN3
    for name in set(names):
        if name not in known and not name.startswith('X-'):
            raise ValueError('%s is no field of %s' % (name, version))
        if name in ONCE and names.count(name) > 1:
            raise ValueError('%s stands twice' % name)
    if 'FN' not in names or (version == '3.0' and 'N' not in names):
        raise ValueError('no name')
    for name, params, value in card:
        if name in PARTS and len(split(value, ';')) != PARTS[name]:
            raise ValueError('%s of %d parts' % (name, len(split(value, ';'))))
        if version == '4.0' and name in URI and params.get('VALUE') != ['text'] and not re.match(r'[a-z][a-z0-9+.-]*:\S*$', value):
            raise ValueError('%s is no URI: %r' % (name, value[:40]))
        if name == 'FN' and not value:
            raise ValueError('an empty name')
        if name == 'BDAY' and not re.fullmatch(r'\d{8}|--\d{4}|\d{4}-\d\d-\d\d', value):
            raise ValueError('a birthday of %r' % value)
        if version == '4.0' and 'PREF' in params and not 1 <= int(params['PREF'][0]) <= 100:
            raise ValueError('PREF')
    if ('MEMBER' in names) and ('KIND', {}, 'group') not in card:
        raise ValueError('MEMBER in what is no group')
    return card


def convert(oxcart, path, version):
    done = subprocess.run([oxcart, 'convert', '--to', 'vcf', '--vcard-version', version, path], capture_output=True, timeout=60)
    if done.returncode not in (0, 2):
        raise ValueError('exit %d: %r' % (done.returncode, done.stderr[-200:]))
    return done.stdout


def is_card(oxcart, path):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([oxcart, 'convert', '-q', '-o', out + '/', path], capture_output=True, timeout=60)
        return any(n.endswith('.vcf') for n in os.listdir(out))


def of_vobject(data, strict):
    card = vobject.readOne(data.decode('utf-8'))
    if card.version.value != '3.0' or not card.fn.value:
        raise ValueError('vobject reads another card')
    for tel in getattr(card, 'tel_list', []):
        if not tel.value:
            raise ValueError('vobject reads an empty number')
    return card


WANT = [('FN', None, 'Dr Ada Maria Ox Jr'), ('EMAIL', 'PREF=1', 'ada@herd.example'), ('EMAIL', 'PREF=3', 'ada.ox@herd.example'),
        ('TEL', 'TYPE=cell', '+1 555 011C'), ('BDAY', None, '19840229'), ('ANNIVERSARY', None, '20100612'), ('GENDER', None, 'F'),
        ('NOTE', None, 'Likes:\tgrass; hay, and \\ water.\nSecond line.'), ('RELATED', 'TYPE=child', 'Finn; Jr'),
        ('X-MS-TEXT', 'X-NUMBER=4', 'fourth'), ('X-OXCART-FIELD', 'X-NAME=Tame:"yes"', 'TRUE'),
        ('URL', 'TYPE=work', 'https://herd.example/ada?a=1,2;b')]


def compare_values(card):
    for name, param, want in WANT:
        found = [unescape(v) for n, p, v in card if n == name
                 and (param is None or param.split('=', 1)[1] in p.get(param.split('=')[0], []))]
        if want not in found:
            raise ValueError('%s %s: %r is not %r' % (name, param, found, want))
    n = split([v for name, _, v in card if name == 'N'][0], ';')
    if n != ['Ox; of the herd', 'Ada', 'Maria, called M', 'Dr', 'Jr']:
        raise ValueError('N: %r' % n)


def rows_not_seen(tool, cards):
    """fields with their types that no sample has, of each version"""
    said = subprocess.run([tool], capture_output=True, text=True, check=True).stdout
    rows = [line.split('\t')[1:] for line in said.splitlines() if line.startswith('card\t')]
    seen = {}
    for version, card in cards:
        for name, params, _ in card:
            types = {t.lower() for t in params.get('TYPE', [])} | ({'pref'} if 'PREF' in params else set())
            seen.setdefault((version, name), []).append(types)
    missing = []
    for four, types, three, types3, key, _, _ in rows:
        for version, name, t in (('4.0', four, types), ('3.0', three, types3)):
            want = {x.lower() for x in t.split(',') if x}
            if name and not any(want <= s for s in seen.get((version, name), [])):
                missing.append('%s %s;TYPE=%s (%s)' % (version, name, t, key))
    return missing


def main():
    oxcart, tool, corpus, shared = sys.argv[1:]
    samples = sorted(os.path.join(corpus, n) for n in os.listdir(corpus)
                     if n.endswith('.msg') and ('-contact' in n or '-list' in n))
    real = sorted(os.path.join(d, f) for d, _, fs in os.walk(os.path.join(shared, 'corpus/msg')) for f in fs
                  if f.endswith('.msg') and 'clusterfuzz' not in f)
    real = [p for p in real if is_card(oxcart, p)]
    wrong, cards = [], []
    for path in samples + real:
        for version in ('4.0', '3.0'):
            try:
                data = convert(oxcart, path, version)
                card = check(data)
                if path in samples:
                    cards.append((version, card))
                if version == '4.0' and path.endswith('good-contact.msg'):
                    compare_values(card)
                if version == '3.0' and vobject is not None:
                    of_vobject(data, True)
            except Exception as error:
                wrong.append('%s %s: %s' % (os.path.basename(path), version, error))
    missing = rows_not_seen(tool, cards)
    for line in wrong + ['no sample has ' + m for m in missing]:
        print(line)
    print('%d samples, %d real contacts%s; %d wrong, %d rows without a sample' % (
        len(samples), len(real), '' if vobject else ' (no vobject here)', len(wrong), len(missing)))
    return 1 if wrong or missing or not samples else 0


if __name__ == '__main__':
    sys.exit(main())
