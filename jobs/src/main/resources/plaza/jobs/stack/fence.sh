#!/bin/sh
# Runs a command in a root of its own, in which there is nothing but the system's programs and the folders named:
#   unshare --mount fence.sh ROOT FOLDER… -- COMMAND…
# What is mounted here is seen by this command alone, and what can undo it is given up before it begins.
set -eu
root=$1
shift
mount -t tmpfs -o mode=0755,size=4m plaza "$root"
show() {
  if [ -L "$1" ]; then
    ln -s "$(readlink "$1")" "$root$1"
  elif [ -d "$1" ]; then
    mkdir -p "$root$1"
    mount --rbind "$1" "$root$1"
  elif [ -e "$1" ]; then
    mkdir -p "$root${1%/*}"
    : >"$root$1"
    mount --bind "$1" "$root$1"
  fi
}
for each in /usr /bin /sbin /lib /lib64 /proc /sys /dev/null /dev/zero /dev/random /dev/urandom \
  /etc/passwd /etc/group /etc/hosts /etc/host.conf /etc/nsswitch.conf /etc/resolv.conf /etc/localtime /etc/ld.so.cache; do
  show "$each"
done
mkdir -p "$root/tmp"
mount -t tmpfs -o mode=1777,size=1g plaza "$root/tmp"
while [ "$1" != -- ]; do
  show "$1"
  shift
done
shift
exec chroot "$root" sh -c 'cd "$0" && exec "$@"' "$PWD" setpriv --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
