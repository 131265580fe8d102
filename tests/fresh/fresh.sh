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

# The archives of bookworm that this machine's apt knows; the first is where the base comes from.
archives=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 2> /dev/null | awk '$2 ~ /^bookworm/' | sort -u)
mirror=$(echo "$archives" | awk '$2 == "bookworm" {print $1; exit}')
[ -n "$mirror" ] || { echo "apt knows no mirror of bookworm: run apt-get update" >&2; exit 1; }

echo "== debootstrap"
debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror" > "$root.log" 2>&1 ||
    { tail -n 20 "$root.log"; exit 1; }
rm -f "$root.log"
# How this machine reaches its mirror is not ours to know: take its settings as they are.
rm -rf "$root/etc/apt/sources.list.d"
echo "$archives" | awk '{print "deb", $1, $2, "main"}' > "$root/etc/apt/sources.list"
cp -rL /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/" 2> /dev/null || true
cp -L /etc/resolv.conf /etc/hosts "$root/etc/" 2> /dev/null || true
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
