# SPDX-License-Identifier: Apache-2.0
"""A process of a given shape that spawns over and over (c/spawn_loop.c), bare and under the library."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import rounds

LIBRARY = rounds.RAW / 'native' / 'libspawnrisk.so'
PROGRAM = rounds.RAW / 'spawn_loop'


def build():
    rounds.RAW.mkdir(parents=True, exist_ok=True)
    subprocess.run(['cmake', '-S', rounds.ROOT, '-B', LIBRARY.parent, '-DCMAKE_BUILD_TYPE=Release'],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['cmake', '--build', LIBRARY.parent, '--target', 'spawnrisk', '-j2'], check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(['cc', '-O2', '-pthread', '-o', PROGRAM, rounds.HERE / 'c' / 'spawn_loop.c'], check=True)


class Loop:
    """One shape of parent, and how it spawns."""

    def __init__(self, way, spawns, mebibytes=0, mappings=0, descriptors=0, threads=0):
        self.way = way
        self.program = shutil.which('true')
        self.shape = [str(size) for size in (spawns, mebibytes, mappings, descriptors, threads)]

    def run(self, before=(), way=None, **environment):
        command = [*before, str(PROGRAM), way or self.way, *self.shape, self.program]
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f'bench: {" ".join(command)}: {done.stderr.strip()}')
        return json.loads(done.stdout.splitlines()[-1])

    def bare(self):
        return self.run()

    def preloaded(self, before=(), **environment):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / 'events.jsonl'
            taken = self.run(before, LD_PRELOAD=str(LIBRARY), SPAWNRISK_LOG=str(log), **environment)
            text = log.read_text()
            # The loop warms up by a tenth. What saw less has done less.
            seen, made = text.count('"event":"spawn"'), taken['spawns'] + taken['spawns'] // 10 + 1
            if seen != made:
                sys.exit(f'bench: {seen} spawns in the log of {made}')
            return {**taken, 'log_bytes': len(text) / made}
