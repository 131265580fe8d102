# SPDX-License-Identifier: MIT
"""The functions that the headers on stdin declare as public, a line each."""
import re
import sys

text = re.sub(r'/\*.*?\*/', '', sys.stdin.read(), flags=re.S)
names = set(re.findall(r'OX_API\b[^;(]*?\b(ox_\w+) \(', text))
# G_DECLARE_FINAL_TYPE declares the type function.
names |= {m + '_get_type' for m in re.findall(r'OX_API G_DECLARE_FINAL_TYPE \(\w+, (\w+),', text)}
print('\n'.join(sorted(names)))
