#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dash starts what is no builtin by vfork where it can, subshells by fork.
set -eu
for i in 1 2 3 4 5; do
    dash -c "/bin/echo $i; (/bin/echo sub; exit 2) || /bin/echo \$?"
done
# shellcheck disable=SC2016  # dash expands it
dash -c 'printf "%s\n" b a | sort | head -n 1; echo "$(uname -s)"; sleep 0.01 & wait'
