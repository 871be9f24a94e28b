# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Puts a Debian kernel into a cache, for a guest: downloaded and unpacked, never installed.

# shellcheck source=bin/lib/debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

kernel_complaint=
# Small, and with what a guest needs built in or beside it. Its dependency is today's kernel.
kernel_meta_package=linux-image-cloud-amd64

# The Debian release whose kernel has this version.
kernel_debian() {
    case $1 in
        6.1) echo 12 ;;
        6.12) echo 13 ;;
        *) return 1 ;;
    esac
}

kernel_root() {
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/spawnrisk/kernels/$1"
}

kernel_download() {
    local state=$1 package
    debian_open "$state" "$2" || return 1
    package=$(debian_apt "$state" apt-cache depends "$kernel_meta_package" \
        | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | sed -n 1p)
    debian_download "$state" "${package:-$kernel_meta_package}"
}

kernel_unpack() {
    dpkg-deb --fsys-tarfile "$1"/packages/*.deb | tar -x -C "$2" --wildcards \
        './boot/vmlinuz-*' '*/kernel/drivers/block/virtio_blk.ko*' '*/kernel/drivers/virtio/*'
}

# kernel_provide VERSION: built beside its place and moved there when whole.
kernel_provide() {
    local final new state release
    final=$(kernel_root "$1")
    [ ! -d "$final" ] || return 0
    if ! release=$(kernel_debian "$1"); then
        kernel_complaint="no Debian release with a kernel $1 is known"
        return 1
    fi
    state=$(mktemp -d)
    new=$final.new.$$
    mkdir -p "$new"
    if ! kernel_download "$state" "$release"; then
        kernel_complaint=$debian_complaint
    elif ! kernel_unpack "$state" "$new"; then
        kernel_complaint="the kernel does not unpack into $new (disk full?)"
    fi
    rm -rf "$state"
    if [ -n "$kernel_complaint" ]; then
        rm -rf "$new"
        return 1
    fi
    mv "$new" "$final"
}
