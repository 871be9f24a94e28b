# SPDX-License-Identifier: Apache-2.0
"""Reads one log, generated or real, by spawnrisk, jq and DuckDB in turn, and holds what they come to against each other."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
JAVA = os.path.join(os.environ['JAVA_HOME'], 'bin', 'java') if 'JAVA_HOME' in os.environ else 'java'
CLASSES = f'{HERE}/target/spawnrisk-bench.jar:{HERE}/target/lib/*'
HEAP = '256m'


def command(tool, log):
    return {
        # As bin/spawnrisk runs it, but with the heap that is promised.
        'spawnrisk': [JAVA, '-XX:+UseSerialGC', '-Xmn64m', '-XX:SurvivorRatio=4', f'-Xmx{HEAP}', '-jar',
                      f'{ROOT}/agent/target/spawnrisk.jar', 'report', '--json', log],
        'duckdb': [JAVA, '--enable-native-access=ALL-UNNAMED', '-cp', CLASSES,
                   'io.github.spawnrisk.bench.Duck', f'{HERE}/group.sql', log],
        'jq': ['jq', '-nr', '-f', f'{HERE}/group.jq', log],
    }[tool]


def generate(events, log):
    subprocess.run([JAVA, '-cp', CLASSES, 'io.github.spawnrisk.bench.Generate', str(events), log], check=True)


def run(tool, log):
    """What it prints, and what that took: wall clock and processor seconds, and peak memory."""
    began = time.monotonic()
    with subprocess.Popen(command(tool, log), stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f'bench: {tool} ended with {process.returncode}')
    return output, {'tool': tool, 'wall_s': time.monotonic() - began,
                    'cpu_s': usage.ru_utime + usage.ru_stime, 'peak_rss_mib': usage.ru_maxrss / 1024}


def count(site, code):
    return sum(reason['count'] for reason in site['reasons'] if reason['code'] == code)


def groups(tool, output):
    """Spawns, failures, largest commit charge and two codes' counts, by call site, command, call and mechanism."""
    if tool != 'spawnrisk':
        rows = (line.split('\t') for line in output.splitlines())
        return {tuple(row[:4]): tuple(int(figure) for figure in row[4:]) for row in rows}
    return {
        (site['call_site'], site.get('command', ''), site['call'], site['mechanism']):
            (site['spawns'], sum(site['failures'].values()), site.get('max_commit_charge', 0),
             count(site, 'OOM_POSSIBLE'), count(site, 'FORK_STALL'))
        for site in json.loads(output)['call_sites']
    }


def of_returned(found, output):
    """Without the sites that have calls which never returned: the queries know only those that did."""
    unreturned = {
        (site['call_site'], site.get('command', ''), site['call'], site['mechanism'])
        for site in json.loads(output)['call_sites'] if site['unreturned'] > 0
    }
    if unreturned:
        print(f'{len(unreturned)} groups with calls that never returned are left out')
    return {tool: {key: row for key, row in rows.items() if key not in unreturned} for tool, rows in found.items()}


def check(found):
    """All tools have to come to the same."""
    reference = 'jq' if 'jq' in found else 'duckdb'
    expected = found[reference]
    for tool, rows in found.items():
        if not rows or rows != expected:
            different = [key for key in rows.keys() | expected.keys() if rows.get(key) != expected.get(key)]
            key = min(different, default=None)
            sys.exit(f'bench: {tool} and {reference} differ in {len(different)} groups, such as {key}: '
                     f'{rows.get(key)}, and by {reference} {expected.get(key)}')
    spawns = sum(row[0] for row in expected.values())
    print(f'equal by {", ".join(found)}: {len(expected)} groups of {spawns:,} spawns')


def table(events, size, runs):
    def figures(tool, name):
        return [one[name] for one in runs if one['tool'] == tool]

    print(f'{events:,} events, {size / 1e9:.2f} GB, {os.cpu_count()} processors, heap of spawnrisk {HEAP}')
    print(f'{"":10} {"runs":>4} {"median":>9} {"least":>9} {"most":>9} {"events/s":>11} {"cpu s":>8} '
          f'{"peak MiB":>9} {"spawnrisk is":>14}')
    own = statistics.median(figures('spawnrisk', 'wall_s'))
    for tool in dict.fromkeys(one['tool'] for one in runs):
        wall = figures(tool, 'wall_s')
        median = statistics.median(wall)
        print(f'{tool:10} {len(wall):4} {median:7.1f} s {min(wall):7.1f} s {max(wall):7.1f} s '
              f'{events / median:11,.0f} {statistics.median(figures(tool, "cpu_s")):8.1f} '
              f'{max(figures(tool, "peak_rss_mib")):9.0f} {median / own:9.2f} x fast')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--events', type=int, default=10_000_000)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--check', action='store_true')
    parser.add_argument('--log', help='a log of real processes; nothing is generated then')
    parser.add_argument('--without-jq', action='store_true')
    options = parser.parse_args()
    folder = ROOT / 'target' / 'bench'
    folder.mkdir(parents=True, exist_ok=True)
    log = options.log or str(folder / f'events-{options.events}.jsonl')
    if options.log is None:
        generate(options.events, log)
    runs = []
    found = {}
    report = ''
    others = ('duckdb',) if options.without_jq else ('duckdb', 'jq')
    for number in range(1 if options.check else options.rounds):
        # jq takes as long as all others together: once is enough to see it.
        for tool in ('spawnrisk', *(others if number == 0 else ('duckdb',))):
            output, taken = run(tool, log)
            report = output if tool == 'spawnrisk' else report
            found.setdefault(tool, groups(tool, output))
            runs.append(taken)
            print(f'{tool}: {taken["wall_s"]:.1f} s', file=sys.stderr)
    size = os.path.getsize(log)
    events = options.events
    if options.log is None:
        os.remove(log)
    else:
        with open(log, 'rb') as lines:
            events = sum(1 for _ in lines)
    (folder / 'report.json').write_text(json.dumps({'events': events, 'bytes': size, 'runs': runs}, indent=1))
    table(events, size, runs)
    check(of_returned(found, report))
    print('1 passed, 0 failed')


main()
