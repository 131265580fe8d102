#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""lint.py TOP : the rules of docs/conventions.md that a program can check."""
import os
import re
import sys

# The rooms from the ground up, docs/ARCHITECTURE.md: what each may include of ours.
ROOMS = {
    'base': set(),
    'model': {'base'},
    'cfb': {'base', 'model'},
    'msg': {'base', 'model', 'cfb'},
    'pst': {'base', 'model', 'cfb'},
    'tnef': {'base', 'model'},
    'fasttransfer': {'base', 'model'},
    'oab': {'base', 'model'},
    'convert': {'base', 'model'},
    'export': {'base', 'model', 'convert', 'msg', 'pst', 'tnef', 'fasttransfer', 'oab'},
}
# Libraries that only some rooms may see.
LIBRARIES = {
    'gsf/': {'cfb', 'tests', 'bench'},
    'gmime/': {'convert', 'export', 'include'},
    'libical/': {'convert', 'export', 'include'},
    'libxml/': {'convert', 'oab'},
    'mspack': {'oab', 'tests', 'bench'},
    'zlib.h': {'base', 'oab'},
    'unicode/': {'base', 'tests'},
    'iconv.h': {'base'},
    'uchardet': {'base'},
}
BANNED = [
    (r'\b(memcpy|memmove|mempcpy|bcopy)\s*\(', 'raw copy: read through OxSlice', {'base'}),
    (r'\bGU?INT(16|32|64)_(FROM|TO)_[LB]E\b', 'raw endian macro: read through OxSlice', {'base'}),
    (r'\b(le|be)(16|32|64)toh\s*\(', 'raw endian macro: read through OxSlice', {'base'}),
    (r'\b(ox_slice_data|g_bytes_get_data)\s*\([^;]*\)\s*\+(?!\+)', 'pointer arithmetic on file data', {'base'}),
    (r'\b(atoi|atol|strtol|strtoul|strtoll|strtoull|strtod|sscanf)\s*\(', 'locale or overflow: use g_ascii_', set()),
    (r'(?<!_)\b(sprintf|vsprintf|strcpy|strcat|gets|alloca)\s*\(', 'unbounded', set()),
    (r'\b(MIN|MAX|CLAMP|ABS)\s*\([^;]*\box_slice_(u\d+\w*|guid|take|copy)\s*\(',
     'a macro reads its arguments twice', set()),
    (r'\bgoto\b', 'goto', set()),
    (r'(?<![_\w])(malloc|calloc|realloc|free)\s*\(', 'GLib has its own', set()),
    (r'\b(g_print|g_printerr|printf|fprintf|puts|putchar|perror)\s*\(', 'the library never prints', {'cli'}),
    (r'\b(setlocale|g_log_set_\w+|g_set_print\w*)\s*\(', 'global state', {'cli'}),
    (r'\b(isalpha|isdigit|isalnum|isspace|toupper|tolower|strcasecmp|strncasecmp)\s*\((?!.*g_)', 'locale: use g_ascii_', set()),
    (r'\b(time|gettimeofday|clock_gettime|g_get_real_time|g_random_\w+|rand|getpid)\s*\(\)?', 'not deterministic', {'cli'}),
]
MOST_LINES, WARN_LINES, MOST_NESTING, MOST_FILE = 80, 50, 4, 900


def sources(top, folder, extensions):
    for d, dirs, files in os.walk(os.path.join(top, folder)):
        dirs.sort()
        for f in sorted(files):
            if f.endswith(extensions):
                yield os.path.relpath(os.path.join(d, f), top)


def strip(text):
    """code without comments and the insides of strings, lines kept"""
    def blank(m):
        s = m.group(0)
        return re.sub(r'[^\n]', ' ', s) if s.startswith('/') else s[0] + re.sub(r'[^\n]', '.', s[1:-1]) + s[-1]
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def room_of(path):
    parts = path.split('/')
    if parts[0] == 'src':
        return parts[1] if len(parts) > 2 else 'top'
    return parts[0]


def check_includes(path, text, out):
    room = room_of(path)
    for n, line in enumerate(text.splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if not m:
            continue
        kind, name = m.groups()
        first = name.split('/')[0]
        if kind == '"' and first in ROOMS and room in ROOMS and first != room and first not in ROOMS[room]:
            out.append('%s:%d: %s may not include %s' % (path, n, room, first))
        if room == 'cli' and kind == '"' and '/' in name:
            out.append('%s:%d: the command may include public headers only' % (path, n))
        for prefix, allowed in LIBRARIES.items():
            if name.startswith(prefix) and room not in allowed:
                out.append('%s:%d: %s may not include <%s>' % (path, n, room, name))


def check_banned(path, code, out):
    room = room_of(path)
    for n, line in enumerate(code.splitlines(), 1):
        for pattern, why, allowed in BANNED:
            if room not in allowed and re.search(pattern, line):
                # Copies within our own buffers, marked as such, are no file data.
                if 'raw copy' in why and path in ('src/convert/mime/encode.c',):
                    continue
                out.append('%s:%d: %s: %s' % (path, n, why, line.strip()[:60]))


def check_functions(path, code, out, warn):
    lines = code.splitlines()
    start = None
    for n, line in enumerate(lines, 1):
        if line == '{':
            start = n
        elif line == '}' and start:
            length = n - start - 1
            if length > MOST_LINES:
                out.append('%s:%d: a function of %d lines' % (path, start, length))
            elif length > WARN_LINES:
                warn.append('%s:%d: a function of %d lines' % (path, start, length))
            start = None
        elif start and re.match(r' {%d,}(if|for|while|switch|do)\b' % (4 * (MOST_NESTING + 1)), line):
            out.append('%s:%d: nested deeper than %d' % (path, n, MOST_NESTING))
    if len(lines) > MOST_FILE:
        out.append('%s: %d lines' % (path, len(lines)))


def check_file(top, path, out, warn):
    with open(os.path.join(top, path), encoding='utf-8') as f:
        text = f.read()
    if 'SPDX-License-Identifier: MIT' not in text[:200]:
        out.append('%s: no licence line' % path)
    code = strip(text)
    if path.startswith(('src/', 'include/')):
        # Include lines hold strings, which strip() empties.
        check_includes(path, text, out)
    if path.startswith('src/') and path.endswith('.c'):
        check_functions(path, code, out, warn)
    if path.startswith('src/'):
        check_banned(path, code, out)


def check_machine_paths(top, out):
    words = ['/' + 'work/', '/' + 'root/']
    for folder in ('.', ):
        for path in sources(top, folder, ('.c', '.h', '.py', '.sh', '.md', '.txt', '.cmake', '.json', '.1', '.recipe')):
            if path.startswith(('build/', 'fuzz/out', '.git/')):
                continue
            with open(os.path.join(top, path), encoding='utf-8', errors='replace') as f:
                for n, line in enumerate(f, 1):
                    if any(w in line for w in words):
                        out.append('%s:%d: names a path of one machine' % (path, n))


def check_unshared(top, out):
    """What a header of a room declares is used beyond the file that has it, and exists."""
    words, declared = {}, []
    for folder in ('src', 'tests', 'fuzz', 'bench'):
        for path in sources(top, folder, ('.c', '.h', '.inc')):
            with open(os.path.join(top, path), encoding='utf-8', errors='replace') as f:
                code = strip(f.read())
            names = set(re.findall(r'\box_\w+', code))
            if path.startswith('src/') and path.endswith('.h'):
                own = re.findall(r'^(?!static|typedef|#)\w[\w *]*?\b(ox_\w+) \([^;{]*\)[^;{]*;', code, re.M)
                declared += [(path, name) for name in own]
                # Inline functions and clean-up macros of the header itself use them too.
                names -= {name for name in own if len(re.findall(r'\b%s\b' % name, code)) == 1}
            for name in names:
                words.setdefault(name, []).append(path)
    for path, name in declared:
        users = words.get(name, [])
        if len(users) < 2:
            out.append('%s: %s () is %s' % (path, name, 'used by %s alone: static' % users[0] if users else 'nowhere'))


def main():
    top = sys.argv[1]
    out, warn = [], []
    for folder in ('src', 'include'):
        for path in sources(top, folder, ('.c', '.h')):
            if path.endswith('diag-codes.h') or not path.endswith('.inc'):
                check_file(top, path, out, warn)
    check_machine_paths(top, out)
    check_unshared(top, out)
    for line in warn:
        print('warning: ' + line)
    for line in out:
        print(line)
    print('%d errors, %d warnings' % (len(out), len(warn)))
    sys.exit(1 if out else 0)


if __name__ == '__main__':
    main()
