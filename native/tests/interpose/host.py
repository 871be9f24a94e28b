# SPDX-License-Identifier: Apache-2.0
"""Runs a host program bare and interposed, and holds what was logged against what it did."""
import collections
import os
import pathlib
import platform
import re
import signal
import subprocess

from behaviours import equal, holds
from events import Schema, losses, spawns

MECHANISMS = {
    "fork": "fork", "_Fork": "fork", "__fork": "fork", "__libc_fork": "fork",
    "clone": "clone", "__clone": "clone", "syscall": "fork vfork clone",
    "vfork": "vfork", "__vfork": "vfork", "posix_spawn": "vfork", "posix_spawnp": "vfork",
    "pidfd_spawn": "vfork", "pidfd_spawnp": "vfork",
    "system": "vfork", "__libc_system": "vfork", "popen": "vfork", "_IO_popen": "vfork", "_IO_proc_open": "vfork",
    "wordexp": "vfork", "forkpty": "fork", "daemon": "fork"}
PIPES = ("popen", "_IO_popen", "_IO_proc_open")
SECONDS = 50
CLONE_VM = 0x100

Result = collections.namedtuple("Result", "stdout stderr status")


class Laboratory:
    """Where one behaviour runs: the library, the hosts, and a folder that goes away after it."""

    def __init__(self, options, folder):
        self.source, self.library, self.hosts = options.source, options.library, options.hosts
        self.sanitizer, self.folder = options.sanitizer, folder
        self.schema = Schema(options.source / "docs" / "event.schema.json")
        self.log, self.witness = self.folder / "log.jsonl", self.folder / "witness"
        self.loader = ()

    def environment(self, preloaded, **options):
        """A small environment of known content; an option that is None is left out."""
        libraries = [self.sanitizer] if self.sanitizer else []
        libraries += [str(self.library)] if preloaded else []
        values = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "WITNESS": str(self.witness)}
        if libraries:
            values["LD_PRELOAD"] = ":".join(libraries)
        if self.sanitizer:
            # A host's own leaks are its business, and every child would look for them.
            values["ASAN_OPTIONS"] = "detect_leaks=0"
        values |= {"SPAWNRISK_LOG": str(self.log)} if preloaded else {}
        values |= options
        return {name: value for name, value in values.items() if value is not None}

    def start(self, name, *arguments, preloaded=True, options=None, before=(), **more):
        """A running host in a session of its own, so that it can be ended with all its children.

        before: a command that ends by running the host, which is its argument.
        """
        environment = self.environment(preloaded, **(options or {}))
        if before:
            # Only the host is to be observed.
            names = [name for name in environment if name.startswith(("LD_", "SPAWNRISK_"))]
            before = (*before, "env", *(f"{name}={environment.pop(name)}" for name in names))
        return subprocess.Popen(
            [*before, *self.loader, self.hosts / name, *map(str, arguments)],
            cwd=self.folder, start_new_session=True, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def take_glibc_of_debian(self, release):
        """From now on hosts run on that release's C library, by its own loader."""
        provide = ". $0; glibc_provide $1 || echo $glibc_complaint >&2; glibc_root $1"
        script = self.source / "bin" / "lib" / "glibc.sh"
        provided = subprocess.run(["bash", "-c", provide, script, str(release)], capture_output=True, text=True)
        equal("", provided.stderr, "what is missing")
        (loader,) = pathlib.Path(provided.stdout.strip()).glob("usr/lib/*/ld-linux-*.so.*")
        self.loader = (loader, "--library-path", f"{loader.parent}:{self.hosts}")

    def glibc(self):
        """The version of the C library that hosts run on; (0, 0) where it is another one."""
        if self.loader:
            told = self.run_command(self.loader[0], "--version").stdout.decode()
            return tuple(map(int, re.search(r"version (\d+)\.(\d+)", told).groups()))
        name, version = platform.libc_ver()
        return tuple(map(int, version.split("."))) if name == "glibc" else (0, 0)

    def run(self, name, *arguments, seconds=SECONDS, **more):
        host = self.start(name, *arguments, **more)
        try:
            stdout, stderr = host.communicate(timeout=seconds)
        finally:
            end_session(host)
        return Result(stdout, stderr, host.returncode)

    def run_command(self, *command, seconds=SECONDS):
        """Any program, in a small environment without the library."""
        return subprocess.run(
            list(map(str, command)), cwd=self.folder, env=self.environment(False), check=False,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds)

    def bare(self, name, *arguments, **more):
        """Without the library; its witness is set aside, since the interposed run has its own."""
        result = self.run(name, *arguments, preloaded=False, **more)
        self.witness.unlink(missing_ok=True)
        return result

    def alike(self, name, *arguments, **more):
        """Runs bare, then interposed, and demands that nobody can tell the difference."""
        bare = self.bare(name, *arguments, **more)
        interposed = self.run(name, *arguments, **more)
        equal(bare, interposed, f"{name} interposed, as against bare")
        return interposed

    def events(self, log=None):
        return self.schema.read(log or self.log)

    def witnessed(self):
        """What the host says that it spawned: (call, child or errno), with how often."""
        lines = self.witness.read_text().splitlines() if self.witness.exists() else []
        return collections.Counter(tuple(line.split(" ", 1)) for line in lines)

    def agree(self, events=None, mechanisms=MECHANISMS):
        """Not one spawn missing, not one twice; each with its call, outcome and mechanism."""
        events = self.events() if events is None else events
        equal([], losses(events), "losses")
        equal(self.witnessed(), outcomes(events, self.witnessed()), "logged spawns, as against witnessed ones")
        for event in spawns(events):
            holds(event["mechanism"] in mechanisms[event["call"]].split(), event)
            equal(event["mechanism"] == "clone", "clone_flags" in event, "flags are told")
            equal(copies(event), event["copies_memory"], "copies memory")
        ids = [event["id"] for event in spawns(events)]
        equal(len(ids), len(set(ids)), "different ids")
        return events


def outcomes(events, witnessed=()):
    """A host knows a child of its popen only where that tells its pid itself."""
    def outcome(event):
        if "errno" in event:
            return f"errno {event['error']}"
        child = str(event.get("child_pid", "unnamed"))
        hidden = event["call"] in PIPES and (event["call"], child) not in witnessed
        return "unnamed" if hidden else child
    counted = collections.Counter()
    for event in spawns(events):
        counted[event["call"], outcome(event)] += event.get("repeats", 1)
    return counted


def copies(event):
    if event["mechanism"] == "clone":
        return not event["clone_flags"] & CLONE_VM
    return event["mechanism"] == "fork"


def end_session(host):
    """Kills what a host may have left behind. Its session is its own, so it hits nobody else."""
    try:
        os.killpg(host.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    host.wait()
