# shellcheck shell=dash disable=SC2034,SC2154
# SPDX-License-Identifier: Apache-2.0
# Steps around a JVM with the agent, which spawns on request: the limit is set when its memory has grown.

# jvm MECHANISM FLAGS...: starts one in the group, with the library preloaded and a heap that is all
# touched, and one child that is no hazard, so that what the JVM loads for its first one is there.
jvm() {
    mkfifo "$scratch/requests"
    mechanism=$1
    shift
    observe /jvm/bin/java -Djdk.lang.Process.launchMechanism="$mechanism" -Xms192m -Xmx192m -XX:+AlwaysPreTouch \
        -Xint "$@" -cp /jvm/classes io.github.spawnrisk.apps.SpawnsOnRequest <"$scratch/requests" &
    observer=$!
    exec 8>"$scratch/requests"
    said 'ready '
    java=$(sed -n 's/^ready //p' "$scratch/said")
    request /bin/true
    said 'child ended by 0'
}

# The same by the agent instead of the preloaded library.
jvm_with_agent() {
    preload=no
    jvm "$@" -javaagent:/jvm/spawnrisk.jar=log="$scratch/log",weave=eager,jmx=false
}

# Waits for a line that begins so.
said() {
    until grep -q "^$1" "$scratch/said"; do
        if ! kill -0 "$observer"; then
            echo "unprepared the JVM ended"
            return
        fi
        sleep 0.1
    done 2>/dev/null
}

request() {
    echo "$*" >&8
}

jvm_ends() {
    exec 8>&-
    wait "$observer"
}

# kib_of FILE NAME: the number of a line, 0 where there is none.
kib_of() {
    sed -n "s/^$2:[[:space:]]*\([0-9]*\).*/\1/p" "$1" | grep . || echo 0
}

# What fork adds to Committed_AS: see hazard/boundary.c.
charge_of() {
    awk '/^Size:/ { size = $2 } /^VmFlags:/ && / ac/ && !/ dc/ { sum += size } END { print sum }' "/proc/$1/smaps"
}

# strict_for_jvm PERCENT: policy 2, of whose room the JVM's copy needs so much.
strict_for_jvm() {
    [ -n "$java" ] || return
    reserve=$(($(kib_of "/proc/$java/status" VmSize) / 32))
    most=$(cat /proc/sys/vm/user_reserve_kbytes)
    if [ "$reserve" -gt "$most" ]; then reserve=$most; fi
    room=$(($(charge_of "$java") * 100 / $1))
    overcommit 2 kbytes $(($(kib_of /proc/meminfo Committed_AS) + room + reserve))
}

# limit_for_jvm PERCENT: the group's room, of which the JVM's copy needs so much.
limit_for_jvm() {
    [ -n "$java" ] || return
    need=$(kib_of "/proc/$java/status" RssAnon)
    tables=$(kib_of "/proc/$java/status" VmPTE)
    if [ "$tables" -gt "$need" ]; then tables=$need; fi
    limit_to $(((need + tables) * 100 / $1))
}

# limit_to KIB: room of the group.
limit_to() {
    echo $(($(cat "$inside/memory.current") + $1 * 1024)) >"$inside/memory.max"
}
