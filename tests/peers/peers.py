#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""peers.py BUILD: our output beside that of other programs, as black boxes, over the real files of ../shared and our own.

For each message that a peer can read: the same subject, and every attachment by value of the peer is in our
output, byte for byte. Peers may be wrong; what differs is listed, and the exit status tells only of
attachments that are missing."""
import email
import email.policy
import hashlib
import json
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'bench'))
import bench  # noqa: E402

READER = r"""
const fs = require('fs'), crypto = require('crypto');
const MsgReader = require(process.env.PEER_MODULES + '/@kenjiuno/msgreader').default;
for (const path of process.argv.slice(2)) {
  const out = { path };
  try {
    const reader = new MsgReader(fs.readFileSync(path)), data = reader.getFileData();
    out.subject = data.subject || '';
    out.attachments = [];
    for (const a of data.attachments || []) {
      if (a.innerMsgContent) continue;
      const content = reader.getAttachment(a).content;
      out.attachments.push(crypto.createHash('sha256').update(content).digest('hex'));
    }
  } catch (e) { out.error = String(e); }
  console.log(JSON.stringify(out));
}
"""


def ours(oxcart, path):
    p = subprocess.run([oxcart, 'convert', '-q', '--to', 'eml', path], capture_output=True)
    if not p.stdout:
        return None
    message = email.message_from_bytes(p.stdout, policy=email.policy.default)
    # A signed entity is copied whole: the file the peer lists is the entity itself.
    if message.get_content_type() == 'multipart/signed':
        return str(message['Subject'] or ''), None
    hashes = set()
    for part in message.walk():
        if not part.is_multipart():
            hashes.add(hashlib.sha256(part.get_payload(decode=True) or b'').hexdigest())
    return str(message['Subject'] or ''), hashes


def squash(text):
    return ''.join((text or '').replace('\0', '').split())


def main():
    build = os.path.abspath(sys.argv[1])
    files = bench.messages()
    env = dict(os.environ, PEER_MODULES=bench.peer_modules(build))
    with tempfile.NamedTemporaryFile('w', suffix='.cjs') as script:
        script.write(READER)
        script.flush()
        lines = subprocess.run(['node', script.name] + files, env=env, capture_output=True, text=True).stdout.splitlines()
    passed = missing = subjects = unread = 0
    for row in map(json.loads, lines):
        mine = ours(os.path.join(build, 'oxcart'), row['path'])
        name = os.path.relpath(row['path'], TOP)
        if 'error' in row or mine is None:
            unread += 1
            continue
        if squash(mine[0]) != squash(row['subject']):
            subjects += 1
            print('subject differs: %s' % name)
        lost = [h for h in row['attachments'] if mine[1] is not None and h not in mine[1]]
        if lost:
            missing += 1
            print('%d attachments of the peer are not in ours: %s' % (len(lost), name))
        else:
            passed += 1
    print('msgreader: %d files read by both, %d subjects differ, %d files lack an attachment, %d not read by one'
          % (passed + missing, subjects, missing, unread))
    print('%d passed, %d failed' % (passed, missing))
    sys.exit(1 if missing or not passed else 0)


if __name__ == '__main__':
    main()
