# SPDX-License-Identifier: Apache-2.0
"""A loop of ProcessBuilder.start and waitFor in a JVM: bare, with JFR's own event, and under spawnrisk."""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import loop
import rounds

CLASSES = rounds.HERE / 'target' / 'classes'
JAR = rounds.ROOT / 'agent' / 'target' / 'spawnrisk.jar'
MECHANISMS = ('POSIX_SPAWN', 'VFORK', 'FORK')
JFR = """<?xml version="1.0" encoding="UTF-8"?>
<configuration version="2.0"><event name="jdk.ProcessStart"><setting name="enabled">true</setting>
<setting name="stackTrace">true</setting></event></configuration>
"""


class Jvm:
    """One shape of JVM, and how it starts processes."""

    def __init__(self, home, mechanism, heap_mebibytes, threads, spawns):
        self.java = str(pathlib.Path(home) / 'bin' / 'java')
        self.options = [f'-Djdk.lang.Process.launchMechanism={mechanism}', f'-Xmx{heap_mebibytes + 256}m',
                        f'-Xms{heap_mebibytes + 256}m', '-XX:+UseG1GC', '-XX:+EnableDynamicAgentLoading']
        self.main = ['-cp', str(CLASSES), 'io.github.spawnrisk.bench.SpawnLoop', str(heap_mebibytes), str(threads),
                     str(spawns), shutil.which('true')]

    def run(self, *options, attaching=(), looking=None, **environment):
        """Its figures; with looking, what that finds in the process once it has spawned, and before it ends."""
        command = [self.java, *self.options, *options, *self.main]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, **environment}) as jvm:
            with contextlib.ExitStack() as stack:
                stack.callback(jvm.kill)  # whatever comes; nothing where it has ended
                if 'ready\n' not in iter(jvm.stdout.readline, ''):  # JFR says first that it records
                    sys.exit(f'bench: {" ".join(command)}: {jvm.stderr.read().strip()}')
                if attaching:
                    subprocess.run([*attaching[:2], str(jvm.pid), *attaching[2:]], check=True)
                jvm.stdin.write('g')
                jvm.stdin.flush()
                figures = next((line for line in iter(jvm.stdout.readline, '') if line.startswith('{')), '')
                found = looking(jvm.pid) if looking and figures else {}
                _, err = jvm.communicate()
        if jvm.returncode != 0:
            sys.exit(f'bench: {" ".join(command)}: {err.strip()}')
        return {**json.loads(figures), **found}

    def bare(self):
        return self.run()

    def recorded(self):
        with tempfile.TemporaryDirectory() as folder:
            settings = pathlib.Path(folder) / 'settings.jfc'
            settings.write_text(JFR)
            return self.run(f'-XX:StartFlightRecording:filename={folder}/r.jfr,settings={settings}', '-Xlog:jfr*=off')

    def logging(self, way):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / 'events.jsonl'
            taken = way(f'log={log}')
            seen = log.read_text().count('"event":"spawn"')
            if seen < taken['spawns']:
                sys.exit(f'bench: {seen} spawns in the log of {taken["spawns"]}')
            return taken

    def with_agent(self):
        return self.logging(lambda options: self.run(f'-javaagent:{JAR}={options}'))

    def with_agent_and_preload(self):
        return self.logging(lambda options: self.run(f'-javaagent:{JAR}={options}', LD_PRELOAD=str(loop.LIBRARY)))

    def with_native_agent(self):
        return self.logging(lambda options: self.run(f'-agentpath:{loop.LIBRARY}={options}'))

    def attached_to(self):
        command = str(rounds.ROOT / 'bin' / 'spawnrisk')
        return self.logging(lambda options: self.run(attaching=(command, 'attach', options)))


def variants(jvm):
    return {'bare': jvm.bare, 'JFR': jvm.recorded, 'agent': jvm.with_agent, 'agent, preload': jvm.with_agent_and_preload,
            'native agent': jvm.with_native_agent, 'attach': jvm.attached_to}


def shapes(quick):
    for heap in (64,) if quick else (64, 8192):
        for threads in (1, 8):
            for mechanism in MECHANISMS:
                yield mechanism, heap, threads


def version_of(home):
    settings = subprocess.run([f'{home}/bin/java', '-XshowSettings:properties', '-version'], capture_output=True, text=True,
                              check=True).stderr
    return settings.split('java.specification.version = ')[1].splitlines()[0]


def measure(options):
    taken = {}
    for home in options.homes:
        version = version_of(home)
        for mechanism, heap, threads in shapes(options.quick):
            print(f'JDK {version}, {mechanism}, heap of {heap} MiB, {threads} threads', file=sys.stderr)
            # A fork of 8 GiB takes a tenth of a second.
            spawns = options.spawns if mechanism != 'FORK' or heap < 1024 else max(threads, options.spawns // 20)
            jvm = Jvm(home, mechanism, heap, threads, spawns)
            taken[f'{version} {mechanism} {heap} {threads}'] = rounds.in_turn(variants(jvm), options.rounds)
    return taken


def tables(content):
    rows = []
    for key, by_name in content['taken'].items():
        version, mechanism, heap, threads = key.split()
        for name, one in by_name.items():
            wall, start = rounds.summary(one, 'wall_ns'), rounds.summary(one, 'start_ns')
            rows.append((f'{version} {mechanism}, {heap} MiB, {threads} threads', name,
                         f'{wall["median"] / 1000:.0f} us', f'{wall["least"] / 1000:.0f}', f'{wall["most"] / 1000:.0f}',
                         f'{rounds.ratio(one, by_name["bare"], "wall_ns"):.2f}', f'{start["median"] / 1000:.0f} us',
                         f'{rounds.added(one, by_name["bare"], "first_ns") / 1e6:.1f} ms'))
    return [(('start and waitFor', '', 'median', 'least', 'most', 'to bare', 'start', 'first, added'), rows)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--spawns', type=int, default=1000)
    parser.add_argument('--quick', action='store_true', help='the small heap alone')
    parser.add_argument('homes', nargs='+', metavar='JAVA_HOME')
    options = parser.parse_args()
    loop.build()
    content = {'spawns': options.spawns, 'taken': measure(options)}
    rounds.keep('jvm', content)
    rounds.show(tables(content))


if __name__ == '__main__':
    main()
