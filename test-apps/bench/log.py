# SPDX-License-Identifier: Apache-2.0
"""What the log of one spawn takes: bytes, system calls, and lines a second of many writers of one file."""
import argparse
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import loop
import rounds

WRITERS = (1, 2, 4, 8, 16)
FEW, MANY = 10, 110


def system_calls(spawns, **environment):
    """Those of the parent alone."""
    with tempfile.NamedTemporaryFile('r') as trace:
        parent = loop.Loop('posix_spawn', spawns)
        taken = parent.run(('strace', '-qq', '-o', trace.name, *(f'-E{name}={value}' for name, value in environment.items())))
        made = taken['spawns'] + taken['spawns'] // 10 + 1
        return sum(1 for line in trace if re.match(r'\w+\(', line)), made


def for_one_spawn(**environment):
    """By two counts, of which the difference is no start-up."""
    (few, less), (many, more) = system_calls(FEW, **environment), system_calls(MANY, **environment)
    return (many - few) / (more - less)


def one_spawn():
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / 'events.jsonl'
        observed = {'LD_PRELOAD': str(loop.LIBRARY), 'SPAWNRISK_LOG': str(log)}
        taken = {'log_bytes': loop.Loop('posix_spawn', MANY).preloaded()['log_bytes']}
        if shutil.which('strace') is None:
            print('strace is not installed: system calls are left out', file=sys.stderr)
            return taken
        return {**taken, 'bare_calls': for_one_spawn(), 'calls': for_one_spawn(**observed)}


def write(writers, spawns):
    """Processes that spawn at once, and tell of it in one file."""
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(writers) as pool:
        log = pathlib.Path(folder) / 'events.jsonl'
        parent = loop.Loop('vfork_alone', spawns)
        began = time.monotonic()
        each = [pool.submit(parent.run, LD_PRELOAD=str(loop.LIBRARY), SPAWNRISK_LOG=str(log)) for _ in range(writers)]
        made = sum(one.result()['spawns'] + spawns // 10 + 1 for one in each)
        wall = time.monotonic() - began
        lines = log.read_bytes().splitlines()
        seen = sum(1 for line in lines if line.lstrip().startswith(b'{') and line.endswith(b'}'))
        if seen != len(lines) or seen < 2 * made:
            sys.exit(f'bench: {seen} whole lines of {len(lines)} in the log of {made} spawns')
        return {'lines_per_s': seen / wall}


def tables(content):
    return [(('one spawn and its end', ''), [(name, f'{value:,.1f}') for name, value in content['one_spawn'].items()]),
            (('writers of one file', 'lines a second', 'least', 'most'),
             [(name, *(f'{rounds.summary(runs, "lines_per_s")[figure]:,.0f}' for figure in ('median', 'least', 'most')))
              for name, runs in content['taken'].items()])]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--spawns', type=int, default=4000)
    options = parser.parse_args()
    loop.build()
    one = one_spawn()
    taken = rounds.in_turn({f'{count}': lambda count=count: write(count, options.spawns // count) for count in WRITERS},
                           options.rounds)
    content = {'spawns': options.spawns, 'one_spawn': one, 'taken': taken}
    rounds.keep('log', content)
    rounds.show(tables(content))


if __name__ == '__main__':
    main()
