# SPDX-License-Identifier: Apache-2.0
"""What if this process forked now? Asked from outside, by a program that links the library."""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

from behaviours import Skipped, behaviour, equal, holds
from host import end_session
from test_facts import ASAN_MAPS_TERABYTES, MIB, accountable, kib_of

NOBODY = 65534
LARGE_TOUCHED = 268435399
GROUPS = (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max"))


def ask(lab, *arguments, **more):
    """What the program says: a list of values for each name."""
    said = {}
    result = lab.run("asks_first", *arguments, preloaded=False, **more)
    equal(b"", result.stderr, "standard error")
    for line in result.stdout.decode(errors="replace").splitlines():
        name, value = line.split("=", 1)
        said.setdefault(name, []).append(value)
    equal("error" in said, result.status == 1, result)
    return said


def number(said, name):
    (value,) = said[name]
    return int(value)


@contextlib.contextmanager
def large(lab, **more):
    """A strange program of 512 MiB, half of it touched, which waits to be told to fork."""
    host = lab.start("large", preloaded=False, **more)
    try:
        equal(b"before\n", host.stdout.readline(), "the host")
        yield host
    finally:
        end_session(host)


@contextlib.contextmanager
def memory_group(limit):
    for root, file in GROUPS:
        group = pathlib.Path(root) / f"spawnrisk-assess-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / file).write_text(str(limit))
            yield group, file
            return
        except FileNotFoundError:
            continue
        finally:
            group.rmdir()
    raise Skipped("no memory cgroup can be made here")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def another_process_is_told_exactly_what_its_fork_would_add(lab):
    with large(lab) as host:
        said = ask(lab, host.pid, "fork")
        charge = accountable(host.pid)
        anonymous = kib_of(f"/proc/{host.pid}/smaps_rollup", "Anonymous")

    equal(charge, number(said, "commit_charge"), "commit charge")
    equal(anonymous, number(said, "copy_exposure"), "copy exposure")
    holds(LARGE_TOUCHED <= anonymous < LARGE_TOUCHED + 8 * MIB, anonymous)
    equal(["1"], said["exact"], "exact")
    holds("unread" not in said and "not_assessed" not in said, said)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def without_the_walk_it_is_within_a_hundredth(lab):
    with large(lab) as host:
        exact, quick = ask(lab, host.pid, "fork"), ask(lab, host.pid, "fork", "quick")

    equal(["0"], quick["exact"], "exact")
    for name in ("commit_charge", "copy_exposure"):
        holds(abs(number(exact, name) - number(quick, name)) < number(exact, name) / 100, name)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def the_limit_of_its_cgroup_is_named_from_outside_of_that(lab):
    limit = 400 * MIB
    with memory_group(limit) as (group, file):
        def enter():
            (group / "cgroup.procs").write_text(str(os.getpid()))
        with large(lab, preexec_fn=enter) as host:
            said, vfork = ask(lab, host.pid, "fork"), ask(lab, host.pid, "vfork")

    (reason,) = [line.split(" ", 4) for line in said["reason"] if line.startswith("OOM_POSSIBLE ")]
    equal(f"cgroup /{group.name} {file}", reason[4], "source")
    holds(LARGE_TOUCHED < int(reason[2]) < LARGE_TOUCHED + 8 * MIB, reason)
    holds(0 < int(reason[3]) <= limit - LARGE_TOUCHED, reason)
    equal([limit], [number(said, "cgroup_limit")], "limit")
    holds(said["nearest"][0].startswith("OOM_POSSIBLE 0 "), said)
    equal(["0"], vfork["level"], "of vfork, which copies nothing")


def settle(pid):
    """Until it waits in its read, and what that counts has been counted."""
    while "\nState:\tS" not in pathlib.Path(f"/proc/{pid}/status").read_text():
        time.sleep(0.01)
    time.sleep(0.1)


def state(pid):
    """What an attach or a write would have changed."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    kept = ("TracerPid", "State", "SigPnd", "ShdPnd", "SigBlk", "voluntary_ctxt", "nonvoluntary", "VmData")
    return ([line for line in status.splitlines() if line.startswith(kept)],
            kib_of(f"/proc/{pid}/smaps_rollup", "Private_Dirty"),
            sorted(os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")))


@behaviour
def nothing_is_changed_in_the_process_that_is_asked_about(lab):
    with large(lab) as host:
        settle(host.pid)
        before = state(host.pid)
        for call in ("fork", "vfork", "posix_spawn"):
            ask(lab, host.pid, call)
        equal(before, state(host.pid), "the process, as before")


@behaviour
def a_process_that_is_asked_about_makes_no_system_call_for_it(lab):
    if not shutil.which("strace"):
        raise Skipped("no strace here")
    trace = lab.folder / "trace"
    with large(lab) as host:
        tracer = subprocess.Popen(["strace", "-f", "-o", trace, "-p", str(host.pid)], stderr=subprocess.PIPE)
        try:
            holds(b"attached" in tracer.stderr.readline(), "strace")
            equal(["0"], ask(lab, host.pid, "fork")["level"], "asked about while it is traced")
            time.sleep(0.2)
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.communicate()
    calls = [line.split(" ", 1)[1].strip() for line in trace.read_text().splitlines()]
    holds(len(calls) <= 2 and all(call.startswith("read(0, ") or "detached" in call for call in calls), calls)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def of_another_users_process_it_says_what_it_could_not_read(lab):
    if os.geteuid() != 0:
        raise Skipped("only root can be another user")

    def become_nobody():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)

    lab.folder.chmod(0o755)
    with large(lab) as host:
        said = ask(lab, host.pid, "fork", preexec_fn=become_nobody)
        charge = accountable(host.pid)

    equal([f"/proc/{host.pid}/smaps Permission denied"], said["unread"], "unread")
    equal(["0"], said["exact"], "exact")
    holds(abs(charge - number(said, "commit_charge")) < charge / 100, said)


@behaviour
def descriptors_that_are_not_looked_at_from_outside_are_no_failure_to_read_them(lab):
    with large(lab) as host:
        said = ask(lab, host.pid, "posix_spawn")

    equal(["FD_LEAK"], said["not_assessed"], "not assessed")
    equal([f"/proc/{host.pid}/fdinfo {os.strerror(0)}"], said["unread"], "unread")


@behaviour
def who_is_no_candidate_is_told_in_a_word(lab):
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    equal(["No child processes"], ask(lab, zombie.pid, "fork")["error"], "a zombie")
    zombie.wait()
    equal(["No such process"], ask(lab, zombie.pid, "fork")["error"], "nobody")
    if (pathlib.Path("/proc/2/comm")).exists() and pathlib.Path("/proc/2/comm").read_text() == "kthreadd\n":
        equal(["Operation not supported"], ask(lab, 2, "fork")["error"], "a thread of the kernel")


@behaviour
def a_threads_id_stands_for_its_process(lab):
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        equal([str(os.getpid())], ask(lab, thread.native_id, "fork")["pid"], "pid")
    finally:
        stop.set()
        thread.join()


@behaviour
def a_program_that_links_the_library_forks_as_ever_and_logs_nothing(lab):
    said = ask(lab, 0, "fork")
    equal(["0"], said["level"], "of a small program")
    holds(not lab.log.exists(), "no log")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def a_cgroup_that_is_not_to_be_seen_from_here_is_not_taken_for_safety(lab):
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise Skipped("only root can have a cgroup namespace of its own")
    seen = lab.folder / "seen"
    seen.mkdir()
    # A mount of its own, of which the root is the asker's own cgroup, and the only one.
    script = """
        umount -l /sys/fs/cgroup/memory && mount -t cgroup -o memory none "$1" && shift && exec "$@" """
    with memory_group(64 << 30) as (own, file):
        if file != "memory.limit_in_bytes":
            raise Skipped("no memory hierarchy of version 1")

        def enter():
            (own / "cgroup.procs").write_text(str(os.getpid()))
        with large(lab) as host:
            result = subprocess.run(
                ["unshare", "--cgroup", "--mount", "sh", "-c", script, "sh", seen,
                 lab.hosts / "asks_first", str(host.pid), "fork"],
                preexec_fn=enter, capture_output=True, text=True, check=False,
                env=lab.environment(False))
    equal("", result.stderr, "standard error")
    said = result.stdout.splitlines()
    holds("not_assessed=OOM_POSSIBLE" in said, said)
    holds(any(line.startswith(f"unread=/proc/{host.pid}/cgroup ") for line in said), said)
    holds(not any(line.startswith("reason=") for line in said), said)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def a_sibling_cgroup_is_read_though_its_path_leads_up_where_the_mount_shows_it(lab):
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise Skipped("only root can have a cgroup namespace of its own")
    with memory_group(400 * MIB) as (group, file):
        own = group.parent / f"{group.name}-asks"
        own.mkdir()
        try:
            with large(lab, preexec_fn=lambda: (group / "cgroup.procs").write_text(str(os.getpid()))) as host:
                result = subprocess.run(
                    ["unshare", "--cgroup", lab.hosts / "asks_first", str(host.pid), "fork"],
                    preexec_fn=lambda: (own / "cgroup.procs").write_text(str(os.getpid())),
                    capture_output=True, text=True, check=False, env=lab.environment(False))
        finally:
            own.rmdir()
    (reason,) = [line for line in result.stdout.splitlines() if line.startswith("reason=OOM_POSSIBLE ")]
    holds(reason.endswith(f" cgroup /{group.name} {file}"), reason)
