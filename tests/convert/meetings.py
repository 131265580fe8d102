#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""meetings.py OXCART CORPUS : what calendars say of meetings and tasks, read property by property.

Each sample is written as .ics and, where it is mail, as .eml; the calendar part of the mail must say the same, save for
attachments, which stand beside it, and carry the method in its header."""
import email
import email.policy
import os
import re
import subprocess
import sys

ADA, BRAM, CLEO = 'mailto:ada@example.org', 'mailto:bram@example.com', 'mailto:cleo@example.net'
FIEN = '"mailto:fien@example.org"'
BERLIN = {'TZID': 'Europe/Berlin'}
DATE = {'VALUE': 'DATE'}


def parse(text):
    """-> [(component, {name: [(parameters, value)]})] in order; what is within a component has its name before it"""
    out, stack = [], []
    for line in re.sub(r'\r\n[ \t]', '', text).split('\r\n'):
        if not line:
            continue
        head, value = re.match(r'((?:[^":]|"[^"]*")*):(.*)', line, re.S).groups()
        name, *rest = re.findall(r'(?:[^";]|"[^"]*")+', head)
        if name == 'BEGIN':
            stack.append((value, {}))
            out.append(('/'.join(c for c, _ in stack[1:]), stack[-1][1]))
        elif name == 'END':
            assert stack.pop()[0] == value
        else:
            stack[-1][1].setdefault(name, []).append((dict(p.split('=', 1) for p in rest), value))
    assert not stack
    return out


def one(name, value, **parameters):
    return name, [(parameters, value)]


def at(name, value, parameters=BERLIN):
    return name, [(parameters, value)]


def attendee(address, partstat, **more):
    """more: parameters beside CN and PARTSTAT"""
    return dict(more, PARTSTAT=partstat), address


def meeting(*more, uid='ploughing'):
    return [('UID', uid), at('DTSTART', '20260310T100000'), at('DTEND', '20260310T110000'), ('ORGANIZER', ADA), *more]


REQ, OPT = {'ROLE': 'REQ-PARTICIPANT'}, {'ROLE': 'OPT-PARTICIPANT'}
ASKED = dict(REQ, RSVP='TRUE')

# sample -> (method, component, expectations of the first component, of the second, ...)
# An expectation is a field and its values; None is a field that must not be there; UID, ORGANIZER and ATTENDEE are
# looked at as far as it says.
CASES = {
    'appointment': (None, 'VEVENT', [
        ('UID', 'dentist'), at('DTSTART', '20260328T233000'), at('DTEND', '20260329T040000'), one('CLASS', 'PRIVATE'),
        one('TRANSP', 'OPAQUE'), one('X-MICROSOFT-CDO-BUSYSTATUS', 'OOF'), one('CATEGORIES', r'Teeth,Away\, far'),
        one('PRIORITY', '1'), ('ORGANIZER', None), ('ATTENDEE', None), ('RRULE', None), ('TRIGGER', '-PT45M')]),
    'all-day': (None, 'VEVENT', [
        at('DTSTART', '20260328', DATE), at('DTEND', '20260330', DATE), one('TRANSP', 'TRANSPARENT'),
        one('X-MICROSOFT-CDO-ALLDAYEVENT', 'TRUE'), ('TRIGGER', '-PT1080M')]),
    'series': (None, 'VEVENT', meeting(
        one('RRULE', 'FREQ=WEEKLY;BYDAY=TU;COUNT=6'), at('EXDATE', '20260317T100000'), ('RECURRENCE-ID', None),
        one('DESCRIPTION', r'Boots.\n'),
        ('ATTENDEE', [attendee(BRAM, 'ACCEPTED', **REQ, **{'X-MS-OLK-RESPTIME': '20260302T070000Z'}),
                      attendee(CLEO, 'DECLINED', **OPT), attendee('mailto:dirk@example.net', 'TENTATIVE', **OPT),
                      attendee('mailto:tractor@example.org', 'NEEDS-ACTION', CUTYPE='RESOURCE', ROLE='NON-PARTICIPANT')]),
        ('ATTACH', None)), [
            ('UID', 'ploughing'), at('RECURRENCE-ID', '20260331T100000'), at('DTSTART', '20260401T140000'),
            at('DTEND', '20260401T153000'), one('SUMMARY', r'Ploughing\, on Wednesday'), ('RRULE', None), ('EXDATE', None),
            one('DESCRIPTION', r'Bring the long ropes.\n'), ('ATTENDEE', [attendee(BRAM, 'DECLINED', **REQ)]),
            one('ATTACH', 'Zm91cgo=', FMTTYPE='text/plain', ENCODING='BASE64', VALUE='BINARY', **{'X-FILENAME': 'ropes.txt'})]),
    'meeting-request': ('REQUEST', 'VEVENT', meeting(
        one('SEQUENCE', '0'), one('DESCRIPTION', r'Boots.\n'), one('X-MICROSOFT-DISALLOW-COUNTER', 'TRUE'),
        one('X-MICROSOFT-CDO-INTENDEDSTATUS', 'BUSY'), one('DTSTAMP', '20260301T084500Z'), ('TRIGGER', '-PT30M'),
        ('ATTENDEE', [attendee(BRAM, 'NEEDS-ACTION', **ASKED), attendee(CLEO, 'NEEDS-ACTION', **dict(OPT, RSVP='TRUE'))]))),
    'meeting-series': ('REQUEST', 'VEVENT', meeting(
        one('RRULE', 'FREQ=WEEKLY;BYDAY=TU;COUNT=6'), at('EXDATE', '20260317T100000'), ('SENT-BY', FIEN),
        ('ATTENDEE', [attendee(BRAM, 'NEEDS-ACTION', **ASKED)])), [
            at('RECURRENCE-ID', '20260331T100000'), at('DTSTART', '20260401T140000'), ('SENT-BY', FIEN), ('ORGANIZER', ADA)]),
    'meeting-update': ('REQUEST', 'VEVENT', [
        ('UID', 'ploughing'), at('RECURRENCE-ID', '20260324T100000'), at('DTSTART', '20260325T100000'), one('SEQUENCE', '2'),
        ('ORGANIZER', ADA), ('RRULE', None), ('ATTENDEE', [attendee(BRAM, 'NEEDS-ACTION', **ASKED)])]),
    'meeting-accept': ('REPLY', 'VEVENT', meeting(
        ('ATTENDEE', [attendee(BRAM, 'ACCEPTED')]), one('COMMENT', r'With pleasure\; and boots.\n'), ('DESCRIPTION', None),
        one('DTSTAMP', '20260302T065900Z'), ('SENT-BY', None))),
    'meeting-tentative': ('REPLY', 'VEVENT', meeting(
        at('RECURRENCE-ID', '20260324T100000'), one('SEQUENCE', '2'),
        ('ATTENDEE', [attendee(BRAM, 'TENTATIVE', **{'SENT-BY': FIEN})]))),
    'meeting-decline': ('REPLY', 'VEVENT', meeting(('ATTENDEE', [attendee(BRAM, 'DECLINED')]))),
    'meeting-counter': ('COUNTER', 'VEVENT', [
        ('UID', 'ploughing'), at('DTSTART', '20260310T140000'), at('DTEND', '20260310T153000'), ('ORGANIZER', ADA),
        one('X-MS-OLK-ORIGINALSTART', '20260310T090000Z'), one('X-MS-OLK-ORIGINALEND', '20260310T100000Z'),
        one('COMMENT', r'After lunch?\n'), ('ATTENDEE', [attendee(BRAM, 'TENTATIVE')])]),
    'meeting-answered': (None, 'VEVENT', meeting(
        ('ATTENDEE', [attendee(BRAM, 'ACCEPTED', **REQ, **{'X-MS-OLK-RESPTIME': '20260302T073000Z'}),
                      attendee(CLEO, 'NEEDS-ACTION', **OPT)]), one('X-OXCART-RESPONSE', 'ACCEPTED'),
        one('X-MS-OLK-SENDER', 'invalid:nomail', CN='"Ada\'s office"'), ('SENT-BY', None),
        one('ATTACH', 'data:,', FMTTYPE='text/plain', **{'X-FILENAME': 'empty.txt'}))),
    'meeting-cancel': ('CANCEL', 'VEVENT', meeting(
        one('STATUS', 'CANCELLED'), one('SEQUENCE', '3'), one('TRANSP', 'TRANSPARENT'),
        ('ATTENDEE', [attendee(BRAM, 'NEEDS-ACTION', **REQ)]))),
    'meeting-forward': (None, 'VEVENT', meeting(
        ('ATTENDEE', [attendee(CLEO, 'NEEDS-ACTION'), attendee('invalid:nomail', 'NEEDS-ACTION')]),
        ('X-OXCART-FORWARDED-TO', None))),
    'meeting-instance': ('REQUEST', 'VEVENT', meeting(
        at('RECURRENCE-ID', '20260309T093000'), one('RESOURCES', r'Barn 2,Projector\, large'))),
    'series-quiet': (None, 'VEVENT', [('UID', 'ploughing'), ('TRIGGER', None)], [at('RECURRENCE-ID', '20260331T100000'), ('TRIGGER', None)]),
    'appointment-old': (None, 'VEVENT', [
        ('UID', 'standup'), at('DTSTART', '20000703T090000', {'TZID': '"Custom 0e856240"'}), ('RRULE', None)]),
    'meeting-full': (None, 'VEVENT', meeting(
        one('SUMMARY', 'Ploughing', LANGUAGE='nl-NL'),
        one('LOCATION', r'Barn\; left\, at the back', ALTREP='"https://herd.example/barn"'), ('SENT-BY', FIEN), one('X-MS-OLK-SENDER', 'mailto:fien@example.org', CN='Fien'),
        one('COLOR', 'teal'), one('X-MICROSOFT-ISDRAFT', 'TRUE'), one('X-OXCART-COMPANIES', r'Herd & Sons,Bull\, Ltd'),
        ('X-OXCART-RESPONSE', None), one('X-OXCART-OLD-START', '20260309T090000Z'), one('X-OXCART-CHANGES', '9'),
        one('X-OXCART-OLD-LOCATION', r'Shed\; right'), one('X-OXCART-REPLY-NAME', 'Fien'), one('X-OXCART-MEETING-TYPE', '65536'),
        ('ATTENDEE', [attendee(BRAM, 'TENTATIVE', **REQ, **{
            'X-MS-OLK-RESPTIME': '20260302T070000Z', 'X-OXCART-PROPOSED-START': '20260310T130000Z',
            'X-OXCART-PROPOSED-END': '20260310T140000Z'}),
                      attendee('invalid:nomail', 'ACCEPTED', **REQ), attendee('invalid:nomail', 'DECLINED', **REQ),
                      attendee('invalid:nomail', 'NEEDS-ACTION', **OPT),
                      attendee('mailto:gijs@example.net', 'NEEDS-ACTION'), attendee('invalid:nomail', 'NEEDS-ACTION')]),
        ('X-OXCART-FIELD-DEFINITION', [
            ({'X-NAME': 'Acres'}, 'number'), ({'X-NAME': 'Price'}, 'currency'), ({'X-NAME': 'Sown'}, 'date'),
            ({'X-NAME': 'Crop'}, 'text'), ({'X-NAME': 'Total', 'X-FORMULA': '"[Acres] * [Price]"'}, 'formula')]),
        ('X-OXCART-FIELD', [
            ({'X-NAME': 'Acres', 'X-TYPE': 'PtypFloating64'}, '1.5'), ({'X-NAME': 'Price', 'X-TYPE': 'PtypCurrency'}, '12.9500'),
            ({'X-NAME': 'Sown', 'X-TYPE': 'PtypTime'}, '2026-04-01T12:00:00Z'),
            ({'X-NAME': 'Crop'}, r'Barley\, 2-row\nEND:VEVENT')]),
        one('X-OXCART-FORWARDED-TO', 'AQAAAAEAAAD//w==', ENCODING='BASE64', VALUE='BINARY'), ('X-OXCART-UNSENDABLE', None),
        one('X-OXCART-INBOUND', 'QkVHSU46VkNBTEVOREFSDQpWRVJTSU9OOjIuMA0KRU5EOlZDQUxFTkRBUg0K', ENCODING='BASE64', VALUE='BINARY'),
        one('X-OXCART-INBOUND-ALONE', 'TRUE'),
        one('ATTACH', 'iVBORw0KGgo=', FMTTYPE='image/png', ENCODING='BASE64', VALUE='BINARY',
            **{'X-FILENAME': 'boots.png', 'X-CONTENT-ID': '"boots@herd"'}))),
    'task': (None, 'VTODO', [
        one('UID', '00112233445566778899AABBCCDDEEFF'), one('RRULE', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO'),
        at('DTSTART', '20260302', DATE), at('DUE', '20260303', DATE), one('PERCENT-COMPLETE', '51'),
        one('X-MICROSOFT-TASKSTATUS', '3'), ('TRIGGER', '20260302T080000Z'), ('ORGANIZER', None)]),
    'task-request': ('REQUEST', 'VTODO', [
        one('UID', '0F0E0D0C0B0A09080706050403020100'), at('DUE', '20260320', DATE), ('ORGANIZER', ADA),
        one('DESCRIPTION', r'The long field.\n'), ('ATTENDEE', [attendee(BRAM, 'NEEDS-ACTION')])]),
    'task-accept': ('REPLY', 'VTODO', [
        one('UID', '0F0E0D0C0B0A09080706050403020100'), ('ORGANIZER', ADA), one('STATUS', 'IN-PROCESS'),
        ('ATTENDEE', [attendee(BRAM, 'ACCEPTED')]), one('SEQUENCE', '2')]),
    'task-decline': ('REPLY', 'VTODO', [
        ('ORGANIZER', ADA), one('STATUS', 'NEEDS-ACTION'), ('ATTENDEE', [attendee(BRAM, 'DECLINED')])]),
    'task-update': ('REPLY', 'VTODO', [
        ('ORGANIZER', ADA), one('STATUS', 'COMPLETED'), one('PERCENT-COMPLETE', '100'),
        ('ATTENDEE', [attendee(BRAM, 'COMPLETED')])]),
    'journal': (None, 'VJOURNAL', [('DTEND', None)]),
    'note': (None, 'VJOURNAL', [one('STATUS', 'FINAL')]),
    'freebusy': ('PUBLISH', 'VFREEBUSY', []),
}


def look(fields, alarm, name, wanted):
    """what stands there, in the form that the expectation has"""
    found = fields.get(name)
    if name == 'UID' and isinstance(wanted, str):
        return bytes.fromhex(found[0][1])[40:].decode('ascii').rstrip('.')
    if name == 'TRIGGER':
        return alarm and alarm[name][0][1]
    if name == 'SENT-BY':
        return fields['ORGANIZER'][0][0].get(name)
    if name == 'ORGANIZER' and found:
        return found[0][1]
    if name == 'ATTENDEE' and found:
        return [({k: v for k, v in p.items() if k != 'CN'}, v) for p, v in found]
    return found


def check(name, text, faults, without=()):
    method, kind, *expected = CASES[name]
    parts = parse(text)
    said = dict(parts[0][1])
    if said.get('METHOD', [({}, None)])[0][1] != method:
        faults.append('%s: method %s' % (name, said.get('METHOD')))
    found = [i for i, (c, _) in enumerate(parts) if c == kind]
    if len(found) != len(expected):
        faults.append('%s: %d components' % (name, len(found)))
        return
    zones = [fields['TZID'][0][1] for c, fields in parts if c == 'VTIMEZONE']
    if len(set(zones)) != len(zones):
        faults.append('%s: a zone stands twice' % name)
    for i, expectations in zip(found, expected):
        alarm = parts[i + 1][1] if i + 1 < len(parts) and parts[i + 1][0] == kind + '/VALARM' else None
        for field, wanted in expectations:
            got = look(parts[i][1], alarm, field, wanted)
            if got != (None if field in without else wanted):
                faults.append('%s: %s is %s, not %s' % (name, field, got, wanted))
        for parameters in (p for values in parts[i][1].values() for p, _ in values):
            if 'TZID' in parameters and parameters['TZID'].strip('"') not in zones:
                faults.append('%s: no VTIMEZONE %s' % (name, parameters['TZID']))


def calendar_part(name, data, faults):
    """the calendar of a mail: the first that stands in it"""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() != 'text/calendar':
            continue
        method = CASES[name][0]
        if part['Content-Type'].params.get('method') != method:
            faults.append('%s: the part is of method %s' % (name, part['Content-Type'].params.get('method')))
        return part.get_payload(decode=True).decode()
    return None


def main():
    oxcart, corpus = sys.argv[1:]
    faults, n_mail = [], 0

    def run(name, form):
        path = os.path.join(corpus, 'good-%s.msg' % name)
        return subprocess.run([oxcart, 'convert', '-q', '--to', form, path], capture_output=True, check=False).stdout
    for name in CASES:
        check(name, run(name, 'ics').decode(), faults)
        part = calendar_part(name, run(name, 'eml'), faults)
        if part is not None:
            check(name, part, faults, without=('ATTACH',))
            n_mail += 1
        elif CASES[name][1] in ('VEVENT', 'VTODO'):
            faults.append('%s: no calendar in the mail' % name)
    print('\n'.join(faults))
    print('%d samples, %d of them as mail, %d faults' % (len(CASES), n_mail, len(faults)))
    return 1 if faults or n_mail < 15 else 0


if __name__ == '__main__':
    sys.exit(main())
