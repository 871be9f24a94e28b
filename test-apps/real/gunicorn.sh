#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Workers that start programs themselves, and a reload.
set -euo pipefail
cat >application.py <<'END'
import subprocess


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [subprocess.check_output(["echo", "from gunicorn"])]
END
export PYTHONDONTWRITEBYTECODE=1
/usr/bin/python3 -m gunicorn -w 3 --bind "127.0.0.1:$PORT" --log-level critical \
    --worker-tmp-dir "$PWD" application:application &
server=$!
/usr/bin/python3 "$REAL/fetch.py" "http://127.0.0.1:$PORT/" 10
kill -HUP "$server"
sleep 1
/usr/bin/python3 "$REAL/fetch.py" "http://127.0.0.1:$PORT/" 10
kill -TERM "$server"
wait "$server"
