#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs real programs with and without the library: same results, and each process that the kernel
counted is in the log, once, with its parent. Needs root, for the kernel's process connector;
exits with 77 where nothing could be run."""
import argparse
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "native/tests/interpose")]

from behaviours import equal, holds  # noqa: E402
from events import Schema, losses, of_kind, spawns  # noqa: E402
from witnesses import disagreements, read_connector  # noqa: E402

REAL = ROOT / "test-apps/real"
SECONDS = 100
# Those that refuse to run as root, or would drop its rights.
USERS = {"postgresql": "nobody", "apache2": "nobody", "nginx": "nobody"}
FEWEST = 5
# What redis.sh does.
SAVES, OVERWRITTEN = 5, 35000 * 3000
SKIPPED = 77


class Run:
    """One run of a program's script in a folder of its own."""

    def __init__(self, name, options, folder, prefix=(), variables=()):
        self.folder = folder
        folder.mkdir()
        user = USERS.get(name, "root")
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "REAL": str(options.real),
            "PORT": str(free_port()), "HOME": str(folder)}
        command = [*map(str, prefix), "setpriv", f"--reuid={user}", "--clear-groups", "env",
                   *variables, str(options.real / f"{name}.sh")]
        process = subprocess.Popen(
            command, cwd=folder, env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            stdout, stderr = process.communicate(timeout=SECONDS)
        finally:
            end_session(process)
        self.result = (stdout, stderr, process.returncode)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_session(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def told_output(run, other):
    """Paths differ by the run's folder and nothing else."""
    return tuple(part.replace(str(run.folder).encode(), str(other.folder).encode())
                 if isinstance(part, bytes) else part for part in run.result)


def held_against_the_kernel(name, options, folder):
    log, told = folder / "log", folder / "told"
    log.mkdir(mode=0o1777)
    log.chmod(0o1777)
    bare = Run(name, options, folder / "bare")
    preload = [f"LD_PRELOAD={options.library}", f"SPAWNRISK_LOG={log}"]

    interposed = Run(name, options, folder / "interposed", [options.witness, told], preload)

    schema = Schema(ROOT / "docs/event.schema.json")
    events = [event for path in sorted(log.iterdir()) for event in schema.read(path)]
    seen, lost = read_connector(told)
    holds(bare.result[0] and bare.result[2] < 125, f"a plain run: {bare.result}")
    equal(bare.result, told_output(interposed, bare), "result")
    equal(0, lost, "messages that the kernel could not deliver")
    holds(len(seen) >= FEWEST, f"only {len(seen)} processes were made")
    equal([], losses(events), "losses")
    equal([], [named(found, events) for found in disagreements(seen, events)], "pids")
    if name == "redis":
        redis_measures_the_same_fork(interposed, events)
    return len(seen), doors(events)


def named(found, events):
    names = {event["process"]["name"] for event in events if event["process"]["pid"] == found[0]}
    return (*found, sorted(names))


def doors(events):
    counts = {}
    for event in spawns(events):
        counts[event["call"]] = counts.get(event["call"], 0) + 1
    return " ".join(f"{call} {count}" for call, count in sorted(counts.items()))


def redis_measures_the_same_fork(run, events):
    """latest_fork_usec is taken around our door: never less, and more by what the facts cost. Of
    several saves one is left in peace by the rest of the machine between the two clocks."""
    told = [int(usec) for usec in (run.folder / "latest_fork_usec").read_text().split()]
    forks = [event for event in spawns(events)
             if event["call"] == "fork" and event["process"]["name"] == "redis-server"]
    logged = [event["duration_ns"] / 1000 for event in forks]
    shares = [fork / usec for fork, usec in zip(logged, told)]
    print("          redis: latest_fork_usec and what was logged: " + ", ".join(
        f"{usec} {fork:.0f} ({share:.1%})" for usec, fork, share in zip(told, logged, shares)))
    equal((SAVES, SAVES + 1), (len(told), len(logged)), "saves, and forks with that for the AOF")
    holds(0.9 <= max(shares) and all(share <= 1 for share in shares), f"{told} us, {logged}")
    cow_size = int((run.folder / "cow_size").read_text())
    copies = {event["spawn"]: event["measured_copy"] for event in of_kind(events, "copy")
              if "measured_copy" in event}
    copy = copies[forks[0]["id"]]
    print(f"          redis: rdb_last_cow_size {cow_size}, measured copy {copy}")
    holds(cow_size >= OVERWRITTEN, f"only {cow_size} bytes were copied")
    holds(abs(copy - cow_size) <= cow_size / 10, f"{cow_size} bytes, {copy}")


def checked(name, options):
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"spawnrisk-{name}-") as folder:
        os.chmod(folder, 0o755)
        try:
            count, calls = held_against_the_kernel(name, options, pathlib.Path(folder))
        except Exception:
            print(f"FAILED  {name}", flush=True)
            traceback.print_exc()
            return False
    print(f"ok      {name}: {count} processes, {calls} ({time.monotonic() - started:.1f} s)",
          flush=True)
    return True


def complaint(options, folder):
    """What this machine lacks for a count by the kernel."""
    if os.geteuid() != 0:
        return "only root may listen to the kernel's process connector"
    tried = subprocess.run([options.witness, folder / "tried", "true"], capture_output=True)
    return tried.stderr.decode().strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--witness", type=pathlib.Path, required=True, help="process_witness")
    parser.add_argument("names", nargs="*", default=sorted(p.stem for p in REAL.glob("*.sh")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="spawnrisk-real-") as folder:
        if lacking := complaint(options, pathlib.Path(folder)):
            print(f"skipped: all {len(options.names)} programs, for {lacking}")
            return SKIPPED
        # Where a user without rights can read it.
        os.chmod(folder, 0o755)
        options.library = pathlib.Path(shutil.copy(options.library, folder))
        options.real = pathlib.Path(shutil.copytree(REAL, f"{folder}/real"))
        passed = [checked(name, options) for name in options.names]
    print(f"{sum(passed)} passed, {len(passed) - sum(passed)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
