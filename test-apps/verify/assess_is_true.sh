#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Holds 'spawnrisk assess' of the built jar against real processes, and these against what they were before.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=bin/lib/jdk.sh
. "$root/bin/lib/jdk.sh"
# shellcheck source=bin/lib/memory_cgroup.sh
. "$root/bin/lib/memory_cgroup.sh"
# shellcheck source=test-apps/verify/checks.sh
. "$root/test-apps/verify/checks.sh"

scratch=$(mktemp -d)
jar=$scratch/spawnrisk.jar
hosts=()
name=spawnrisk-assess-$$
mib=$((1 << 20))

finish() {
    local pid
    for pid in "${hosts[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    memory_cgroup_remove || echo "$memory_cgroup_complaint" >&2
    rm -rf "$scratch"
}
trap finish EXIT

# assess JDK ARGUMENTS...: its output into $scratch/out and $scratch/err, its status into $status.
assess() {
    local java
    java=$("jdk$1_home")/bin/java
    shift
    status=0
    "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$jar" assess "$@" \
        >"$scratch/out" 2>"$scratch/err" || status=$?
}

is() {
    [ "$1" = "$2" ] || seen "$2, not $1"
}

# The answer to a question of jq about the JSON that assess printed last.
answer() {
    jq -r "$1" "$scratch/out"
}

# start_host NAME 'in'|'out' COMMAND...: in the cgroup or out of it; its pid into $host.
start_host() {
    local fifo=$scratch/$1.in out=$scratch/$1.out where=$2
    shift 2
    mkfifo "$fifo"
    (
        if [ "$where" = in ]; then memory_cgroup_enter; fi
        exec "$@" <"$fifo" >"$out" 2>/dev/null
    ) &
    host=$!
    hosts+=("$host")
    # Kept open, so that it reads no end of its input.
    # shellcheck disable=SC2034  # nobody else needs the number
    exec {keep}>"$fifo"
    for _ in $(seq 600); do
        if grep -q ready "$out" 2>/dev/null; then return; fi
        sleep 0.1
    done
    echo "$* did not get ready" >&2
    return 1
}

# What an attach or a write would have changed.
state() {
    grep -E '^(TracerPid|SigPnd|ShdPnd|SigBlk|voluntary_ctxt|VmData)' "/proc/$1/status"
    grep Private_Dirty "/proc/$1/smaps_rollup"
    find "/proc/$1/fd" -mindepth 1 -printf '%f %l\n' | sort
}

make_hosts() {
    cp "$root/agent/target/spawnrisk.jar" "$jar"
    chmod 755 "$scratch"
    chmod 644 "$jar"
    cc -O2 -o "$scratch/holds" "$root/test-apps/c/holds.c"
    cat >"$scratch/Ready.java" <<'JAVA'
public class Ready {
  public static void main(String[] arguments) throws Exception {
    System.out.println("ready");
    System.in.read();
  }
}
JAVA
    "$(jdk17_home)/bin/javac" -d "$scratch" "$scratch/Ready.java"
}

in_a_cgroup() {
    if ! memory_cgroup_create "$name" $((1024 * mib)); then
        echo "skipped: no memory cgroup of its own: $memory_cgroup_complaint"
        return
    fi
    start_host touched in "$scratch/holds" 768 touched
    local touched=$host before group
    start_host untouched in "$scratch/holds" 768 untouched
    local untouched=$host
    # It waits in its read by then.
    sleep 0.2
    before=$(state "$touched")

    assess 17 --json "$touched"
    check "768 MiB touched in a cgroup of 1 GiB: a warning" is "warning" "$(answer .level)"
    check "by OOM_POSSIBLE, which names that cgroup" is "cgroup $(group_path) $memory_cgroup_limit_file" \
        "$(answer '.processes[0].reasons[] | select(.code == "OOM_POSSIBLE").source')"
    check "it needs 768 MiB and a little" is true \
        "$(answer ".processes[0].reasons[] | select(.code == \"OOM_POSSIBLE\") | .need >= $((768 * mib)) and .need < $((776 * mib))")"
    check "there are less than 256 MiB" is true \
        "$(answer ".processes[0].reasons[] | select(.code == \"OOM_POSSIBLE\") | .have > 0 and .have <= $((256 * mib))")"
    check "nothing was changed in it" is "$before" "$(state "$touched")"
    assess 17 --json --mechanism posix_spawn "$touched"
    check "by posix_spawn: no risk" is none "$(answer .level)"
    assess 17 --json "$untouched"
    check "768 MiB untouched: no risk" is none "$(answer .level)"
    check "though all of it would be charged" is true "$(answer ".processes[0].memory.commit_charge >= $((768 * mib))")"

    group=$(group_path)
    for path in "$group" "$memory_cgroup"; do
        assess 17 --json --cgroup "$path"
        check "--cgroup $path has both, the worse one first" is "$touched $untouched" \
            "$(answer '[.processes[].pid] | join(" ")')"
    done
    mkdir "$memory_cgroup/below"
    echo "$untouched" >"$memory_cgroup/below/cgroup.procs"
    assess 17 --json --cgroup "$group"
    check "and those of a cgroup below it" is "$touched $untouched" "$(answer '[.processes[].pid] | join(" ")')"
    kill -KILL "$untouched"
    wait "$untouched" 2>/dev/null || true
    rmdir "$memory_cgroup/below"
}

# As /proc/PID/cgroup names it.
group_path() {
    awk -F: -v touched="${memory_cgroup##*/}" '$3 ~ touched "$" { print $3; exit }' "/proc/${hosts[0]}/cgroup"
}

jvms() {
    local version collector
    for version in 17 25; do
        for collector in G1 Z; do
            start_host "$collector$version" out "$("jdk${version}_home")/bin/java" "-XX:+Use${collector}GC" \
                -Xms512m -Xmx512m -XX:+AlwaysPreTouch -cp "$scratch" Ready
            assess 17 --json "$host"
            check "JDK $version, $collector: the heap is copied: $([ "$collector" = G1 ] && echo yes || echo no)" is \
                "$([ "$collector" = G1 ] && echo true || echo false)" \
                "$(answer ".processes[0].copy_exposure >= $((512 * mib))")"
            check "and the charge is the sum of the areas" is "$(accountable "$host")" \
                "$(answer '.processes[0].memory.commit_charge')"
        done
    done
}

accountable() {
    awk '/^Size:/ { size = $2 } /^VmFlags:/ && / ac / && !/ dc/ { sum += size } END { printf "%d\n", sum * 1024 }' "/proc/$1/smaps"
}

without_warnings() {
    local version
    for version in 17 25; do
        assess "$version" --all
        check "JDK $version: --all: status" is 0 "$status"
        check "JDK $version: nothing on standard error" is "" "$(cat "$scratch/err")"
        check "JDK $version: no line is longer than 80" is 0 "$(awk 'length > 80' "$scratch/out" | wc -l)"
    done
}

another_users() {
    if [ "$(id -u)" != 0 ]; then
        echo "skipped: only root can be another user"
        return
    fi
    start_host roots out "$scratch/holds" 64 touched
    status=0
    setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$scratch" \
        "$(jdk17_home)/bin/java" -jar "$jar" assess --json "$host" >"$scratch/out" 2>"$scratch/err" || status=$?
    check "as nobody: status" is 0 "$status"
    check "as nobody: what could not be read" is "/proc/$host/smaps EACCES" \
        "$(answer '.processes[0].unread[] | "\(.source) \(.error)"')"
    check "as nobody: the charge by status" is true \
        "$(answer ".processes[0].exact == false and .processes[0].memory.commit_charge >= $((64 * mib))")"
}

make_hosts
in_a_cgroup
jvms
without_warnings
another_users
checks_end
