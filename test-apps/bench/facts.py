# SPDX-License-Identifier: Apache-2.0
"""What one spawn takes more under the library, against how large the parent is in each way."""
import argparse
import os
import resource
import sys

import loop
import rounds

DIMENSIONS = {
    'mebibytes': (10, 100, 1024, 4096, 8192, 16384),
    'mappings': (100, 1000, 10_000, 60_000),
    'descriptors': (10, 1000, 10_000, 100_000),
    'threads': (1, 100, 1000, 10_000),
}


def fits(dimension, size):
    if dimension == 'mebibytes':
        return size * 2 ** 20 < 0.8 * os.sysconf('SC_AVPHYS_PAGES') * os.sysconf('SC_PAGE_SIZE')
    # Beside them the loop and the library have some of their own.
    return dimension != 'descriptors' or size + 1024 <= resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def measure(spawns, count):
    taken = {}
    for dimension, sizes in DIMENSIONS.items():
        for size in sizes:
            if not fits(dimension, size):
                print(f'{dimension} {size:,}: left out, as this machine does not give that much', file=sys.stderr)
                continue
            print(f'{dimension} {size:,}', file=sys.stderr)
            # posix_spawn copies nothing itself: what grows is ours.
            parent = loop.Loop('posix_spawn', spawns, **{'mebibytes': 10, dimension: size})
            taken[f'{dimension} {size}'] = rounds.in_turn({'bare': parent.bare, 'spawnrisk': parent.preloaded}, count)
    return taken


def tables(content):
    rows, least = [], {}
    for key, by_name in content['taken'].items():
        dimension, size = key.split()
        added = rounds.added(by_name['spawnrisk'], by_name['bare'], 'processor_ns')
        rows.append((dimension, f'{int(size):,}',
                     f'{rounds.summary(by_name["bare"], "processor_ns")["median"] / 1000:.1f} us', f'{added / 1000:.1f} us',
                     f'{added / least.setdefault(dimension, added):.2f}'))
    return [(('posix_spawn, own cpu', 'size', 'bare', 'added', 'to the smallest'), rows)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--spawns', type=int, default=500)
    options = parser.parse_args()
    loop.build()
    content = {'spawns': options.spawns, 'taken': measure(options.spawns, options.rounds)}
    rounds.keep('facts', content)
    rounds.show(tables(content))


if __name__ == '__main__':
    main()
