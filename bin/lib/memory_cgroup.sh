# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# A memory cgroup for one run: made, filled, emptied and removed; version 1 or 2, as the machine has.

# What the functions found (SC2034 cannot see the scripts that read it).
memory_cgroup=
memory_cgroup_limit_file=
memory_cgroup_complaint=

# The cgroup of this process in one hierarchy, as a path below its mount point. Inside a container the
# path can name folders that are not mounted here; the mount point itself is then the nearest that is.
memory_cgroup_own() {
    local mount=$1 path=$2
    if [ -d "$mount$path" ]; then echo "${mount%/}${path%/}"; else echo "${mount%/}"; fi
}

memory_cgroup_v1_mount() {
    awk '$3 == "cgroup" && $4 ~ /(^|,)memory(,|$)/ { print $2; exit }' /proc/self/mounts
}

memory_cgroup_v2_mount() {
    awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts
}

memory_cgroup_v1_path() {
    awk -F: '$2 ~ /(^|,)memory(,|$)/ { print $3; exit }' /proc/self/cgroup
}

memory_cgroup_v2_path() {
    awk -F: '$1 == "0" { print $3; exit }' /proc/self/cgroup
}

# Version 1: as far up as no limit is left behind, so that the report shows a short path.
memory_cgroup_v1_parent() {
    local mount=$1 at=$2
    # 2^63 rounded down to a page is the kernel's "no limit".
    while [ "$at" != "$mount" ] && [ "$(cat "$at/memory.limit_in_bytes")" -ge 9223372036854710272 ]; do
        at=$(dirname "$at")
    done
    echo "$at"
}

# Version 2: the nearest cgroup that hands the memory controller down. Enabling it in another one would
# change the machine, and is refused where processes live in that cgroup.
memory_cgroup_v2_parent() {
    local mount=$1 at=$2
    while ! grep -qw memory "$at/cgroup.subtree_control" 2>/dev/null; do
        [ "$at" != "$mount" ] || return 1
        at=$(dirname "$at")
    done
    echo "$at"
}

memory_cgroup_make() {
    local parent=$1 name=$2 limit_file=$3 limit=$4
    if ! mkdir "$parent/$name" 2>/dev/null; then
        memory_cgroup_complaint="$parent cannot be written to"
        return 1
    fi
    memory_cgroup=$parent/$name
    memory_cgroup_limit_file=$limit_file
    if ! echo "$limit" 2>/dev/null >"$memory_cgroup/$limit_file"; then
        memory_cgroup_remove
        memory_cgroup_complaint="$limit_file cannot be set in $parent/$name"
        return 1
    fi
}

# memory_cgroup_create NAME BYTES: false, with memory_cgroup_complaint, where none can be made.
memory_cgroup_create() {
    local name=$1 limit=$2 mount parent
    mount=$(memory_cgroup_v1_mount)
    if [ -n "$mount" ]; then
        parent=$(memory_cgroup_v1_parent "$mount" "$(memory_cgroup_own "$mount" "$(memory_cgroup_v1_path)")")
        memory_cgroup_make "$parent" "$name" memory.limit_in_bytes "$limit"
        return
    fi
    mount=$(memory_cgroup_v2_mount)
    if [ -z "$mount" ]; then
        memory_cgroup_complaint="no cgroup file system is mounted"
        return 1
    fi
    if ! parent=$(memory_cgroup_v2_parent "$mount" "$(memory_cgroup_own "$mount" "$(memory_cgroup_v2_path)")"); then
        memory_cgroup_complaint="no cgroup from here up to $mount hands down the memory controller"
        return 1
    fi
    memory_cgroup_make "$parent" "$name" memory.max "$limit"
}

# In the shell that is about to exec the command: it and all its children are charged to the cgroup.
memory_cgroup_enter() {
    [ -z "$memory_cgroup" ] || echo "$BASHPID" >"$memory_cgroup/cgroup.procs"
}

# A cgroup can be removed when its last process is reaped; whoever is still in it is of this run.
memory_cgroup_remove() {
    local pid
    [ -n "$memory_cgroup" ] && [ -d "$memory_cgroup" ] || return 0
    for _ in $(seq 50); do
        while read -r pid; do kill -KILL "$pid" 2>/dev/null || true; done <"$memory_cgroup/cgroup.procs"
        if rmdir "$memory_cgroup" 2>/dev/null; then
            memory_cgroup=
            return 0
        fi
        sleep 0.1
    done
    memory_cgroup_complaint="$memory_cgroup could not be removed"
    return 1
}
