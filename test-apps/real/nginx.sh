#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A master with three workers, and a reload.
set -euo pipefail
echo 'from nginx' >page
cat >nginx.conf <<END
daemon off;
worker_processes 3;
pid $PWD/nginx.pid;
error_log $PWD/error.log;
events {}
http {
    access_log off;
    client_body_temp_path $PWD/body;
    proxy_temp_path $PWD/proxy;
    fastcgi_temp_path $PWD/fastcgi;
    uwsgi_temp_path $PWD/uwsgi;
    scgi_temp_path $PWD/scgi;
    server { listen 127.0.0.1:$PORT; root $PWD; }
}
END
nginx -p "$PWD" -e "$PWD/error.log" -c "$PWD/nginx.conf" &
server=$!
/usr/bin/python3 "$REAL/fetch.py" "http://127.0.0.1:$PORT/page" 20
kill -HUP "$server"
sleep 0.5
/usr/bin/python3 "$REAL/fetch.py" "http://127.0.0.1:$PORT/page" 20
kill -QUIT "$server"
wait "$server"
