#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# BGSAVE and BGREWRITEAOF of 300,000 keys. Leaves latest_fork_usec of the save in a file.
set -euo pipefail
cli() { redis-cli -s "$PWD/redis.socket" "$@"; }
field() { cli info persistence | tr -d '\r' | sed -n "s/^$1://p"; }
until_is() { until [ "$(field "$1")" = "$2" ]; do sleep 0.1; done; }

redis-server --port 0 --unixsocket "$PWD/redis.socket" --dir "$PWD" --save '' \
    --enable-debug-command yes --logfile redis.log &
server=$!
until cli ping >/dev/null 2>&1; do sleep 0.1; done
cli debug populate 300000 key 100
cli bgsave
until_is rdb_bgsave_in_progress 0
cli info stats | tr -d '\r' | sed -n 's/^latest_fork_usec://p' >latest_fork_usec
field rdb_last_bgsave_status
cli bgrewriteaof
until_is aof_rewrite_in_progress 0
until_is aof_rewrite_scheduled 0
field aof_last_bgrewrite_status
cli dbsize
cli shutdown nosave || true
wait "$server" || echo "server: $?"
