# SPDX-License-Identifier: Apache-2.0
"""A loop of spawns of a native program: bare, under spawnrisk, and under what else could watch it."""
import argparse
import contextlib
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import loop
import rounds

WAYS = ('posix_spawn', 'vfork', 'fork')
SYSLOG = pathlib.Path('/dev/log')
SNOOPY = pathlib.Path('/usr/lib/x86_64-linux-gnu/libsnoopy.so')


@contextlib.contextmanager
def syslog():
    """Who takes what snoopy logs: without one it does less than on any machine that it is made for."""
    if SYSLOG.exists():
        yield
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as taker:
        taker.bind(str(SYSLOG))
        threading.Thread(target=take_until_closed, args=(taker,), daemon=True).start()
        try:
            yield
        finally:
            SYSLOG.unlink()
            taker.shutdown(socket.SHUT_RD)


def take_until_closed(taker):
    while taker.recv(65536):
        pass


class Watched(loop.Loop):
    """A loop under what else could watch it."""

    def told(self):
        """By the least system calls that tell of it, without us: the limit."""
        with tempfile.NamedTemporaryFile() as log:
            return self.run(way='posix_spawn_told', SPAWN_LOOP_TOLD=log.name)

    def under_snoopy(self):
        with syslog():
            return self.run(LD_PRELOAD=str(SNOOPY))

    def under_strace(self):
        return self.run(before=('strace', '-f', '-qq', '-e', 'trace=process', '-o', '/dev/null'))

    def under_ltrace(self):
        return self.run(before=('ltrace', '-e', 'posix_spawn+vfork+fork', '-o', '/dev/null'))

    def beside_forkstat(self):
        with contextlib.ExitStack() as stack:
            beside = stack.enter_context(subprocess.Popen(['forkstat', '-S'], stdout=subprocess.DEVNULL,
                                                          stderr=subprocess.PIPE))
            stack.callback(beside.terminate)
            return self.run()


def runs(probe):
    """Whether a tool works here at all: ltrace, say, knows not every kernel and loader."""
    try:
        probe()
        return True
    except (OSError, SystemExit):
        return False


def variants(watched):
    found = {'bare': watched.bare, 'spawnrisk': watched.preloaded}
    if watched.way == 'posix_spawn':
        found['the least'] = watched.told
    if SNOOPY.exists():
        found['snoopy'] = watched.under_snoopy
    for tool, variant in (('strace', watched.under_strace), ('ltrace', watched.under_ltrace),
                          ('forkstat', watched.beside_forkstat)):
        if shutil.which(tool) is not None:
            found[tool] = variant
    return found


def measure(sizes, spawns, count):
    usable = [name for name, probe in variants(Watched('posix_spawn', 2)).items() if runs(probe)]
    taken = {}
    for way in WAYS:
        for size in sizes:
            # A fork of a large parent takes milliseconds.
            watched = Watched(way, spawns if way != 'fork' or size < 1024 else spawns // 10, size)
            print(f'{way}, {size} MiB', file=sys.stderr)
            taken[f'{way} {size}'] = rounds.in_turn(
                {name: variant for name, variant in variants(watched).items() if name in usable}, count)
    return taken


def tables(content):
    rows = []
    for key, by_name in content['taken'].items():
        way, size = key.split()
        for name, one in by_name.items():
            wall = rounds.summary(one, 'wall_ns')
            rows.append((f'{way}, {size} MiB', name, f'{wall["median"] / 1000:.0f} us',
                         f'{wall["least"] / 1000:.0f}', f'{wall["most"] / 1000:.0f}',
                         f'{rounds.ratio(one, by_name["bare"], "wall_ns"):.2f}',
                         f'{rounds.added(one, by_name["bare"], "processor_ns") / 1000:.0f} us'))
    return [(('spawn and wait', '', 'median', 'least', 'most', 'to bare', 'added, own cpu'), rows)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--spawns', type=int, default=1000)
    parser.add_argument('--sizes', type=int, nargs='+', default=[10, 1024, 8192], metavar='MIB')
    options = parser.parse_args()
    loop.build()
    content = {'spawns': options.spawns, 'taken': measure(options.sizes, options.spawns, options.rounds)}
    rounds.keep('spawns', content)
    rounds.show(tables(content))


if __name__ == '__main__':
    main()
