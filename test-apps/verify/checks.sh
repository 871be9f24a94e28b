# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Counts what holds and what does not: check 'a sentence' COMMAND...

checks_passed=0
checks_failed=0

check() {
    local sentence=$1
    shift
    if "$@"; then
        checks_passed=$((checks_passed + 1))
        echo "ok      $sentence"
    else
        checks_failed=$((checks_failed + 1))
        echo "FAILED  $sentence"
    fi
}

# Says what was seen, and is false: the last word of a check that does not hold.
seen() {
    echo "        seen: $*"
    return 1
}

checks_end() {
    echo "$checks_passed passed, $checks_failed failed"
    [ "$checks_failed" = 0 ]
}

# is_within PERCENT NUMBER REFERENCE, of whole numbers.
is_within() {
    local difference=$(($2 - $3))
    [ $((${difference#-} * 100)) -le $(($3 * $1)) ]
}

mebibytes() {
    echo "$(($1 / 1048576)) MiB"
}
