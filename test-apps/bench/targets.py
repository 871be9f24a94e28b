# SPDX-License-Identifier: Apache-2.0
"""What observing may cost, each beside what was measured: (what, target, measured, whether it is met)."""
import operator
import statistics

import rounds

KIB = 1024
AT_MOST, AT_LEAST, LESS = operator.le, operator.ge, operator.lt


class Target:
    def __init__(self, what, bound, limit, unit, measure):
        self.what, self.bound, self.limit, self.unit, self.measure = what, bound, limit, unit, measure

    def row(self, kept):
        sign = {AT_MOST: '≤', AT_LEAST: '≥', LESS: '<'}[self.bound]
        wanted = f'{sign} {self.limit:,g} {self.unit}'.strip()
        try:
            measured = self.measure(kept)
        except KeyError as missing:
            return self.what, wanted, f'not measured ({missing.args[0]})', ''
        return self.what, wanted, f'{measured:,.4g} {self.unit}'.strip(), 'yes' if self.bound(measured, self.limit) else '**no**'


def of(kept, name):
    return kept[name]['taken']


def spawned(kept, shape, name='spawnrisk', base='bare', by=rounds.ratio, figure='wall_ns'):
    variants = of(kept, 'spawns')[shape]
    return by(variants[name], variants[base], figure)


def against_snoopy(kept):
    return spawned(kept, 'posix_spawn 10', by=rounds.added) / spawned(kept, 'posix_spawn 10', 'snoopy', by=rounds.added)


def worst_jvm(kept, figure, by):
    """Of both JDKs, all heaps and numbers of threads, with the JDK's own mechanism."""
    return max(figure(variants, by) for shape, variants in of(kept, 'jvm').items() if ' POSIX_SPAWN ' in shape)


def agent_ratio(variants, base):
    return rounds.ratio(variants['agent'], variants[base], 'wall_ns')


def first_spawn(variants, base):
    return rounds.added(variants['agent'], variants[base], 'first_ns') / 1e6


def grown(kept, dimension):
    """What a spawn takes more with the largest parent of a kind, to that with the smallest."""
    sizes = sorted((int(shape.split()[1]), variants) for shape, variants in of(kept, 'facts').items()
                   if shape.startswith(f'{dimension} '))
    added = [rounds.added(variants['spawnrisk'], variants['bare'], 'processor_ns') for _, variants in sizes]
    return added[-1] / added[0]


def in_a_process(kept, figure, per):
    process = kept['footprint']['process']
    return rounds.added(process['spawnrisk'], process['empty library'], figure) / per


def report(kept, tool, figure):
    return statistics.median(run[figure] for run in kept['report']['runs'] if run['tool'] == tool)


def started(kept, name, base, figure='main_ns'):
    return max(rounds.added(variants[name], variants[base], figure) / 1e6 for variants in of(kept, 'start').values())


ALL = (
    Target('preload, posix_spawn and wait, parent of 10 MiB', AT_MOST, 1.03, '× bare', lambda kept: spawned(kept, 'posix_spawn 10')),
    Target('the same, time added', LESS, 1, '× what snoopy adds', against_snoopy),
    Target('the same, processor time added with 8 GiB', AT_MOST, 1.1, '× that with 10 MiB',
           lambda kept: spawned(kept, 'posix_spawn 8192', by=rounds.added, figure='processor_ns') /
           spawned(kept, 'posix_spawn 10', by=rounds.added, figure='processor_ns')),
    *(Target(f'processor time added, from the fewest to the most {dimension}', AT_MOST, 1.1, '×',
             lambda kept, dimension=dimension: grown(kept, dimension))
      for dimension in ('mebibytes', 'mappings', 'descriptors', 'threads')),
    Target('processor time added for a spawn and its end', AT_MOST, 40, 'us',
           lambda kept: spawned(kept, 'posix_spawn 10', by=rounds.added, figure='processor_ns') / 1000),
    Target('system calls added for a spawn and its end', AT_MOST, 16, '',
           lambda kept: kept['log']['one_spawn']['calls'] - kept['log']['one_spawn']['bare_calls']),
    Target('agent, start and waitFor, the worst of all shapes', AT_MOST, 1.03, '× bare',
           lambda kept: worst_jvm(kept, agent_ratio, 'bare')),
    Target('the same', AT_MOST, 1.02, '× with JFR', lambda kept: worst_jvm(kept, agent_ratio, 'JFR')),
    Target('first spawn with the agent, later by', AT_MOST, 5, 'ms', lambda kept: worst_jvm(kept, first_spawn, 'bare')),
    Target('start-up with the agent, the worst of both JDKs', AT_MOST, 10, 'ms more than with an empty one',
           lambda kept: started(kept, 'agent', 'empty agent')),
    Target('the same', AT_MOST, 0.1, '× what OpenTelemetry’s adds',
           lambda kept: started(kept, 'agent', 'empty agent') / started(kept, 'OpenTelemetry', 'empty agent')),
    Target('library, stripped', AT_MOST, 100, 'KiB', lambda kept: kept['footprint']['files']['library_bytes'] / KIB),
    Target('memory that a process that never spawns writes', AT_MOST, 64, 'KiB',
           lambda kept: in_a_process(kept, 'written_bytes', KIB)),
    Target('start of a preloaded process, to that with an empty library', AT_MOST, 100, 'us more',
           lambda kept: in_a_process(kept, 'start_ns', 1000)),
    Target('report, to jq', AT_LEAST, 10, '× as fast', lambda kept: report(kept, 'jq', 'wall_s') / report(kept, 'spawnrisk', 'wall_s')),
    Target('report, to DuckDB', AT_LEAST, 1, '× as fast',
           lambda kept: report(kept, 'duckdb', 'wall_s') / report(kept, 'spawnrisk', 'wall_s')),
    Target('report', AT_LEAST, 500_000, 'events a second',
           lambda kept: kept['report']['events'] / report(kept, 'spawnrisk', 'wall_s')),
    Target('report, peak memory', AT_MOST, 256, 'MiB', lambda kept: report(kept, 'spawnrisk', 'peak_rss_mib')),
)
