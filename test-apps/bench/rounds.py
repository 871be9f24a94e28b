# SPDX-License-Identifier: Apache-2.0
"""Measures variants in turn (A B A B), so that what the machine does meanwhile meets all of them alike."""
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RAW = ROOT / 'target' / 'bench'


def machine():
    model = next((line.split(':', 1)[1].strip() for line in pathlib.Path('/proc/cpuinfo').read_text().splitlines()
                  if line.startswith('model name')), platform.machine())
    memory = os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE')
    return {'processors': os.cpu_count(), 'model': model, 'memory_gib': round(memory / 2 ** 30, 1),
            'kernel': platform.release(), 'libc': ' '.join(platform.libc_ver())}


def revision():
    described = subprocess.run(['git', '-C', ROOT, 'describe', '--always', '--dirty'], capture_output=True, text=True)
    return described.stdout.strip()


def in_turn(variants, rounds):
    """variants: a function for each name, which returns figures by name. The list of figures of each."""
    taken = {name: [] for name in variants}
    for number in range(rounds):
        order = list(variants)
        # Not always the same one behind the same other.
        for name in order if number % 2 == 0 else reversed(order):
            taken[name].append(variants[name]())
            print(f'  {name}: round {number + 1} of {rounds}', file=sys.stderr)
    return taken


def summary(taken, figure):
    values = [one[figure] for one in taken]
    return {'median': statistics.median(values), 'least': min(values), 'most': max(values), 'runs': len(values)}


def ratio(taken, base, figure):
    """The median of what each round alone comes to."""
    return statistics.median(one[figure] / other[figure] for one, other in zip(taken, base))


def added(taken, base, figure):
    return statistics.median(one[figure] - other[figure] for one, other in zip(taken, base))


def keep(name, content):
    """As raw as it was taken, with what it was taken on."""
    RAW.mkdir(parents=True, exist_ok=True)
    whole = {'name': name, 'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()), 'revision': revision(),
             'machine': machine(), **content}
    (RAW / f'{name}.json').write_text(json.dumps(whole, indent=1) + '\n')


def show(tables):
    for head, rows in tables:
        table(head, rows)


def table(head, rows):
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        print('  '.join(str(cell).ljust(width) if column == 0 else str(cell).rjust(width)
                        for column, (cell, width) in enumerate(zip(row, widths))).rstrip())
