#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Pipelines, substitutions, subshells, a coprocess and jobs.
set -euo pipefail
for i in 1 2 3 4 5; do
    echo "turn $i: $(echo "$i" | tr 1-5 a-e | cat)"
done
(exit 3) || echo "subshell: $?"
cat <(echo one) <(echo two)
coproc upper { tr "[:lower:]" "[:upper:]"; }
echo coprocess >&"${upper[1]}"
input=${upper[1]}
exec {input}>&-
cat <&"${upper[0]}"
for i in 1 2 3; do sleep 0.0$i & done
wait
seq 5 | while read -r n; do /bin/echo "n$n"; done
bash -c 'ls -d / | sort'
