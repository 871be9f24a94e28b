# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Puts another Debian release's C library into a cache, to run programs on: unpacked, never installed.

# shellcheck source=bin/lib/debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

glibc_complaint=

# glibc_root RELEASE: Debian 13 has glibc 2.41.
glibc_root() {
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/spawnrisk/glibc-debian-$1"
}

glibc_download() {
    if ! debian_open "$1" "$2" || ! debian_download "$1" libc6; then
        glibc_complaint=$debian_complaint
        return 1
    fi
}

glibc_unpack() {
    if ! dpkg-deb --fsys-tarfile "$1"/packages/*.deb | tar -x -C "$2" --exclude '*/gconv' --wildcards './usr/lib/*'; then
        glibc_complaint="Debian's libc6 does not unpack into $2 (disk full?)"
        return 1
    fi
}

# glibc_provide RELEASE: built beside its place and moved there when whole; who is second gives way.
glibc_provide() {
    local final new state
    final=$(glibc_root "$1")
    [ ! -d "$final" ] || return 0
    state=$(mktemp -d)
    new=$final.new.$$
    mkdir -p "$new"
    if glibc_download "$state" "$1" && glibc_unpack "$state" "$new"; then
        mv -T "$new" "$final" 2>/dev/null || true
    fi
    rm -rf "$state" "$new"
    [ -d "$final" ]
}
