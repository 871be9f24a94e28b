# shellcheck shell=dash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# Steps that change the whole machine: for a guest only, never read on a host.

# overcommit POLICY [ratio|kbytes VALUE]
overcommit() {
    if [ $# = 3 ]; then echo "$3" >"/proc/sys/vm/overcommit_$2"; fi
    echo "$1" >/proc/sys/vm/overcommit_memory
}

swap_on() {
    mkswap "$disk" >/dev/null && swapon "$disk"
}

huge_pages() {
    echo "$1" >/proc/sys/vm/nr_hugepages
}

# cache KIB: the group holds so much page cache, which is given back under pressure.
cache() {
    (join && dd if="$disk" of=/dev/null bs=1024 count="$1" 2>/dev/null)
}

oom_score_plain() {
    echo 0 >/proc/self/oom_score_adj
}

kernel_log_clear() {
    dmesg -c >/dev/null
}

kernel_log() {
    dmesg | grep -E 'oom-kill:|Killed process|__vm_enough_memory|fork rejected'
}

machine_reset() {
    swapoff "$disk" 2>/dev/null
    overcommit 0 ratio 50
    huge_pages 0
    echo 3 >/proc/sys/vm/drop_caches
}
