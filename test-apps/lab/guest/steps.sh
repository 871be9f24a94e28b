# shellcheck shell=dash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# What a scenario is made of, where nothing but cgroups of its own is changed. The caller sets lab (a
# folder with hazard and library), scratch (an empty one), memory and pids (cgroups that are ours).

# Begins a scenario: nothing is left of the one before.
begin() {
    echo "begin $1"
    echo "began $(cut -d ' ' -f 1 /proc/uptime)"
    inside=
    through=
    preload=yes
    facts=quick
    made=
    kernel_log_clear
    mkdir -p "$scratch/log"
    chmod 777 "$scratch/log"
}

# group NAME [FILE=VALUE]...: the observed process will be in the one that was made last.
group() {
    inside=$memory/$1
    group_make "$inside"
    shift
    for setting in "$@"; do
        echo "${setting#*=}" >"$inside/${setting%%=*}" || echo "unprepared $inside $setting"
    done
}

# pids_group NAME LIMIT: of the pids controller, where it has a hierarchy of its own.
pids_group() {
    pids_inside=$pids/$1
    group_make "$pids_inside"
    echo "$2" >"$pids_inside/pids.max"
}

group_make() {
    parent=${1%/*}
    if [ -e "$parent/cgroup.subtree_control" ]; then
        echo '+memory +pids' >"$parent/cgroup.subtree_control"
        if grep -qw hugetlb "$parent/cgroup.controllers"; then echo '+hugetlb' >"$parent/cgroup.subtree_control"; fi
    fi
    mkdir "$1"
    made="$1 $made"
}

join() {
    if [ -n "$inside" ]; then echo 0 >"$inside/cgroup.procs"; fi
    if [ -n "${pids_inside:-}" ]; then echo 0 >"$pids_inside/cgroup.procs"; fi
}

# In the group: pages of a file system in memory, which only swap can take, in file NAME of scratch.
hold() {
    (join && dd if=/dev/zero of="$scratch/$1" bs=1024 count="$2" 2>/dev/null)
}

# Kills by the OOM killer in the observed process's own group, else on the whole machine.
kills() {
    for file in "$inside/memory.events.local" "$inside/memory.oom_control" /proc/vmstat; do
        if [ -e "$file" ]; then
            sed -n 's/^oom_kill //p' "$file"
            return
        fi
    done
}

# Microseconds for which somebody in a group of ours that has a memory.high waited for memory.
slowed() {
    sum=0
    for group in $made; do
        if [ -e "$group/memory.pressure" ] && [ "$(cat "$group/memory.high")" != max ]; then
            sum=$((sum + $(sed -n 's/^some .*total=//p' "$group/memory.pressure")))
        fi
    done
    echo "$sum"
}

# observe COMMAND...: with the library preloaded, unless it comes with an agent, from within the group, until the last process that
# it made has closed its output.
observe() {
    kills_before=$(kills)
    slowed_before=$(slowed)
    {
        (
            join
            oom_score_plain
            if [ -n "$preload" ]; then export LD_PRELOAD="$lab/libspawnrisk.so" SPAWNRISK_LOG="$scratch/log" SPAWNRISK_FACTS=$facts; fi
            # shellcheck disable=SC2086  # words of a command
            exec $through "$@"
        )
        echo "parent $?"
    } 2>&1 | cat >"$scratch/said"
    cat "$scratch/said"
    echo "kills $(($(kills) - kills_before))"
    echo "slowed $(($(slowed) - slowed_before))"
}

# Runs the hazard, which knows the limits of its group.
hazard() {
    observe "$lab/hazard" version="$version" "$@"
}

finish() {
    for file in "$scratch"/log/*; do
        if [ -e "$file" ]; then sed 's/^/event /' "$file"; fi
    done
    kernel_log | sed 's/^/kernel /'
    rm -rf "${scratch:?}"/*
    for group in $made; do group_remove "$group"; done
    pids_inside=
    echo "ended $(cut -d ' ' -f 1 /proc/uptime)"
    echo "end"
}

# The last page of a dead process may still be charged for a moment.
group_remove() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        rmdir "$1" 2>/dev/null && return
        sleep 0.1
    done
    echo "unprepared cannot remove $1"
}
