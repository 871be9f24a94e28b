#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A cluster of its own: initdb, connections under pgbench, and a stop.
set -euo pipefail
programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
PATH=$programs:$PATH
export PGHOST=$PWD PGDATABASE=postgres PGUSER=tester
initdb -D data -U tester --auth=trust --no-sync >initdb.log
postgres -D data -k "$PWD" -h '' -F >postgres.log 2>&1 &
server=$!
until pg_isready -q; do sleep 0.2; done
pgbench -i -q -s 1 >pgbench.log 2>&1
pgbench -n -c 4 -t 25 -C 2>>pgbench.log | grep 'number of transactions actually'
psql -Atc 'select count(*) from pgbench_history'
psql -Atc "copy (select 1) to program 'cat >copied'"
cat copied
kill -INT "$server"
wait "$server"
