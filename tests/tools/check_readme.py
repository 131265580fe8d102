#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_readme.py CORPUS: the README tells of every sample, and of none that is not there."""
import os
import re
import sys

folder = sys.argv[1]
text = open(os.path.join(folder, 'README.md'), encoding='utf-8').read()
told = set(re.findall(r'^\| `([^`]+)` \|', text, re.M))
there = {f for f in os.listdir(folder) if f.endswith(('.msg', '.oft', '.pst'))}
for name in sorted(there - told):
    print('not told of: ' + name)
for name in sorted(told - there):
    print('not there: ' + name)
print('%d samples' % len(there))
sys.exit(0 if told == there and there else 1)
