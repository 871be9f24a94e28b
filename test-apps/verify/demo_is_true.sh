#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the demo, and holds its figures against what the kernel and Redis say themselves.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=bin/lib/jdk.sh
. "$root/bin/lib/jdk.sh"
# shellcheck source=bin/lib/memory_cgroup.sh
. "$root/bin/lib/memory_cgroup.sh"
# shellcheck source=bin/lib/process.sh
. "$root/bin/lib/process.sh"
# shellcheck source=test-apps/verify/checks.sh
. "$root/test-apps/verify/checks.sh"

library=$root/agent/target/native/libspawnrisk.so
agent=$root/agent/target/spawnrisk.jar
demo_out=$root/target/demo
service_class=io.github.spawnrisk.apps.SampleService
scratch=$(mktemp -d)
running=

clean_up() {
    trap '' INT TERM
    [ -z "$running" ] || process_kill "$running"
    memory_cgroup_remove || echo "$memory_cgroup_complaint" >&2
    rm -rf "$scratch"
}

# ---- the demo's own run

events_of() {
    cat "$1"/*.jsonl 2>/dev/null
}

# The level of each spawn by this call from the sample service, without repeats.
levels_of_call() {
    events_of "$demo_out/events" \
        | jq -r --arg call "$1" 'select(.event == "spawn" and .call == $call and .jvm != null) | .risk.level' | sort -u
}

demo_ends_well() {
    "$root/bin/demo" >"$scratch/demo.out" 2>"$scratch/demo.err" </dev/null \
        || seen "status $?, last line: $(tail -n 1 "$scratch/demo.err")"
}

demo_had_a_cgroup() {
    grep -q 'runs in the memory cgroup' "$scratch/demo.err"
}

fork_is_at_risk() {
    local levels
    levels=$(levels_of_call fork)
    case $levels in
        warning | critical | critical$'\n'warning) ;;
        *) seen "levels '${levels//$'\n'/ }'" ;;
    esac
}

fork_names_the_cgroup() {
    local source
    source=$(events_of "$demo_out/events" | jq -r 'select(.event == "spawn" and .call == "fork" and .jvm != null)
        | .risk.reasons[] | select(.code == "OOM_POSSIBLE") | .source' | sort -u)
    case $source in
        "cgroup "*/spawnrisk-demo-*) ;;
        *) seen "source '$source'" ;;
    esac
}

fork_names_no_cgroup_of_ours() {
    ! grep -q spawnrisk-demo- "$demo_out"/events/*.jsonl || seen "a cgroup that was not made"
}

level_is_none() {
    local levels
    levels=$(levels_of_call "$1")
    [ "$levels" = none ] || seen "levels '${levels//$'\n'/ }'"
}

# The JDK deprecates it and will fork there; it is no other risk.
vfork_is_only_to_change() {
    local told
    told=$(events_of "$demo_out/events" \
        | jq -r 'select(.event == "spawn" and .call == "vfork" and .jvm != null)
            | .risk.level + " " + ([.risk.reasons[].code] | join(" "))' | sort -u)
    [ "$told" = "notice MECHANISM_AT_RISK" ] || seen "'${told//$'\n'/ }'"
}

fork_call_site() {
    events_of "$demo_out/events" \
        | jq -r 'select(.event == "spawn" and .call == "fork") | .jvm.stack[]?' | grep -m 1 'spawnrisk\.apps\.' | sed 's/:.*//'
}

report_names() {
    [ -n "$1" ] || { seen "no name to look for"; return; }
    grep -qF -- "$1" "$scratch/demo.out" || seen "no '$1' in the report"
}

report_fits_a_terminal() {
    local widest
    widest=$(wc -L <"$scratch/demo.out")
    [ "$widest" -le 80 ] || seen "a line of $widest columns"
}

# WIDTHxHEIGHT of a PNG: two numbers of four bytes each, behind its first 16.
picture_size() {
    od -A n -j 16 -N 8 -t u1 "$1" | awk '{ print ($1 * 256 + $2) * 65536 + $3 * 256 + $4 "x" ($5 * 256 + $6) * 65536 + $7 * 256 + $8 }'
}

# One that shows nothing packs to a few KB.
picture_is_like_readmes() {
    local ours=$demo_out/$1 readmes=$root/docs/$1
    [ -s "$ours" ] || { seen "no $ours"; return; }
    [ "$(picture_size "$ours")" = "$(picture_size "$readmes")" ] \
        || { seen "$(picture_size "$ours"), README's is $(picture_size "$readmes")"; return; }
    is_within 25 "$(stat -c %s "$ours")" "$(stat -c %s "$readmes")"
}

redis_fork_ns() {
    events_of "$demo_out/events" \
        | jq -r 'select(.event == "spawn" and .call == "fork" and .process.name == "redis-server") | .duration_ns'
}

# Redis's clock runs round our wrapper: what the machine does in between makes them differ, once.
redis_agrees() {
    local ours theirs difference
    ours=$(redis_fork_ns)
    theirs=$(sed -n 's/^latest_fork_usec://p' "$demo_out/redis.info")
    [[ $ours =~ ^[0-9]+$ && $theirs =~ ^[0-9]+$ ]] || { seen "duration_ns '$ours', latest_fork_usec '$theirs'"; return; }
    echo "        duration_ns $ours, latest_fork_usec $theirs"
    difference=$((ours - theirs * 1000))
    [ "${difference#-}" -le 200000 ] || is_within 20 "$ours" $((theirs * 1000))
}

redis_agrees_in_one_of_three_runs() {
    redis_agrees && return
    local run
    for run in 2 3; do
        echo "        run $run, as something may have come between the two clocks"
        demo_ends_well && redis_agrees && return
    done
    seen "three runs that differ by more than 20 % and 200 us"
}

nothing_is_left() {
    local left
    left=$(find /sys/fs/cgroup -maxdepth 6 -type d -name 'spawnrisk-demo-*' 2>/dev/null || true)
    # The pattern is read from a file: on the command line, grep would find itself.
    left+=$(grep -laF -f <(echo "$demo_out/events") /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null || true)
    [ -z "$left" ] || seen "$left"
}

# ---- the kernel's figures, of a process whose forked child is held

meminfo_committed_as() {
    awk '/^Committed_AS:/ { printf "%.0f\n", $2 * 1024 }' /proc/meminfo
}

rollup_anonymous() {
    awk '/^Anonymous:/ { printf "%.0f\n", $2 * 1024 }' "/proc/$1/smaps_rollup"
}

# What dup_mmap of the kernel charges: areas that are accounted (ac), less those a child does not inherit (dc).
smaps_accountable() {
    awk '/^Size:/ { size = $2 } /^VmFlags:/ && / ac( |$)/ && !/ dc( |$)/ { sum += size } END { printf "%.0f\n", sum * 1024 }' \
        "/proc/$1/smaps"
}

# The fact of the spawn event that has this child.
fact_of_child() {
    events_of "$1" | jq -r --argjson child "$2" "select(.event == \"spawn\" and .child_pid == \$child) | $3 // empty"
}

# agrees WHAT OURS KERNEL'S
agrees() {
    echo "        $1: event $2 ($(mebibytes "${2:-0}")), kernel $3 ($(mebibytes "$3"))"
    [[ $2 =~ ^[0-9]+$ ]] && is_within 5 "$2" "$3"
}

# -- a C program of a prime number of bytes, which no other figure can equal by chance

start_held_fork() {
    mkdir "$scratch/c-events"
    "${CC:-cc}" -O1 -o "$scratch/held_fork" "$root/test-apps/c/held_fork.c"
    mkfifo "$scratch/steps" "$scratch/answers"
    LD_PRELOAD=$library SPAWNRISK_LOG=$scratch/c-events "$scratch/held_fork" 805306457 \
        <"$scratch/steps" >"$scratch/answers" &
    running=$!
    exec 3>"$scratch/steps" 4<"$scratch/answers"
    held_fork_answer ready
}

held_fork_answer() {
    local word
    read -r -t 60 word held_fork_number <&4 && [ "$word" = "$1" ]
}

held_fork_step() {
    echo >&3
    held_fork_answer "$1"
}

c_commit_charge_agrees() {
    local try before during anonymous child
    for try in 1 2 3 4 5; do
        before=$(meminfo_committed_as)
        held_fork_step forked || { seen "no fork"; return; }
        during=$(meminfo_committed_as)
        child=$held_fork_number
        anonymous=$(rollup_anonymous "$running")
        held_fork_step gone
        agrees "commit charge, Committed_AS" "$(fact_of_child "$scratch/c-events" "$child" .memory.commit_charge)" \
            $((during - before)) && c_anonymous=$anonymous && c_child=$child && return
        echo "        try $try of 5: Committed_AS is the whole machine's, and others took or gave back memory meanwhile"
    done
    seen "five tries"
}

c_exposure_agrees() {
    agrees "private anonymous, smaps_rollup" \
        "$(fact_of_child "$scratch/c-events" "$c_child" .memory.private_anonymous)" "$c_anonymous"
}

stop_held_fork() {
    exec 3>&- 4<&-
    process_kill "$running"
    running=
}

# -- the sample service: its child is held before its exec by a preloaded library of the test

# Forked by the service and not past its exec: it still runs the service's program.
service_children() {
    local child java
    java=$(readlink "/proc/$running/exe")
    held=()
    # Before its own exec, the service is still the shell that starts it.
    [ "$(basename "$java")" = java ] || return 1
    for child in $(process_children "$running"); do
        if [ "$(readlink "/proc/$child/exe" 2>/dev/null)" = "$java" ]; then held+=("$child"); fi
    done
    [ "${#held[@]}" -gt 0 ]
}

no_service_children() {
    ! service_children
}

start_held_service() {
    local java
    java=$(jdk_home)/bin/java
    mkdir "$scratch/java-events"
    "${CC:-cc}" -O1 -shared -fPIC -o "$scratch/hold_exec.so" "$root/test-apps/c/hold_exec.c" -ldl
    touch "$scratch/gate"
    (
        memory_cgroup_enter
        LD_PRELOAD=$scratch/hold_exec.so HOLD_EXEC=$scratch/gate exec "$java" \
            -Xms1g -Xmx1g -XX:+AlwaysPreTouch -Djdk.lang.Process.launchMechanism=FORK \
            -javaagent:"$agent=log=$scratch/java-events,weave=eager" \
            -cp "$(echo "$root"/test-apps/target/spawnrisk-test-apps-*.jar)" "$service_class" 40
    ) >"$scratch/service.out" 2>&1 </dev/null &
    running=$!
}

# The parent is stopped while it is looked at: nothing of it changes between the figures, and no child
# is added. It has several threads that spawn, hence several children.
measure_held_service() {
    local children
    until_true 60 service_children || return 1
    kill -STOP "$running"
    service_children
    children=("${held[@]}")
    anonymous=$(rollup_anonymous "$running")
    accountable=$(smaps_accountable "$running")
    during=$(meminfo_committed_as)
    rm "$scratch/gate"
    until_true 20 no_service_children
    after=$(meminfo_committed_as)
    touch "$scratch/gate"
    kill -CONT "$running"
    held=("${children[@]}")
    until_true 20 events_are_there "${held[@]}"
}

events_are_there() {
    local child
    for child; do
        [ -n "$(fact_of_child "$scratch/java-events" "$child" .id)" ] || return 1
    done
}

charge_of_held() {
    local child sum=0
    for child in "${held[@]}"; do
        sum=$((sum + $(fact_of_child "$scratch/java-events" "$child" .memory.commit_charge)))
    done
    echo "$sum"
}

java_commit_charge_agrees_with_committed_as() {
    local try during after
    for try in 1 2 3 4 5; do
        measure_held_service || { seen "no held child: $(tail -n 1 "$scratch/service.out")"; return; }
        agrees "commit charge of ${#held[@]} children, Committed_AS" "$(charge_of_held)" $((during - after)) && return
        echo "        try $try of 5: Committed_AS is the whole machine's, and others took or gave back memory meanwhile"
    done
    seen "five tries"
}

java_commit_charge_agrees_with_smaps() {
    agrees "commit charge, areas 'ac' of smaps" \
        "$(fact_of_child "$scratch/java-events" "${held[0]}" .memory.commit_charge)" "$accountable"
}

java_exposure_agrees() {
    agrees "private anonymous, smaps_rollup" \
        "$(fact_of_child "$scratch/java-events" "${held[0]}" .memory.private_anonymous)" "$anonymous"
}

check_demo() {
    echo "The demo"
    check "bin/demo ends well" demo_ends_well
    check "each line of its report fits 80 columns" report_fits_a_terminal
    check "the FORK call site is at warning or above" fork_is_at_risk
    if demo_had_a_cgroup; then
        check "its OOM_POSSIBLE names the service's cgroup" fork_names_the_cgroup
        check "the report says OOM_POSSIBLE" report_names OOM_POSSIBLE
        check "the report names the cgroup" report_names spawnrisk-demo-
    else
        echo "        this machine gave no memory cgroup: FORK is judged by what is true without one"
        check "no event names a cgroup of the demo" fork_names_no_cgroup_of_ours
    fi
    check "the report names the FORK call site" report_names "$(fork_call_site)"
    check "posix_spawn call sites are at none" level_is_none posix_spawn
    check "vfork call sites are at risk only of becoming forks" vfork_is_only_to_change
    check "Redis's fork took as long as Redis says" redis_agrees_in_one_of_three_runs
    if command -v chromium >/dev/null; then
        check "its light picture is like README's" picture_is_like_readmes report-light.png
        check "its dark picture is like README's" picture_is_like_readmes report-dark.png
    fi
    check "no process and no cgroup is left" nothing_is_left
}

check_c_program() {
    echo "A C program of 768 MiB with a child that lives on"
    local c_child=0 c_anonymous=0 held_fork_number=
    start_held_fork
    check "its commit charge is Committed_AS's rise" c_commit_charge_agrees
    check "its copy exposure is smaps_rollup's" c_exposure_agrees
    stop_held_fork
}

check_java_service() {
    echo "The sample service with its FORK child held before its exec"
    local held=() anonymous=0 accountable=0
    start_held_service
    check "its commit charge is Committed_AS's rise" java_commit_charge_agrees_with_committed_as
    check "its commit charge is the sum of its accountable areas" java_commit_charge_agrees_with_smaps
    check "its copy exposure is smaps_rollup's" java_exposure_agrees
    rm -f "$scratch/gate"
    process_kill "$running"
    running=
}

main() {
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    check_demo
    check_c_program
    check_java_service
    checks_end
}

main "$@"
