# SPDX-License-Identifier: Apache-2.0
"""What one JVM tells a Prometheus and an OpenTelemetry Collector: samples and bytes of one scrape and one export."""
import argparse
import contextlib
import http.server
import pathlib
import queue
import socket
import sys
import threading
import urllib.request

import jvm
import rounds

SPAWNRISK = str(rounds.ROOT / 'bin' / 'spawnrisk')
PATIENCE_S = 60


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what an exporter posts, as a Collector does, and notes how much that was."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.server.taken.put((self.path, len(body)))
        self.send_response(200)
        self.send_header('Content-Type', 'application/x-protobuf')
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        """Not on standard error."""


@contextlib.contextmanager
def receiver():
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Receiver) as server:
        server.taken = queue.Queue()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as held:
        return held.getsockname()[1]


def scrape(port):
    with urllib.request.urlopen(f'http://127.0.0.1:{port}/metrics', timeout=PATIENCE_S) as answer:
        text = answer.read()
    return {'scrape_bytes': len(text), 'series': sum(1 for line in text.splitlines() if line and not line.startswith(b'#'))}


def export_bytes(server):
    """Of an export that began after the spawns were over."""
    while not server.taken.empty():
        server.taken.get()
    while True:
        path, size = server.taken.get(timeout=PATIENCE_S)
        if path.endswith('/v1/metrics'):
            return {'export_bytes': size}


def one_jvm(home, spawns, compression):
    port = free_port()
    with receiver() as server:
        return jvm.Jvm(home, 'POSIX_SPAWN', 8, 1, spawns).run(
            attaching=(SPAWNRISK, 'attach', f'prometheus={port}', f'otlp=http://127.0.0.1:{server.server_port}'),
            looking=lambda _: {**scrape(port), **export_bytes(server)},
            OTEL_METRIC_EXPORT_INTERVAL='1000', OTEL_EXPORTER_OTLP_COMPRESSION=compression)


def tables(content):
    return [(('one JVM with one call site', 'series', 'bytes of a scrape', 'bytes of an export'),
             [(f'compression {name}', one['series'], f'{one["scrape_bytes"]:,}', f'{one["export_bytes"]:,}')
              for name, one in content['taken'].items()])]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--spawns', type=int, default=200)
    parser.add_argument('home', metavar='JAVA_HOME')
    options = parser.parse_args()
    if not pathlib.Path(jvm.JAR).exists():
        sys.exit(f'bench: {jvm.JAR} is not built')
    taken = {compression: one_jvm(options.home, options.spawns, compression) for compression in ('none', 'gzip')}
    content = {'spawns': options.spawns, 'taken': taken}
    rounds.keep('export', content)
    rounds.show(tables(content))


if __name__ == '__main__':
    main()
