# SPDX-License-Identifier: Apache-2.0
"""How long a JVM takes until main, and its processor time until it has ended, bare and with agents."""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import zipfile

import jvm
import loop
import rounds

EMPTY = rounds.RAW / 'empty-agent.jar'
LIBRARIES = rounds.HERE / 'target' / 'lib'
PROFILER = rounds.RAW / 'libasyncProfiler.so'
ARCHIVES = {'CDS': (), 'no CDS': ('-Xshare:off',)}


def build_empty():
    name = 'io/github/spawnrisk/bench/EmptyAgent.class'
    with zipfile.ZipFile(EMPTY, 'w') as jar:
        jar.writestr('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\nPremain-Class: io.github.spawnrisk.bench.EmptyAgent\n')
        jar.write(jvm.CLASSES / name, name)


def other(pattern):
    return next(iter(sorted(LIBRARIES.glob(pattern))), None)


def unpack_profiler():
    jar = other('async-profiler-*.jar')
    if jar is None:
        return False
    with zipfile.ZipFile(jar) as content:
        PROFILER.write_bytes(content.read('linux-x64/libasyncProfiler.so'))
    return True


def run(command):
    """By the processor's accounts of the child alone, and until its main has told that it was reached."""
    before = time.monotonic_ns()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        told = [line for line in process.stdout if line.strip().isdigit()]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0 or not told:
        sys.exit(f'bench: {" ".join(command)}: ended with {process.returncode}')
    return {'main_ns': int(told[-1]) - before, 'wall_ns': time.monotonic_ns() - before,
            'processor_ns': int((usage.ru_utime + usage.ru_stime) * 1e9)}


def agents(folder):
    log = f'log={folder}/events.jsonl'
    found = {'bare': (), 'empty agent': (f'-javaagent:{EMPTY}',), 'agent': (f'-javaagent:{jvm.JAR}={log}',),
             'native agent': (f'-agentpath:{loop.LIBRARY}={log}',)}
    telemetry = other('opentelemetry-javaagent-*.jar')
    if telemetry is not None:
        found['OpenTelemetry'] = (f'-javaagent:{telemetry}', *(f'-Dotel.{what}.exporter=none' for what in ('traces', 'metrics', 'logs')))
    if unpack_profiler():
        found['async-profiler'] = (f'-agentpath:{PROFILER}=start,event=itimer,file={folder}/profile.jfr',)
    return found


def variants(home, archive, folder):
    def of(options):
        command = [f'{home}/bin/java', *archive, *options, '-cp', str(jvm.CLASSES), 'io.github.spawnrisk.bench.Reached']
        return lambda: run(command)
    return {name: of(options) for name, options in agents(folder).items()}


def measure(options):
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        for home in options.homes:
            for name, archive in ARCHIVES.items():
                shape = f'{jvm.version_of(home)} {name}'
                print(shape, file=sys.stderr)
                taken[shape] = rounds.in_turn(variants(home, archive, pathlib.Path(folder)), options.rounds)
    return taken


def tables(content):
    rows = []
    for shape, by_name in content['taken'].items():
        for name, one in by_name.items():
            main = rounds.summary(one, 'main_ns')
            more = [f'{rounds.added(one, by_name["empty agent"], figure) / 1e6:.1f} ms' for figure in ('main_ns', 'processor_ns')]
            rows.append((f'JDK {shape}', name, *(f'{main[which] / 1e6:.1f} ms' for which in ('median', 'least', 'most')), *more))
    return [(('until main', '', 'median', 'least', 'most', 'to an empty agent', 'processor time'), rows)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=15)
    parser.add_argument('homes', nargs='+', metavar='JAVA_HOME')
    options = parser.parse_args()
    loop.build()
    build_empty()
    content = {'taken': measure(options)}
    rounds.keep('start', content)
    rounds.show(tables(content))


if __name__ == '__main__':
    main()
