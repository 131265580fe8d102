#!/usr/bin/env python3
"""gen_properties.py TABLE.tsv HEADER.h TABLE.inc

Makes the public constants (OX_TAG_, OX_LID_, OX_NAME_) and the private look-up
tables from data/properties.tsv. The numbers of OX_LID_ constants come from the
set and the long id, those of OX_NAME_ constants from the row's place among the
named rows: append rows, never reorder them.
"""
import csv
import re
import sys

# The order fixes the numbers of the OX_LID_ constants: append only.
SETS = [
    ('PS_MAPI', '00020328-0000-0000-C000-000000000046'),
    ('PS_PUBLIC_STRINGS', '00020329-0000-0000-C000-000000000046'),
    ('PS_INTERNET_HEADERS', '00020386-0000-0000-C000-000000000046'),
    ('PSETID_Appointment', '00062002-0000-0000-C000-000000000046'),
    ('PSETID_Task', '00062003-0000-0000-C000-000000000046'),
    ('PSETID_Address', '00062004-0000-0000-C000-000000000046'),
    ('PSETID_Common', '00062008-0000-0000-C000-000000000046'),
    ('PSETID_Log', '0006200A-0000-0000-C000-000000000046'),
    ('PSETID_Note', '0006200E-0000-0000-C000-000000000046'),
    ('PSETID_Report', '00062013-0000-0000-C000-000000000046'),
    ('PSETID_Remote', '00062014-0000-0000-C000-000000000046'),
    ('PSETID_Sharing', '00062040-0000-0000-C000-000000000046'),
    ('PSETID_PostRss', '00062041-0000-0000-C000-000000000046'),
    ('PSETID_Meeting', '6ED8DA90-450B-101B-98DA-00AA003F1305'),
    ('PSETID_AirSync', '71035549-0739-4DCB-9163-00F0580DBBDF'),
    ('PSETID_UnifiedMessaging', '4442858E-A9E3-4E80-B900-317A210CC15B'),
    ('PSETID_CalendarAssistant', '11000E07-B51B-40D6-AF21-CAA85EDAB1D0'),
    ('PSETID_Attachment', '96357F7F-59E1-47D0-99A7-46515C183B54'),
    ('PSETID_XmlExtractedEntities', '23239608-685D-4732-9C55-4C95CB4E8E33'),
]
SET_INDEX = {guid: i for i, (_, guid) in enumerate(SETS)}
FIRST_NAME = 0x40000000


def constant(canonical):
    """PidTagInternetMessageId -> OX_TAG_INTERNET_MESSAGE_ID"""
    kind, rest = re.match(r'Pid(Tag|Lid|Name)(.+)', canonical).groups()
    words = re.sub(r'([a-z0-9])([A-Z])', r'\1_\2', rest)
    words = re.sub(r'([A-Z]+)([A-Z][a-z])', r'\1_\2', words)
    return 'OX_%s_%s' % (kind.upper(), re.sub(r'[^A-Za-z0-9_]', '_', words).upper())


def load(path):
    rows = []
    with open(path, encoding='utf-8', newline='') as f:
        for r in csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE):
            rows.append(r)
    return rows


def key_of(row, names):
    if row['kind'] == 'tag':
        return int(row['id_or_lid_or_string'], 16)
    index = SET_INDEX[row['property_set_guid'].strip('{}').upper()]
    if row['kind'] == 'lid':
        return (index + 1) << 16 | int(row['id_or_lid_or_string'], 16)
    names.append((index, row['id_or_lid_or_string']))
    return FIRST_NAME + len(names) - 1


def guid_bytes(text):
    h = text.replace('-', '')
    b = bytes.fromhex(h)
    b = b[3::-1] + b[5:3:-1] + b[7:5:-1] + b[8:]
    return ', '.join('0x%02x' % x for x in b)


def quote(text):
    return '"%s"' % text.replace('\\', '\\\\').replace('"', '\\"')


def main():
    table, header, inc = sys.argv[1:4]
    names = []
    entries = []
    seen = set()
    for row in load(table):
        key = key_of(row, names)
        const = constant(row['canonical_name'])
        if const in seen:
            const += '_2'
        seen.add(const)
        # What the specification defines comes before what only tools know.
        rank = 0 if row['source'].startswith('oxprops') else 1
        alternates = ';'.join(a.strip() for a in row['alternate_names'].split(';') if a.strip())
        entries.append((key, rank, int(row['type_code'], 16), row['canonical_name'], alternates, const))
    with open(header, 'w', encoding='utf-8') as f:
        f.write('/* SPDX-License-Identifier: MIT\n * Generated from data/properties.tsv by tools/gen_properties.py. */\n')
        f.write('#ifndef OXCART_PROPERTIES_H\n#define OXCART_PROPERTIES_H\n\n')
        for key, _, typ, name, _, const in sorted(entries, key=lambda e: (e[5])):
            f.write('/**\n * %s:\n *\n * %s, type 0x%04X.\n */\n#define %s 0x%04xu\n' % (const, name, typ, const, key))
        f.write('\n#endif\n')
    with open(inc, 'w', encoding='utf-8') as f:
        f.write('/* Generated from data/properties.tsv by tools/gen_properties.py. */\n')
        f.write('static const struct { const char *name; OxGuid guid; } property_sets[] = {\n')
        for name, guid in SETS:
            f.write('    { "%s", { { %s } } },\n' % (name, guid_bytes(guid)))
        f.write('};\n\nstatic const struct { guint8 set; const char *string; } string_names[] = {\n')
        for index, string in names:
            f.write('    { %d, %s },\n' % (index, quote(string)))
        f.write('};\n\nstatic const OxPropertyRow property_rows[] = {\n')
        for key, _, typ, name, alternates, _ in sorted(entries, key=lambda e: e[:2]):
            f.write('    { 0x%xu, 0x%04x, "%s", %s },\n' % (key, typ, name, quote(alternates)))
        f.write('};\n')


if __name__ == '__main__':
    main()
