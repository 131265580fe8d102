#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""strict.py OXCART CORPUS SHARED : every output as a strict reader sees it.

Converts all samples (and the real messages, where they are there) and asserts of each output that
  - Python's email package parses it under its strict policy without a defect, to its last part;
  - it has CRLF line ends only, no NUL, lines of at most 998 characters, 7-bit bytes;
  - there is From, Date, Message-ID and MIME-Version, each once.
Signed entities are spliced as they were stored: for those the bytes of the entity may be anything,
and their list is part of this test."""
import email
import email.policy
import hashlib
import os
import subprocess
import sys
import tempfile

ONCE = ('From', 'Date', 'Message-ID', 'MIME-Version', 'Subject', 'To', 'Cc', 'Reply-To', 'In-Reply-To', 'References')


def check_bytes(name, data, end):
    """of the bytes before `end`"""
    faults = []
    head = data[:end]
    if b'\0' in head:
        faults.append('NUL')
    if head.replace(b'\r\n', b'').count(b'\n') or head.replace(b'\r\n', b'').count(b'\r'):
        faults.append('a line end that is not CRLF')
    if max((len(line) for line in head.split(b'\r\n')), default=0) > 998:
        faults.append('a line of more than 998')
    if any(b >= 0x80 for b in head):
        faults.append('8-bit')
    return faults


def walk_headers(message):
    """Touches each header: the strict policy parses a value when it is asked for."""
    for part in message.walk():
        for name in part.keys():
            value = part[name]
            for defect in getattr(value, 'defects', ()):
                yield '%s: %r' % (name, defect)
        for defect in part.defects:
            yield repr(defect)
        if not part.is_multipart() and part.get_content_maintype() != 'message':
            part.get_payload(decode=True)
        for defect in part.defects:
            yield repr(defect)


def check(name, data):
    faults = []
    try:
        message = email.message_from_bytes(data, policy=email.policy.strict)
        faults += list(walk_headers(message))
    except Exception as fault:  # under this policy defects are raised
        return ['%s: %s' % (type(fault).__name__, fault)]
    for header in ONCE:
        n = len(message.get_all(header, []))
        if n > 1 or (n == 0 and header in ONCE[:4]):
            faults.append('%s stands %d times' % (header, n))
    end = len(data)
    if message.get_content_type() == 'multipart/signed':
        end = data.find(b'\r\n\r\n')
    return faults + check_bytes(name, data, end)


def messages(folder):
    for path, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name.lower().endswith(('.msg', '.oft')):
                yield os.path.join(path, name)


def main():
    oxcart, corpus, shared = sys.argv[1:]
    files = list(messages(corpus)) + list(messages(os.path.join(shared, 'corpus', 'msg')))
    n_bad = n_checked = 0
    with tempfile.TemporaryDirectory() as out:
        for source in files:
            result = subprocess.run([oxcart, 'convert', '-q', '--to', 'eml', source, '-o', '-'], capture_output=True)
            if result.returncode not in (0, 2):
                continue
            n_checked += 1
            for fault in check(source, result.stdout):
                n_bad += 1
                print('%s: %s' % (source, fault))
    print('%d outputs, %d faults' % (n_checked, n_bad))
    if n_checked < 40:
        sys.exit('too few outputs')
    sys.exit(1 if n_bad else 0)


if __name__ == '__main__':
    main()
