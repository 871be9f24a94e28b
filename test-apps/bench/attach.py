# SPDX-License-Identifier: Apache-2.0
"""An attach to a JVM that spawns: how soon the first event comes, and for how long a thread stood still."""
import argparse
import contextlib
import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import jvm
import rounds

SPAWNRISK = str(rounds.ROOT / 'bin' / 'spawnrisk')


class Target:
    """A JVM under way, and its longest pause since the last look."""

    def __init__(self, home):
        self.process = subprocess.Popen(
            [f'{home}/bin/java', '-Xmx256m', '-XX:+EnableDynamicAgentLoading', '-cp', str(jvm.CLASSES),
             'io.github.spawnrisk.bench.Attached', shutil.which('true')],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != 'ready\n':
            sys.exit('bench: the JVM to attach to did not start')

    def longest_pause_ns(self):
        self.process.stdin.write('\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())['longest_pause_ns']


@contextlib.contextmanager
def target(home, warm_up_s):
    one = Target(home)
    try:
        time.sleep(warm_up_s)  # for the compiler to have done most of its work
        one.longest_pause_ns()
        yield one
    finally:
        one.process.kill()
        one.process.communicate()


def ran(command, one):
    began = time.time()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {'command_ns': (time.time() - began) * 1e9, 'longest_pause_ns': one.longest_pause_ns()}


def nothing_loaded(home, warm_up_s):
    """The JDK's own command, which attaches and asks for a line of text: what any attach costs."""
    with target(home, warm_up_s) as one:
        return ran([f'{home}/bin/jcmd', str(one.process.pid), 'VM.version'], one)


def first_event_at(log):
    """The wall clock of the earliest spawn, once there is one."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        lines = log.read_text().splitlines()[:1] if log.exists() else []
        if lines and lines[0].endswith('}'):
            return datetime.datetime.fromisoformat(json.loads(lines[0])['time'].replace('Z', '+00:00')).timestamp()
        time.sleep(0.001)
    sys.exit('bench: no event within 30 s of the attach')


def attached(home, warm_up_s):
    with tempfile.TemporaryDirectory() as folder, target(home, warm_up_s) as one:
        log = pathlib.Path(folder) / 'events.jsonl'
        began = time.time()
        taken = ran([SPAWNRISK, 'attach', str(one.process.pid), f'log={log}'], one)
        taken['first_event_ns'] = (first_event_at(log) - began) * 1e9
        subprocess.run([SPAWNRISK, 'detach', str(one.process.pid)], check=True, stdout=subprocess.DEVNULL)
        return {**taken, 'detach_pause_ns': one.longest_pause_ns()}


def measure(options):
    return {jvm.version_of(home): rounds.in_turn(
        {'jcmd': lambda home=home: nothing_loaded(home, options.warm_up),
         'spawnrisk': lambda home=home: attached(home, options.warm_up)}, options.rounds) for home in options.homes}


def tables(content):
    rows = []
    for version, by_name in content['taken'].items():
        for name, taken in by_name.items():
            for figure in taken[0]:
                found = rounds.summary(taken, figure)
                rows.append((f'JDK {version}, {name}, {figure}',
                             *(f'{found[which] / 1e6:.1f} ms' for which in ('median', 'least', 'most'))))
    return [(('attach', 'median', 'least', 'most'), rows)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--warm-up', type=float, default=3, metavar='SECONDS')
    parser.add_argument('homes', nargs='+', metavar='JAVA_HOME')
    options = parser.parse_args()
    content = {'taken': measure(options)}
    rounds.keep('attach', content)
    rounds.show(tables(content))


if __name__ == '__main__':
    main()
