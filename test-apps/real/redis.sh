#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# BGSAVE, five times, and BGREWRITEAOF of 1 GB, of which a tenth is overwritten during the first save.
# Leaves in files latest_fork_usec of each save, and rdb_last_cow_size of the first.
set -euo pipefail
cli() { redis-cli -s "$PWD/redis.socket" "$@"; }
field() { cli info persistence | tr -d '\r' | sed -n "s/^$1://p"; }
until_is() { until [ "$(field "$1")" = "$2" ]; do sleep 0.1; done; }
told_fork() { cli info stats | tr -d '\r' | sed -n 's/^latest_fork_usec://p' >>latest_fork_usec; }
end_of_save() {
    until_is rdb_bgsave_in_progress 0
    field rdb_last_bgsave_status
}

redis-server --port 0 --unixsocket "$PWD/redis.socket" --dir "$PWD" --save '' \
    --enable-debug-command yes --logfile redis.log &
server=$!
until cli ping >/dev/null 2>&1; do sleep 0.1; done
# Values below a page: those of whole pages a save gives back as soon as it has them.
cli debug populate 350000 key 3000
# A microsecond's sleep for each 20 keys: the save lasts longer than the writes that come with it.
cli config set rdb-key-save-delay -20
cli bgsave
told_fork
cli eval 'for key = 0, 34999 do redis.call("setrange", "key:" .. key, 0, string.rep("x", 3000)) end' 0
end_of_save
field rdb_last_cow_size >cow_size
cli config set rdb-key-save-delay 0
for _ in 1 2 3 4; do
    cli bgsave
    told_fork
    end_of_save
done
cli bgrewriteaof
until_is aof_rewrite_in_progress 0
until_is aof_rewrite_scheduled 0
field aof_last_bgrewrite_status
cli dbsize
cli shutdown nosave || true
wait "$server" || echo "server: $?"
