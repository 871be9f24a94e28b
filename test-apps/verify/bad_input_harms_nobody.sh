#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Gives spawnrisk what it cannot use: one clear line each, and the host's output and status stay as they were.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=bin/lib/jdk.sh
. "$root/bin/lib/jdk.sh"
# shellcheck source=test-apps/verify/checks.sh
. "$root/test-apps/verify/checks.sh"

library=$root/agent/target/native/libspawnrisk.so
agent=$root/agent/target/spawnrisk.jar
java=$(jdk_home)/bin/java
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A folder that not even root can make: its parent is a file.
nowhere=/dev/null/events

# Two hosts that spawn, print a line and end with a status that no failure of ours has.
# shellcheck disable=SC2016  # the host expands it
shell_host=(bash -c '/bin/true; (exit 0); echo "the host ran"; exit 37')

java_host() {
    timeout 120 "$java" "$@" "$scratch/Host.java"
}

make_java_host() {
    cat >"$scratch/Host.java" <<'HOST'
public class Host {
  public static void main(String[] arguments) throws Exception {
    new ProcessBuilder("/bin/true").start().waitFor();
    System.out.println("the host ran");
    System.exit(37);
  }
}
HOST
}

make_foreign_library() {
    cp "$library" "$scratch/foreign.so"
    # e_machine, at offset 18 of an ELF header: 0xf3 is RISC-V.
    printf '\xf3\x00' | dd of="$scratch/foreign.so" bs=1 seek=18 conv=notrunc status=none
}

make_jar_without_library() {
    cp "$agent" "$scratch/bare.jar"
    /usr/bin/python3 - "$agent" "$scratch/bare.jar" <<'COPY'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as whole, zipfile.ZipFile(sys.argv[2], "w") as bare:
    for entry in whole.infolist():
        if not entry.filename.endswith(".so"):
            bare.writestr(entry, whole.read(entry))
COPY
}

# Runs a command; leaves its status in $status and its output in $scratch/out and $scratch/err.
run() {
    status=0
    timeout 120 "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
}

run_java_host() {
    status=0
    java_host "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
}

host_is_unharmed() {
    [ "$status" = 37 ] || { seen "status $status"; return; }
    [ "$(cat "$scratch/out")" = "the host ran" ] || seen "stdout '$(head -c 200 "$scratch/out")'"
}

# one_line PATTERN...: all of standard error is a line, which has each pattern.
one_line() {
    local pattern
    [ "$(wc -l <"$scratch/err")" = 1 ] || { seen "$(wc -l <"$scratch/err") lines: $(head -n 3 "$scratch/err")"; return; }
    for pattern in "$@"; do
        grep -qiF -- "$pattern" "$scratch/err" || { seen "no '$pattern' in: $(cat "$scratch/err")"; return; }
    done
}

# A process that execs or forks may be told once each: the loader speaks in every new program.
some_line() {
    grep -qiF -- "$1" "$scratch/err" || seen "$(head -n 3 "$scratch/err")"
}

refused_with() {
    [ "$status" = "$1" ] || seen "status $status"
}

check_preloaded_hosts() {
    echo "A shell under LD_PRELOAD"
    run env LD_PRELOAD="$library" SPAWNRISK_LOG=$nowhere "${shell_host[@]}"
    check "runs on where the log can't be written" host_is_unharmed
    check "and says which log" some_line $nowhere
    run env LD_PRELOAD="$library" SPAWNRISK_LOG="$scratch/a.jsonl" SPAWNRISK_ARGUMENTS=everything "${shell_host[@]}"
    check "runs on with a bad option" host_is_unharmed
    check "and says which option" some_line everything
    run env LD_PRELOAD="$scratch/gone.so" "${shell_host[@]}"
    check "runs on without the library" host_is_unharmed
    check "and the loader says so" some_line gone.so
    run env LD_PRELOAD="$scratch/foreign.so" "${shell_host[@]}"
    check "runs on with a library for another architecture" host_is_unharmed
    check "and the loader says so" some_line foreign.so
}

check_jvms() {
    echo "A JVM with the agent"
    run_java_host -javaagent:"$agent=log=$nowhere"
    check "runs on where the log can't be written" host_is_unharmed
    check "and says in one line which log" one_line spawnrisk $nowhere
    run_java_host -javaagent:"$agent=lgo=$scratch"
    check "runs on with an unknown option" host_is_unharmed
    check "and names in one line the option and the nearest good one" one_line spawnrisk "'lgo'" "'log'"
    run_java_host -javaagent:"$agent=weave=never"
    check "runs on with a bad value" host_is_unharmed
    check "and names in one line option and value" one_line spawnrisk weave never
    run_java_host -javaagent:"$agent=native=$scratch/gone.so"
    check "runs on with a library that is not there" host_is_unharmed
    check "and says in one line which" one_line spawnrisk gone.so
    run_java_host -javaagent:"$scratch/bare.jar=log=$scratch"
    check "runs on where the jar has no library" host_is_unharmed
    check "and says so in one line" one_line spawnrisk linux-
    run_java_host -javaagent:"$agent=native=$scratch/foreign.so"
    check "runs on with a library for another architecture" host_is_unharmed
    check "and says in one line which" one_line spawnrisk foreign.so
}

make_log_files() {
    local line='{"schema":1,"event":"spawn","id":"4711.1.1","time":"2026-01-31T12:00:00.1Z"'
    printf '%s' "$line" >"$scratch/truncated.jsonl"
    head -c 4096 "$library" >"$scratch/binary.jsonl"
    printf '{"level":"info","msg":"not ours"}\n' >"$scratch/foreign.jsonl"
    printf '{"schema":99,"event":"spawn","id":"1.1.1"}\n' >"$scratch/future.jsonl"
}

check_command_line() {
    local name
    echo "The command line"
    for name in truncated binary foreign future; do
        run "$root/bin/spawnrisk" report "$scratch/$name.jsonl"
        check "report ends with status 1 on a $name file" refused_with 1
        check "and says in one line which" one_line "$name.jsonl"
    done
    run "$root/bin/spawnrisk" report "$scratch/gone.jsonl"
    check "report ends with status 1 where there is no such file" refused_with 1
    check "and says in one line which" one_line gone.jsonl
    run "$root/bin/spawnrisk" report --jsno "$scratch/foreign.jsonl"
    check "report ends with status 2 on an unknown option" refused_with 2
    check "and names it in one line" one_line "--jsno"
    run "$root/bin/spawnrisk" run -o $nowhere -- "${shell_host[@]}"
    check "run ends with a status of its own where the folder can't be made" refused_with 1
    check "and says in one line which" one_line $nowhere
}

main() {
    make_java_host
    make_foreign_library
    make_jar_without_library
    make_log_files
    check_preloaded_hosts
    check_jvms
    check_command_line
    checks_end
}

main "$@"
