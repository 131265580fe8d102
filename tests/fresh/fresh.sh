#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fresh.sh [run]: the README's two commands in a Debian 12 that has nothing but git.
# Needs root and Debian's debootstrap; the mirror and its settings are this machine's own.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
only=${1:-}
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
command -v debootstrap > /dev/null || { apt-get update -qq; apt-get install -y -qq debootstrap > /dev/null; }

root=$(mktemp -d /var/tmp/oxcart-fresh.XXXXXX)
cleanup ()
{
    local mount
    for mount in shared proc dev; do
        mountpoint -q "$root/$mount" && umount -l "$root/$mount"
    done
    rm -rf --one-file-system "$root"
}
trap cleanup EXIT

# The first mirror for the main Debian archive that this machine's apt uses.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(SUITE)' 2> /dev/null | awk '$2 == "bookworm" {print $1; exit}')
[ -n "$mirror" ] || mirror=$(grep -rhoE 'https?://[^ ]+/debian/?' /etc/apt/sources.list /etc/apt/sources.list.d 2> /dev/null | head -n 1)

echo "== debootstrap"
debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror" > "$root.log" 2>&1 ||
    { tail -n 20 "$root.log"; exit 1; }
rm -f "$root.log"
# How this machine reaches its mirror is not ours to know: take its settings as they are.
rm -rf "$root/etc/apt/sources.list.d"
cp -rL /etc/apt/sources.list* "$root/etc/apt/" 2> /dev/null || true
cp -rL /etc/apt/apt.conf* "$root/etc/apt/" 2> /dev/null || true
cp -rL /etc/apt/keyrings /etc/apt/trusted.gpg* "$root/etc/apt/" 2> /dev/null || true
cp -L /etc/resolv.conf /etc/hosts "$root/etc/" 2> /dev/null || true
cp -rL /etc/ssl/certs "$root/etc/ssl/" 2> /dev/null || true
mkdir -p "$root/usr/local/share/ca-certificates"
cp -rL /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/" 2> /dev/null || true
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"

git -c safe.directory='*' clone -q "$top" "$root/oxcart"
if [ -d "$top/../shared" ]; then
    mkdir "$root/shared"
    mount --bind -o ro "$(cd "$top/../shared" && pwd)" "$root/shared"
fi

inside ()
{
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        chroot "$root" bash -c "cd /oxcart && $1" < /dev/null
}
start=$SECONDS
echo "== ./dev run"
inside './dev run'
echo "== ./dev run: $((SECONDS - start)) s"
[ "$only" = run ] && exit 0
start=$SECONDS
echo "== ./dev test"
inside './dev test'
echo "== ./dev test: $((SECONDS - start)) s"
