#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_lint.py LINT TOP : each rule goes red when it is broken, and the tree itself is clean."""
import os
import subprocess
import sys
import tempfile

LICENCE = '/* SPDX-License-Identifier: MIT */\n'
BODY = LICENCE + 'int f (void);\nint\nf (void)\n{\n%s\n}\n'
CASES = [
    ('an include that climbs', 'src/base/x.c', LICENCE + '#include "model/message.h"\n', 'may not include model'),
    ('a reader that includes another', 'src/msg/x.c', LICENCE + '#include "pst/reader.h"\n', 'may not include pst'),
    ('a reader that includes convert', 'src/msg/x.c', LICENCE + '#include "convert/mime/header.h"\n', 'may not include convert'),
    ('the command looking inside', 'src/cli/x.c', LICENCE + '#include "base/slice.h"\n', 'public headers only'),
    ('libgsf outside cfb', 'src/msg/x.c', LICENCE + '#include <gsf/gsf-utils.h>\n', 'may not include <gsf'),
    ('a raw copy', 'src/msg/x.c', BODY % '    memcpy (a, b, n);', 'raw copy'),
    ('a raw endian macro', 'src/msg/x.c', BODY % '    return GUINT32_FROM_LE (*p);', 'raw endian'),
    ('pointer arithmetic', 'src/msg/x.c', BODY % '    p = ox_slice_data (&s) + 4;', 'pointer arithmetic'),
    ('a read inside MIN', 'src/msg/x.c', BODY % '    n = MIN (ox_slice_u8 (&s), 4);', 'twice'),
    ('goto', 'src/msg/x.c', BODY % '    goto out;', 'goto'),
    ('printing', 'src/msg/x.c', BODY % '    printf ("x");', 'never prints'),
    ('the clock', 'src/convert/mime/x.c', BODY % '    t = time (NULL);', 'deterministic'),
    ('a long function', 'src/msg/x.c', BODY % '\n'.join(['    a++;'] * 90), 'function of'),
    ('deep nesting', 'src/msg/x.c', BODY % ('%sif (x)' % (' ' * 24)), 'nested'),
    ('what a header has for one file', 'src/msg/x.h', LICENCE + 'int ox_f (void);\n', 'nowhere'),
    ('no licence', 'src/msg/x.c', 'int x;\n', 'licence'),
    ('a machine path', 'docs/x.md', 'see /' + 'work/main\n', 'path of one machine'),
]


def lint(top):
    p = subprocess.run([sys.executable, sys.argv[1], top], capture_output=True, text=True)
    return p.returncode, p.stdout


def main():
    failed = 0
    for name, path, text, want in CASES:
        with tempfile.TemporaryDirectory() as top:
            full = os.path.join(top, path)
            os.makedirs(os.path.dirname(full))
            open(full, 'w').write(text)
            status, out = lint(top)
        if status == 0 or want not in out:
            print('not noticed: %s\n%s' % (name, out))
            failed += 1
    with tempfile.TemporaryDirectory() as top:
        os.makedirs(os.path.join(top, 'src/msg'))
        open(os.path.join(top, 'src/msg/x.c'), 'w').write(BODY % '    /* memcpy (a), goto */\n    return 0;')
        status, out = lint(top)
        if status != 0:
            print('a clean file is refused:\n' + out)
            failed += 1
    status, out = lint(sys.argv[2])
    if status != 0:
        print(out)
        failed += 1
    print('%d passed, %d failed' % (len(CASES) + 2 - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
