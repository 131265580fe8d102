#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh BUILD PYTHON: installs into a folder of its own and uses the library from there, as others
# will: by pkg-config, by find_package, from Python; each public header alone; exported symbols.
set -eu
build=$1
python=$2
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
cmake --install "$build" --prefix "$prefix" > /dev/null
libdir=$(dirname "$(find "$prefix" -name 'liboxcart.so.0')")
export PKG_CONFIG_PATH=$libdir/pkgconfig LD_LIBRARY_PATH=$libdir

echo "-- pkg-config"
cc -std=c11 -Wall -Werror tests/install/reader.c $(pkg-config --cflags --libs oxcart) -o "$work/reader"
"$work/reader" corpus/good-plain.msg > "$work/out1"
head -n 1 "$work/out1"
grep -q '^Subject: ' "$work/out1"

echo "-- find_package"
cp tests/install/reader.c tests/install/CMakeLists.txt "$work/"
cmake -S "$work" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" > /dev/null
cmake --build "$work/build" > /dev/null
"$work/build/reader" corpus/good-plain.msg | cmp - "$work/out1"

echo "-- headers alone"
others=$(pkg-config --cflags oxcart | sed "s|-I$prefix|-KEEP$prefix|g; s|-I|-isystem |g; s|-KEEP|-I|g")
for header in "$prefix"/include/oxcart/*.h; do
    name=oxcart/$(basename "$header")
    printf '#include <%s>\nint main (void) { return 0; }\n' "$name" > "$work/h.c"
    cp "$work/h.c" "$work/h.cc"
    cc -std=c11 -Wall -Wextra -pedantic -Werror -fsyntax-only $others "$work/h.c"
    c++ -std=c++17 -Wall -Wextra -Werror -fsyntax-only $others "$work/h.cc"
done

echo "-- exported symbols are the public ones"
nm -D --defined-only "$libdir/liboxcart.so.0" | awk '{print $3}' | sort > "$work/exported"
cat "$prefix"/include/oxcart/*.h | "$python" tests/install/declared.py | sort > "$work/declared"
diff "$work/declared" "$work/exported"

echo "-- libraries that are opened late: none is needed at the start, and those in the note are there"
readelf -d "$libdir/liboxcart.so.0" > "$work/needed"
if grep -E 'NEEDED.*(icu|gsf|ical|uchardet|gmime|gio)' "$work/needed"; then exit 1; fi
"$python" tests/install/late.py "$libdir/liboxcart.so.0"

echo "-- Python"
GI_TYPELIB_PATH=$libdir/girepository-1.0 "$python" tests/install/read.py corpus/good-plain.msg
"$prefix/bin/oxcart" --version
