# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Looks at processes through /proc: a fresh machine has no procps.

# Still running, and not only a zombie that nobody has waited for.
process_is_alive() {
    [ -e "/proc/$1/stat" ] && ! grep -q '^State:[[:space:]]*[ZX]' "/proc/$1/status" 2>/dev/null
}

process_children() {
    grep -ls "^PPid:[[:space:]]*$1\$" /proc/[0-9]*/status | cut -d/ -f3 || true
}

# until_true SECONDS COMMAND...: false when the time is over.
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.05
    done
}

process_has_ended() {
    ! process_is_alive "$1"
}

# The children too: Redis's save goes on without Redis.
process_kill() {
    local child
    for child in $(process_children "$1"); do kill -KILL "$child" 2>/dev/null || true; done
    kill -KILL "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}
