#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""judge_rtf.py RTF-TOOL SHARED [-v]: RTF bodies of real messages against the facts independent programs agree on.

Reads PidTagRtfCompressed out of each .msg with a reader of its own, so that nothing but the RTF code is judged:
encapsulated HTML and text against the expected HTML and body. Skips (77) without ../shared."""
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

# The share that must be right.
LEAST = {'html': 1.0, 'text': 1.0, 'native': 1.0}


# --- compound files, [MS-CFB]: enough for sound ones --------------------------------------------
class Cfb:
    def __init__(self, data):
        if data[:8] != b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1':
            raise ValueError('no compound file')
        self.data = data
        self.size = 1 << struct.unpack_from('<H', data, 30)[0]
        n_fat, first_dir = struct.unpack_from('<I', data, 44)[0], struct.unpack_from('<I', data, 48)[0]
        first_mini, first_difat = struct.unpack_from('<I', data, 60)[0], struct.unpack_from('<I', data, 68)[0]
        difat = list(struct.unpack_from('<109I', data, 76))
        while first_difat < 0xFFFFFFFA and len(difat) < 109 + n_fat + 1024:
            sector = struct.unpack('<%dI' % (self.size // 4), self.sector(first_difat))
            difat += sector[:-1]
            first_difat = sector[-1]
        self.fat = []
        for s in difat[:]:
            if s < 0xFFFFFFFA:
                raw = self.sector(s)
                self.fat += struct.unpack('<%dI' % (len(raw) // 4), raw)
        self.minifat = self.words(self.chain(first_mini))
        entries = self.chain(first_dir)
        self.entries = [self.entry(entries[i:i + 128]) for i in range(0, len(entries) - 127, 128)]
        self.mini = self.chain(self.entries[0][5])

    def sector(self, n):
        return self.data[(n + 1) * self.size:(n + 2) * self.size]

    @staticmethod
    def words(raw):
        return struct.unpack('<%dI' % (len(raw) // 4), raw[:len(raw) // 4 * 4])

    def chain(self, n):
        out, seen = [], set()
        while n < len(self.fat) and n not in seen:
            seen.add(n)
            out.append(self.sector(n))
            n = self.fat[n]
        return b''.join(out)

    @staticmethod
    def entry(raw):
        n, = struct.unpack_from('<H', raw, 64)
        name = raw[:max(n - 2, 0)].decode('utf-16-le', 'replace')
        left, right, child = struct.unpack_from('<III', raw, 68)
        return (name, raw[66], left, right, child, struct.unpack_from('<I', raw, 116)[0],
                struct.unpack_from('<I', raw, 120)[0])

    def children(self, index):
        out, todo, seen = {}, [self.entries[index][4]], set()
        while todo:
            i = todo.pop()
            if i >= len(self.entries) or i in seen:
                continue
            seen.add(i)
            out[self.entries[i][0]] = i
            todo += [self.entries[i][2], self.entries[i][3]]
        return out

    def stream(self, index):
        start, size = self.entries[index][5:7]
        if size >= 4096:
            return self.chain(start)[:size]
        out, seen = [], set()
        while start < len(self.minifat) and start not in seen:
            seen.add(start)
            out.append(self.mini[start * 64:start * 64 + 64])
            start = self.minifat[start]
        return b''.join(out)[:size]


def bodies(cfb, index, facts):
    """(facts, PidTagRtfCompressed) of a message and of those embedded in it"""
    children = cfb.children(index)
    name = '__substg1.0_10090102'
    yield facts.get('facts', {}), cfb.stream(children[name]) if name in children else None
    embedded = list(facts.get('embedded', []))
    for child in sorted(children, key=str.upper):
        if not re.match(r'(?i)__attach_version1\.0_#', child):
            continue
        inner = cfb.children(children[child])
        if '__substg1.0_3701000D' in inner and embedded:
            yield from bodies(cfb, inner['__substg1.0_3701000D'], embedded.pop(0))


# --- judging ---------------------------------------------------------------------------------------
def run(tool, what, data, tmp):
    path = os.path.join(tmp, 'in')
    with open(path, 'wb') as f:
        f.write(data)
    p = subprocess.run([tool, what, path], capture_output=True)
    return p.returncode, p.stdout, p.stderr.decode('utf-8', 'replace')


def scored(facts, name):
    fact = facts.get(name)
    if not fact or fact[1] not in 'AT':
        return None
    return fact[0]


def judge(norm, kind, got, facts):
    text = got.decode('utf-8')
    if kind == 'html':
        want = scored(facts, 'html')
        return None if want is None else norm.h16(norm.html_text(text)) in want
    want = scored(facts, 'body')
    return None if want is None else norm.h16(norm.squash(text)) in want or norm.squash(text) in [
        norm.squash(w) for w in want]


def companion(shared, facts, rtf):
    """whether X.rtf beside X.msg, its RTF as another program decompressed it, is the same; None where there is none"""
    path = os.path.join(shared, 'corpus', facts['file'][:-4] + '.rtf')
    if not os.path.exists(path):
        return None
    with open(path, 'rb') as f:
        # The file was checked out with one kind of line end or the other.
        return f.read().replace(b'\r\n', b'\n').rstrip(b'\0\n') == rtf.replace(b'\r\n', b'\n').rstrip(b'\0\n')


def main():
    tool, shared = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    verbose = '-v' in sys.argv
    expected = os.path.join(shared, 'expected', 'msg')
    if not os.path.isdir(expected):
        print('../shared is not there: skipped')
        sys.exit(77)
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.path.join(shared, 'check'))
    import norm
    score = {k: [0, 0, 0] for k in ('html', 'text', 'native')}  # right, judged, seen
    problems, diagnostics, failed, companions = [], {}, 0, 0
    with tempfile.TemporaryDirectory() as tmp:
        for folder, dirs, files in os.walk(expected):
            dirs.sort()
            for name in sorted(files):
                with open(os.path.join(folder, name), encoding='utf-8') as f:
                    facts = json.load(f)
                with open(os.path.join(shared, 'corpus', facts['file']), 'rb') as f:
                    data = f.read()
                try:
                    found = list(bodies(Cfb(data), 0, facts))
                except (ValueError, struct.error, IndexError) as e:
                    print('%s: not read here: %s' % (facts['file'], e))
                    continue
                for i, (own, compressed) in enumerate(found):
                    if not compressed:
                        continue
                    code, rtf, err = run(tool, 'decompress', compressed, tmp)
                    same = companion(shared, facts, rtf) if i == 0 else None
                    companions += same is True
                    if same is False:
                        failed += 1
                        problems.append('%s: decompresses otherwise than its .rtf' % facts['file'])
                    kind = run(tool, 'kind', rtf, tmp)[1].decode().strip() if code == 0 else 'none'
                    if kind not in score:
                        failed += 1
                        problems.append('%s #%d: %s %s' % (facts['file'], i, kind, err))
                        continue
                    code, got, err2 = run(tool, 'html' if kind == 'html' else 'text', rtf, tmp)
                    for line in (err + err2).splitlines():
                        word = line.split(':')[0]
                        diagnostics[word] = diagnostics.get(word, 0) + 1
                    score[kind][2] += 1
                    if code != 0:
                        failed += 1
                        problems.append('%s #%d: %s' % (facts['file'], i, err2))
                        continue
                    right = judge(norm, kind, got, own)
                    if right is not None:
                        score[kind][0] += right
                        score[kind][1] += 1
                    if right is False:
                        problems.append('%s #%d: %s differs' % (facts['file'], i, kind))
    for line in problems:
        print(line)
    for word in sorted(diagnostics):
        print('%5d %s' % (diagnostics[word], word))
    print('%d decompress to the file beside them' % companions)
    good = failed == 0
    for kind, (right, judged, seen) in score.items():
        print('%s: %d of %d right, of %d bodies' % (kind, right, judged, seen))
        good = good and right >= LEAST.get(kind, 0) * judged
    if verbose:
        print('%d failed' % failed)
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main()
