# SPDX-License-Identifier: Apache-2.0
"""What spawnrisk weighs: files, private memory of a process that never spawns, its start, and in a JVM heap, classes and threads."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import jvm
import loop
import rounds

NOTHING = rounds.RAW / 'libnothing.so'
KIB = 1024


def build_nothing():
    subprocess.run(['cc', '-O2', '-shared', '-fPIC', '-o', NOTHING, rounds.HERE / 'c' / 'nothing.c'], check=True)


def stripped_bytes(library):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / library.name
        shutil.copy(library, copy)
        subprocess.run(['strip', '--strip-unneeded', copy], check=True)
        return copy.stat().st_size


def private_bytes(preload):
    """Of a process that waits for its input: pages that are its alone, and those of them that it wrote."""
    with subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env={**os.environ, 'LD_PRELOAD': str(preload)}) as host:
        host.stdin.write(b'\n')
        host.stdin.flush()
        host.stdout.readline()  # it has started
        rollup = pathlib.Path(f'/proc/{host.pid}/smaps_rollup').read_text()
        host.communicate()
    sizes = {name: int(kib) * KIB for name, kib in re.findall(r'^(\w+): +(\d+) kB$', rollup, re.MULTILINE)}
    return {'written_bytes': sizes['Private_Dirty'], 'private_bytes': sizes['Private_Dirty'] + sizes['Private_Clean']}


def child_start(preload, spawns):
    """Of a program that ends at once: the loop and the shell, which sets it, are the same for all."""
    parent = loop.Loop('posix_spawn', spawns)
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / 'start'
        script.write_text(f'#!/bin/sh\nLD_PRELOAD={preload} exec {parent.program}\n')
        script.chmod(0o755)
        parent.program = str(script)
        return {'start_ns': parent.run()['wall_ns']}


def in_a_process(options):
    def of(preload):
        return lambda: {**private_bytes(preload), **child_start(preload, options.spawns)}
    # Another library in its place, so that what the loader takes for any is not counted.
    return rounds.in_turn({'empty library': of(NOTHING), 'spawnrisk': of(loop.LIBRARY)}, options.rounds)


def counters(home, pid):
    printed = subprocess.run([f'{home}/bin/jcmd', str(pid), 'PerfCounter.print'], capture_output=True, text=True, check=True)
    return dict(line.split('=', 1) for line in printed.stdout.splitlines() if '=' in line)


def live_heap_bytes(home, pid):
    histogram = subprocess.run([f'{home}/bin/jcmd', str(pid), 'GC.class_histogram'], capture_output=True, text=True, check=True)
    return int(histogram.stdout.split('\nTotal')[1].split()[1])


def of_a_jvm(home, options):
    """After a hundred starts, once nothing of them is alive."""
    def measured(pid):
        found = counters(home, pid)
        return {'heap_bytes': live_heap_bytes(home, pid),
                'classes': int(found['java.cls.loadedClasses']) + int(found['java.cls.sharedLoadedClasses']),
                'metaspace_bytes': int(found['sun.gc.metaspace.used']),
                'threads': int(found['java.threads.live'])}
    return lambda: jvm.Jvm(home, 'POSIX_SPAWN', 8, 1, 100).run(*options, looking=measured)


def in_a_jvm(homes, count):
    with tempfile.TemporaryDirectory() as folder:
        agent = f'-javaagent:{jvm.JAR}=log={folder}/events.jsonl'
        return {jvm.version_of(home): rounds.in_turn(
            {'bare': of_a_jvm(home, ()), 'agent': of_a_jvm(home, (agent,))}, count) for home in homes}


def files():
    return {'library_bytes': stripped_bytes(loop.LIBRARY), 'jar_bytes': jvm.JAR.stat().st_size}


def tables(content):
    process = content['process']
    rows = [(name, f'{size / KIB:,.0f} KiB') for name, size in content['files'].items()]
    for figure in ('written_bytes', 'private_bytes'):
        rows.append((f'a process that never spawns, {figure}, added',
                     f'{rounds.added(process["spawnrisk"], process["empty library"], figure) / KIB:,.0f} KiB'))
    rows.append(('its start, added', f'{rounds.added(process["spawnrisk"], process["empty library"], "start_ns") / 1000:,.0f} us'))
    for version, taken in content['jvm'].items():
        for figure, unit, per in (('heap_bytes', 'KiB', KIB), ('metaspace_bytes', 'KiB', KIB), ('classes', '', 1), ('threads', '', 1)):
            rows.append((f'JDK {version}, agent, {figure}, added',
                         f'{rounds.added(taken["agent"], taken["bare"], figure) / per:,.0f} {unit}'))
    return [(('foot-print', ''), rows)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--spawns', type=int, default=500)
    parser.add_argument('homes', nargs='+', metavar='JAVA_HOME')
    options = parser.parse_args()
    loop.build()
    build_nothing()
    content = {'files': files(), 'process': in_a_process(options), 'jvm': in_a_jvm(options.homes, options.rounds)}
    rounds.keep('footprint', content)
    rounds.show(tables(content))


if __name__ == '__main__':
    main()
