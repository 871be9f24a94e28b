#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Prefork, with a CGI script for each request; then a graceful restart.
set -euo pipefail
mkdir cgi
printf '#!/bin/sh\nprintf "Content-Type: text/plain\\r\\n\\r\\nfrom CGI"\n' >cgi/tell
chmod 755 cgi/tell
cat >apache2.conf <<END
ServerRoot $PWD
ServerName localhost
PidFile $PWD/apache2.pid
Listen 127.0.0.1:$PORT
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule cgi_module /usr/lib/apache2/modules/mod_cgi.so
Mutex file:$PWD
ErrorLog $PWD/error.log
StartServers 3
MinSpareServers 2
MaxRequestWorkers 8
ScriptAlias /cgi/ $PWD/cgi/
END
apache2 -X -v >/dev/null
apache2 -f "$PWD/apache2.conf" -D FOREGROUND &
server=$!
/usr/bin/python3 "$REAL/fetch.py" "http://127.0.0.1:$PORT/cgi/tell" 20
kill -USR1 "$server"
sleep 0.5
/usr/bin/python3 "$REAL/fetch.py" "http://127.0.0.1:$PORT/cgi/tell" 5
# It ends by a signal to its whole group, and that is ours.
trap : TERM
kill -TERM "$server"
while kill -0 "$server" 2>/dev/null; do wait "$server" || true; done
echo ended
