# SPDX-License-Identifier: Apache-2.0
"""Builds the library for aarch64, and runs programs under qemu-user with and without it.

qemu-user makes a fork of vfork, and a mess of clone with a stack: neither is shown by this.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILER = 'aarch64-linux-gnu-gcc'
EMULATOR = ('qemu-aarch64', '-L', '/usr/aarch64-linux-gnu')
HOSTS = ('aliases', 'atfork', 'bad_calls', 'doors', 'ends', 'expands', 'nesting', 'shells')


def build(folder):
    subprocess.run(['cmake', '-S', ROOT, '-B', folder, '-DCMAKE_SYSTEM_NAME=Linux', '-DCMAKE_SYSTEM_PROCESSOR=aarch64',
                    f'-DCMAKE_C_COMPILER={COMPILER}', '-DCMAKE_C_FLAGS=-Werror', '-DCMAKE_BUILD_TYPE=Release',
                    '-DSPAWNRISK_TESTS=OFF'], check=True)
    subprocess.run(['cmake', '--build', folder, '-j2'], check=True)
    for host in HOSTS:
        subprocess.run([COMPILER, '-O1', '-D_GNU_SOURCE', '-pthread', '-o', folder / host, ROOT / f'test-apps/c/{host}.c'],
                       check=True)


def printed(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def library_is_sound(library):
    """Needs the C library alone, has landing pads, no executable stack, and is bound at once."""
    dynamic = printed('aarch64-linux-gnu-readelf', '-d', library)
    needed = re.findall(r'NEEDED.*\[(.*)\]', dynamic)
    properties = printed('aarch64-linux-gnu-readelf', '-n', library)
    stack = re.search(r'GNU_STACK.*\n.*\s(R\w*)\s', printed('aarch64-linux-gnu-readelf', '-l', library))
    return [text for holds, text in (
        (set(needed) <= {'libc.so.6', 'ld-linux-aarch64.so.1'}, f'needs {needed}'),
        ('BTI, PAC' in properties, 'does not say that BTI and PAC hold in it'),
        (stack is not None and stack.group(1) == 'RW', 'has an executable stack'),
        ('BIND_NOW' in dynamic, 'is not bound at once')) if not holds]


def run(folder, host, **environment):
    with tempfile.TemporaryDirectory() as scratch:
        witness, log = pathlib.Path(scratch) / 'witness', pathlib.Path(scratch) / 'events.jsonl'
        settings = {'WITNESS': witness, 'SPAWNRISK_LOG': log, **environment}
        # An empty name has the same number of variables without us.
        done = subprocess.run([*EMULATOR, *(word for name, value in settings.items() for word in ('-E', f'{name}={value}')),
                               folder / host], capture_output=True, text=True, timeout=120, cwd=scratch, env={'PATH': os.environ['PATH']})
        pids = [line.split()[1] for line in (witness.read_text().splitlines() if witness.exists() else [])]
        lines = log.read_text().splitlines() if log.exists() else []
        return done, [pid for pid in pids if pid.isdigit()], [json.loads(line) for line in lines]


def complaints(folder, host):
    bare, _, _ = run(folder, host, LD_PRELOAD='')
    observed, pids, events = run(folder, host, LD_PRELOAD=folder / 'libspawnrisk.so')
    seen = collections.Counter(str(event['child_pid']) for event in events
                               if event['event'] == 'spawn' and 'child_pid' in event)
    if (observed.returncode, observed.stdout) != (bare.returncode, bare.stdout):
        yield f'ended with {observed.returncode} in place of {bare.returncode}, or printed something else'
    if not events:
        yield 'nothing was logged'
    for pid in pids:
        if seen[pid] != 1:
            yield f'child {pid} was seen {seen[pid]} times'


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build', type=pathlib.Path, default=ROOT / 'target' / 'aarch64')
    folder = parser.parse_args().build
    build(folder)
    found = {'the library': library_is_sound(folder / 'libspawnrisk.so')}
    found.update((host, list(complaints(folder, host))) for host in HOSTS)
    for name, wrong in found.items():
        print(f'{"ok     " if not wrong else "FAILED "} {name}', *(f'\n        {text}' for text in wrong), sep='')
    failed = sum(1 for wrong in found.values() if wrong)
    print(f'{len(found) - failed} passed, {failed} failed')
    sys.exit(failed != 0)


if __name__ == '__main__':
    main()
