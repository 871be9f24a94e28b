# SPDX-License-Identifier: Apache-2.0
"""Makes docs/performance.md of the figures kept beside it, none of which is typed by hand."""
import argparse
import importlib
import json
import pathlib
import shutil
import sys

import rounds
import targets

KEPT = rounds.ROOT / 'docs' / 'performance'
PAGE = rounds.ROOT / 'docs' / 'performance.md'
BENCHES = {
    'spawns': 'A loop of spawns of a native program',
    'jvm': 'A loop of `ProcessBuilder.start` and `waitFor`',
    'start': 'The start of a JVM',
    'footprint': 'Foot-print',
    'facts': 'Memory facts, against how large the parent is',
    'log': 'The log',
    'report': 'The report',
    'attach': 'Attach and detach',
    'export': 'Exporters',
}
HOSTS, SPAWNS_A_SECOND, DAY_S = 10_000, 100, 86_400


def markdown(head, rows):
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    lines = ['| ' + ' | '.join(row) + ' |' for row in cells]
    return '\n'.join([lines[0], '| --- |' + ' ---: |' * (len(head) - 1), *lines[1:]])


def took_place(content):
    machine = content['machine']
    return (f'Revision {content["revision"]}, {content["at"][:10]}: {machine["processors"]} processors '
            f'({machine["model"]}), {machine["memory_gib"]} GiB, Linux {machine["kernel"]}, {machine["libc"]}.')


def least(kept):
    """What is left where a target is out of reach: the kernel's own part."""
    variants = targets.of(kept, 'spawns')['posix_spawn 10']
    if 'the least' not in variants:
        return ''
    added = rounds.added(variants['the least'], variants['bare'], 'processor_ns') / 1000
    return (f'What the kernel alone costs: a program that reads `/proc/self/status`, and appends two lines of the same '
            f'size to a file by `open`, `write` and `close`, takes {added:.0f} us more for each spawn (*the least* below), '
            f'before anything is looked at. A child that is preloaded too has a library more to load.')


def fleet(kept):
    one, exported = kept['log']['one_spawn'], targets.of(kept, 'export')
    busy = rounds.added(*(targets.of(kept, 'spawns')['posix_spawn 10'][name] for name in ('spawnrisk', 'bare')), 'processor_ns')
    log = one['log_bytes'] * SPAWNS_A_SECOND
    rows = [
        ('processor', f'{busy / 1000:.0f} us a spawn', f'{busy * SPAWNS_A_SECOND / 1e7:.2f} % of one',
         f'{busy * SPAWNS_A_SECOND * HOSTS / 1e9:,.0f} processors'),
        ('log', f'{one["log_bytes"]:,.0f} bytes a spawn', f'{log / 1000:,.0f} kB/s, {log * DAY_S / 1e9:,.1f} GB a day',
         f'{log * HOSTS / 1e9:,.2f} GB/s, {log * DAY_S * HOSTS / 1e12:,.0f} TB a day'),
        ('Prometheus', f'{exported["none"]["series"]} series a JVM with one call site',
         f'{exported["none"]["scrape_bytes"] * 4 * 60 * 24 / 1e6:,.0f} MB a day, scraped each 15 s',
         f'{exported["none"]["series"] * HOSTS:,} series'),
        ('OTLP', f'{exported["gzip"]["export_bytes"]:,} bytes an export, gzip', f'{exported["gzip"]["export_bytes"] / 60:,.0f} bytes/s, one a minute',
         f'{exported["gzip"]["export_bytes"] * HOSTS / 60 / 1e6:,.2f} MB/s'),
    ]
    return markdown(('', 'measured', f'a host of {SPAWNS_A_SECOND} spawns a second', f'{HOSTS:,} such hosts'), rows)


def tables(name, content):
    return importlib.import_module(name).tables(content)


def whole(kept):
    parts = ['# What observing costs',
             'Made by `bin/bench page` of the raw figures in [performance/](performance), which `bin/bench all` takes: '
             'variants in turn (A B A B), the median of what each round alone comes to.',
             took_place(next(iter(kept.values()))),
             '## Targets', markdown(('', 'target', 'measured', 'met'), [target.row(kept) for target in targets.ALL])]
    if 'spawns' in kept:
        parts.append(least(kept))
    for name, title in BENCHES.items():
        if name in kept:
            parts += [f'## {title}', f'`bin/bench {name}`', *(markdown(*one) for one in tables(name, kept[name]))]
    if {'log', 'export', 'spawns'} <= kept.keys():
        parts += ['## A fleet', 'By the figures above, one JVM or one process on each host.', fleet(kept)]
    return '\n\n'.join(part for part in parts if part) + '\n'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--take', action='store_true', help='take the newest figures of target/bench')
    parser.add_argument('--check', action='store_true', help='whether the page is the one that its figures make')
    options = parser.parse_args()
    KEPT.mkdir(exist_ok=True)
    if options.take:
        for name in BENCHES:
            if (rounds.RAW / f'{name}.json').exists():
                shutil.copy(rounds.RAW / f'{name}.json', KEPT)
    kept = {name: json.loads(path.read_text()) for name in BENCHES if (path := KEPT / f'{name}.json').exists()}
    if not kept:
        sys.exit(f'bench: no figures in {KEPT}; take them by bin/bench all')
    made = whole(kept)
    if not options.check:
        PAGE.write_text(made)
    elif PAGE.read_text() != made:
        sys.exit('bench: docs/performance.md is not what its figures make; run bin/bench page')


if __name__ == '__main__':
    main()
