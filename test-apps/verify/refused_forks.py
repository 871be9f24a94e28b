#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what a fork costs that is refused, by RLIMIT_NPROC and by a pids cgroup, without the
library and with each one that is named: processor time of each of the forks, the least of several
runs in turn. Needs root."""
import argparse
import os
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "native/tests/interpose")]

from test_resources import pids_group  # noqa: E402

NOBODY = 65534
LOG = pathlib.Path("/dev/shm/refused_forks.jsonl")


def be_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def microseconds(host, forks, library, enter):
    environment = {"PATH": "/usr/bin:/bin"}
    if library is not None:
        environment |= {"LD_PRELOAD": str(library.resolve()), "SPAWNRISK_LOG": str(LOG)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([host, str(forks)], env=environment, preexec_fn=enter, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / forks * 1e6


def print_costs(what, options, host, forks, enter):
    least = {}
    for _ in range(options.runs):
        for library in (None, *options.library):
            LOG.write_text("")
            os.chown(LOG, NOBODY, NOBODY)
            took = microseconds(options.hosts / host, forks, library, enter)
            least[library] = min(took, least.get(library, took))
    for library, took in least.items():
        print(f"{what}: {took:.1f} us {'without it' if library is None else f'with {library}'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=pathlib.Path, action="append", required=True)
    parser.add_argument("--hosts", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=12)
    options = parser.parse_args()
    try:
        print_costs("RLIMIT_NPROC", options, "at_its_limit", 16000, be_nobody)
        with pids_group(1) as group:
            def enter():
                (group / "cgroup.procs").write_text(str(os.getpid()))
                be_nobody()
            print_costs("pids cgroup", options, "faults_at_its_limit", 4000, enter)
    finally:
        LOG.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
