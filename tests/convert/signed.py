#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""signed.py OXCART CORPUS SHARED : signed entities keep their bytes, and so their signatures.

Of each clear-signed message: the signed part has the same SHA-256 in the output as in the attachment it is
stored in, all that follows the header is byte for byte the same, and where openssl verifies the stored
entity it verifies the output."""
import hashlib
import os
import re
import subprocess
import sys
import tempfile


def split(data):
    """header and body of an entity, and the parts between its boundaries"""
    gap = re.search(rb'\r?\n\r?\n', data)
    head, body = data[:gap.start()], data[gap.end():]
    unfolded = re.sub(rb'\r?\n[ \t]', b' ', head)
    boundary = re.search(rb'(?im)^content-type:.*boundary="?([^";\r\n]+)', unfolded)
    if not boundary:
        return head, body, []
    mark = re.escape(b'--' + boundary.group(1).strip())
    return head, body, re.split(rb'(?:^|\r?\n)' + mark + rb'(?:--)?[ \t]*\r?\n', body)


def verifies(data, folder):
    path = os.path.join(folder, 'entity')
    open(path, 'wb').write(data)
    return subprocess.run(['openssl', 'cms', '-verify', '-noverify', '-in', path, '-out', os.devnull],
                          capture_output=True).returncode == 0


def check(oxcart, source, folder):
    """faults, and whether openssl had a say; None where the message is not clear-signed"""
    out = subprocess.run([oxcart, 'convert', '-q', '--to', 'eml', source], capture_output=True).stdout
    if not out:
        return None
    head, body, parts = split(out)
    if not re.search(rb'(?im)^content-type:\s*multipart/signed', head):
        return None
    stored = subprocess.run([oxcart, 'cat', source, '0'], capture_output=True).stdout
    _, stored_body, stored_parts = split(stored)
    faults = []
    if body != stored_body:
        faults.append('the body is not that of the stored entity')
    if len(parts) < 3 or hashlib.sha256(parts[1]).digest() != hashlib.sha256(stored_parts[1]).digest():
        faults.append('the signed part has another SHA-256')
    before = verifies(stored, folder)
    if before and not verifies(out, folder):
        faults.append('openssl verifies the stored entity, but not the output')
    return faults, before


def main():
    oxcart, corpus, shared = sys.argv[1:]
    files = sorted(os.path.join(d, n) for top in (corpus, os.path.join(shared, 'corpus/msg'))
                   for d, _, names in os.walk(top) for n in names if n.endswith('.msg'))
    n_signed = n_verified = n_bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in files:
            result = check(oxcart, source, folder)
            if result is None:
                continue
            faults, verified = result
            n_signed += 1
            n_verified += verified
            n_bad += bool(faults)
            for fault in faults:
                print(f'{source}: {fault}')
    print(f'{n_signed} clear-signed messages, {n_verified} verified by openssl, {n_bad} with faults')
    return 1 if n_bad or not n_signed or not n_verified else 0


if __name__ == '__main__':
    sys.exit(main())
