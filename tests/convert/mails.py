#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mails.py OXCART CORPUS SHARED: mails read, [MS-OXCMAIL] 2.2, beside Python's email package.

  - mails made here: the properties that must come out;
  - each sample of the corpus as mail, read and written again: the same fields and the same parts;
  - the real mails of ../shared, where they are there: every part that Python finds comes out again, byte for byte
    (text: character for character), but for what is listed here with its reason."""
import collections
import email
import email.policy
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

OXCART, CORPUS, SHARED = sys.argv[1], sys.argv[2], sys.argv[3]
ENV = dict(os.environ, G_DEBUG='fatal-criticals', ASAN_OPTIONS='allocator_may_return_null=1', UBSAN_OPTIONS='halt_on_error=1')
FIELDS = ('Subject', 'From', 'Sender', 'To', 'Cc', 'Bcc', 'Reply-To', 'Date', 'Message-ID', 'In-Reply-To', 'References',
          'Importance', 'Sensitivity', 'Thread-Topic', 'Thread-Index', 'Keywords')

# What of a report, and of calendars and objects, makes parts of a kind that is a plain attachment once it is read.
OTHER_KINDS = ('message/', 'application/octet-stream')
# Real mails of which a part does not come out as Python has it.
KNOWN = {
    'legacy/016.eml': 'BinHex: the file inside comes out, not its coding',
    'partial/message-partial': 'a piece of a message is kept as it is, not read as a message',
    'thirdparty/003.eml': 'Python does not undo an encoding whose name is followed by blanks',
    'thirdparty/009.eml': 'a piece of a message is kept as it is',
    'thirdparty/015.eml': 'Python takes multiparts without a boundary for parts',
    'zcp-11699': 'NULs within text are dropped, and said',
    'zcp-11713.eml': 'bytes that ISO-2022-JP does not define: Python drops the charset',
    'iconvonly01.eml': 'charset=437, which Python does not know',
    'TestWithAttachmentsAndInlines.eml': 'Python does not undo base64 of a message/rfc822',
    'disposition-notification': 'Python reads the fields of the report as a message',
    'delivery-status': 'Python reads the fields of the report as messages',
    'legacy/033.eml': 'Python takes a charset with raw bytes in the name of the part',
    'legacy/052.eml': 'Python takes a charset with raw bytes in the name of the part',
    'UTF-8_Test.eml': 'fields broken over lines without a fold end the header for Python',
}


class Wrong(Exception):
    pass


def run(*args, **kw):
    p = subprocess.run([OXCART, *args], env=ENV, capture_output=True, timeout=120, **kw)
    said = p.stderr.decode('utf-8', 'replace')
    if p.returncode < 0 or 'Sanitizer' in said or 'runtime error' in said:
        raise Wrong('status %d: %s' % (p.returncode, said[-1500:]))
    return p


def to_mail(data):
    p = run('convert', '-q', '--to', 'eml', '-', input=data)
    if p.returncode not in (0, 2):
        raise Wrong('status %d: %s' % (p.returncode, p.stderr.decode('utf-8', 'replace')))
    return p.stdout


def to_json(data):
    p = run('convert', '-q', '--to', 'json', '-', input=data)
    return json.loads(p.stdout)['message']


def bag(thing):
    return {p['name']: p.get('value') for p in thing['properties']}


def content(part):
    data = part.get_payload(decode=True) or b''
    if part.get_content_maintype() != 'text':
        return data
    try:
        data = data.decode(part.get_content_charset('utf-8')).encode()
    except (LookupError, UnicodeDecodeError):
        pass
    return b' '.join(data.split())


def parts(message):
    return collections.Counter((hashlib.sha256(content(p)).hexdigest(), p.get_content_type()) for p in message.walk()
                               if not p.is_multipart())


def parse(data):
    return email.message_from_bytes(data, policy=email.policy.default)


# --- mails made here ---------------------------------------------------------------------------------------------------

def made(text, expected, recipients=None, attachments=None):
    message = to_json(text.encode('utf-8', 'surrogateescape'))
    props = bag(message)
    for name, value in expected.items():
        if props.get(name) != value:
            raise Wrong('%s is %r, not %r, in\n%s' % (name, props.get(name), value, text))
    if recipients is not None:
        got = [(bag(r).get('PidTagRecipientType'), bag(r).get('PidTagDisplayName'), bag(r).get('PidTagEmailAddress'))
               for r in message['recipients']]
        if got != recipients:
            raise Wrong('recipients %r, not %r' % (got, recipients))
    if attachments is not None:
        got = [(bag(a).get('PidTagAttachLongFilename'), bag(a).get('PidTagAttachMimeTag')) for a in message['attachments']]
        if got != attachments:
            raise Wrong('attachments %r, not %r' % (got, attachments))


def cases():
    made('From: Ada <ada@example.com>\nSubject: Re: =?utf-8?Q?gr=C3=BCn?=\nDate: Tue, 3 Mar 2026 10:00:00 +0100\n\nHi\n',
         {'PidTagSubject': 'Re: grün', 'PidTagSubjectPrefix': 'Re: ', 'PidTagNormalizedSubject': 'grün',
          'PidTagConversationTopic': 'grün', 'PidTagClientSubmitTime': '2026-03-03T09:00:00Z', 'PidTagBody': 'Hi\n',
          'PidTagSentRepresentingName': 'Ada', 'PidTagSenderEmailAddress': 'ada@example.com',
          'PidTagMessageClass': 'IPM.Note'}, [], [])
    # People as programs write them.
    made('From: a@example.com\nTo: "Doe, Jane" <jane@example.com>; Bo bo@example.com, list: c@example.com,\n'
         ' <@route.example:d@example.com>;, e@example.com (Eve), M\u00fcller <m@example.com>\n'
         'Cc: undisclosed-recipients:;\nBcc: "a \\"b\\"" <x@example.com>\n\n',
         {'PidTagDisplayCc': 'undisclosed-recipients'},
         [(1, 'Doe, Jane', 'jane@example.com'), (1, 'Bo', 'bo@example.com'), (1, 'c@example.com', 'c@example.com'),
          (1, 'd@example.com', 'd@example.com'), (1, 'Eve', 'e@example.com'), (1, 'Müller', 'm@example.com'),
          (2, 'undisclosed-recipients', None), (3, 'a "b"', 'x@example.com')])
    made('From: a@example.com\nTo: Eve < eve @ example . com >, Q <"a >b"@example.com>, Notes <Carl Carter/NA@Enron>, "x \\" y"@example.com\n'
         'Cc: <"z@example.com>, b@example.com\n\n', {},
         [(1, 'Eve', 'eve@example.com'), (1, 'Q', '"a >b"@example.com'), (1, 'Notes', 'Carl Carter/NA@Enron'),
          (1, '"x \\" y"@example.com', '"x \\" y"@example.com'), (2, '"z@example.com', '"z@example.com'), (2, 'b@example.com', 'b@example.com')])
    made('From: a@example.com\nSubject: s\nReply-To: "B, C" <b@example.com>, d@example.com\n\n',
         {'PidTagReplyRecipientNames': 'B, C; d@example.com'})
    text = 'From: a@example.com\nSubject: s\nDate: Tue, 3 Mar 2026 10:00:00 +0000\nReply-To: "B, C" <b@example.com>, d@example.com\n\n'
    mail = parse(run('convert', '-q', '--headers=properties', '--to', 'eml', '-', input=text.encode()).stdout)
    if [a.addr_spec for a in mail['Reply-To'].addresses] != ['b@example.com', 'd@example.com']:
        raise Wrong('Reply-To from the properties is %r' % mail['Reply-To'])
    # Fields of which one decides; a line of an mbox before them; line ends of an old Macintosh.
    made('From x Tue Mar  3\nFrom: a@example.com\nX-Priority: 1 (Highest)\nImportance: low\nSensitivity: Private\n\n',
         {'PidTagImportance': 0, 'PidTagSensitivity': 2})
    made('From: a@example.com\rX-Priority: 1 (Highest)\rSubject: three\r\rtext\r', {'PidTagImportance': 2, 'PidTagSubject': 'three'})
    # A byte that no charset explains; what calls itself ASCII.
    made('From: a@example.com\nSubject: gr\udcfcn\nContent-Type: text/plain; charset=iso-8859-1\n\ngr\udcfcn',
         {'PidTagSubject': 'grün', 'PidTagBody': 'grün'})
    made('From: a@example.com\nSubject: x\nContent-Type: text/plain; charset=us-ascii\n\ngr\udcfcn', {'PidTagBody': 'grün'})
    # Bodies and attachments.
    made('From: a@example.com\nContent-Type: multipart/mixed; boundary="b"\nSubject: s\n\npreamble\n--b\n'
         'Content-Type: multipart/alternative; boundary=c\n\n--c\n\nplain\n--c\nContent-Type: text/html\n\n<p>html\n--c--\n--b\n'
         'Content-Type: text/plain\n\nmore\n--b\nContent-Type: image/png; name*0*=utf-8\'\'%C3%BC; name*1=.png\n\n'
         'x\n--b\nContent-Type: message/rfc822\n\nSubject: inner\nFrom: b@example.com\n\nin\n--b--\nepilogue\n',
         {'PidTagBody': 'plain', 'PidTagNativeBody': 3}, [],
         [('ATT00001.txt', 'text/plain'), ('ü.png', 'image/png'), ('ATT00002.eml', 'message/rfc822')])
    # An end that is missing, and a boundary that begins like the outer one.
    made('From: a@example.com\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--bb\nstill one\n--b\n'
         'Content-Type: application/x-y\n\ntwo', {'PidTagBody': 'one\n--bb\nstill one'}, [], [('ATT00001', 'application/x-y')])


# --- of bad will ---------------------------------------------------------------------------------------------------------

def hostile():
    head = b'From: a@example.com\nSubject: s\n'
    deep = head + b''.join(b'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' % (i, i) for i in range(20000)) + b'\nx'
    nested = head + b'Content-Type: message/rfc822\n\n' * 5000 + b'Subject: in\n\nx'
    many = head + b'Content-Type: multipart/mixed; boundary=b\n\n' + b'--b\n\nx\n' * 200000 + b'--b--\n'
    wide = head + b'To: ' + b'"' * 3000001 + b'\n\nx'
    comment = head + b'To: ' + b'(' * 900000 + b' a@example.com\n\nx'
    long_line = head + b'X-A: ' + b'a' * 30000000 + b'\n\nx'
    returns = head + b'\n' + b'\r' * 4000000
    fields = head + b''.join(b'X-%d: y\n' % i for i in range(200000)) + b'\nx'
    words = head + b'To: ' + b'=?utf-8?Q?a?= ' * 60000 + b'\n\nx'
    shown = (head + b'Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n' + b'<p>cid: text ' * 1000000
             + b''.join(b'\n--b\nContent-Type: image/png\nContent-ID: <i%d>\n\nx' % i for i in range(9000)) + b'\n--b--\n')
    for name, data in (('deep', deep), ('shown', shown), ('nested', nested), ('many', many), ('wide', wide), ('comment', comment),
                       ('long line', long_line), ('returns', returns), ('fields', fields), ('words', words)):
        start = time.monotonic()
        with tempfile.NamedTemporaryFile(suffix='.eml') as f:
            f.write(data)
            f.flush()
            p = run('convert', '-q', '--to', 'eml', f.name, '-o', '/dev/null')
        if p.returncode not in (0, 2):
            raise Wrong('%s: status %d: %s' % (name, p.returncode, p.stderr[-500:]))
        print('%s: %.1f MB in %.2f s' % (name, len(data) / 1e6, time.monotonic() - start))


# --- mails that were written by us, and real ones ---------------------------------------------------------------------------

def round_trips():
    n = 0
    for name in sorted(os.listdir(CORPUS)):
        if not name.endswith('.msg') or not name.startswith('good-'):
            continue
        first = run('convert', '-q', '--to', 'eml', os.path.join(CORPUS, name)).stdout
        second = to_mail(first)
        a, b = parse(first), parse(second)
        for field in FIELDS:
            if field == 'Thread-Topic' and a[field] is None:
                continue  # made of the subject, 2.2.3.2.10
            if str(a[field]).split() != str(b[field]).split():
                raise Wrong('%s: %s: %r became %r' % (name, field, a[field], b[field]))
        missing = [p for p in (parts(a) - parts(b)) if not p[1].startswith(OTHER_KINDS)]
        kinds = {p[0] for p in parts(b)}
        if [p for p in missing if p[0] not in kinds] and a.get_content_type() != 'multipart/report':
            raise Wrong('%s: parts are gone: %r' % (name, missing))
        n += 1
    print('%d samples read again' % n)
    return n


def real():
    n, odd, refused = 0, 0, 0
    for d, dirs, files in os.walk(os.path.join(SHARED, 'corpus', 'eml')):
        dirs.sort()
        for name in sorted(files):
            path = os.path.join(d, name)
            if not name.endswith('.eml'):
                continue
            with open(path, 'rb') as f:
                data = f.read()
            p = run('convert', '-q', '--to', 'eml', path)
            if p.returncode == 4:
                refused += 1
                continue
            if 'malformed' in d or '/rfc' in d:
                n += 1  # what Python makes of these is no measure
                continue
            a, b = parse(data), parse(p.stdout)
            gone = parts(a) - parts(b)
            if gone and not any(k in path for k in KNOWN):
                raise Wrong('%s: parts are gone: %r' % (path, gone))
            n += 1
            odd += bool(gone)
    print('%d real mails read, %d of them as listed, %d are none' % (n, odd, refused))
    return n


def main():
    try:
        cases()
        hostile()
        if round_trips() < 20:
            raise Wrong('there are hardly any samples')
        if os.path.isdir(os.path.join(SHARED, 'corpus', 'eml')) and real() < 140:
            raise Wrong('hardly any real mail was read')
    except Wrong as e:
        sys.exit('FAILED %s' % e)


if __name__ == '__main__':
    main()
