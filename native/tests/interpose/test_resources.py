# SPDX-License-Identifier: Apache-2.0
"""Limits on processes: told before they refuse; and what a storm of refusals leaves in the log."""
import contextlib
import ctypes
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time

from behaviours import Skipped, behaviour, equal, holds
from events import of_kind, spawns
from host import SECONDS, end_session

NOBODY = 65534
GROUPS = (pathlib.Path("/sys/fs/cgroup/pids"), pathlib.Path("/sys/fs/cgroup"))
# Of limits on processes that were far, a look is good for a tenth of a second.
LOOKED_AGAIN = 0.15


def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def at_its_limit(lab, *arguments, preloaded=True):
    if os.geteuid() != 0:
        raise Skipped("only root can be another user")
    lab.folder.chmod(0o777)
    took = lab.folder / f"took-{preloaded}"
    took.unlink(missing_ok=True)
    result = lab.run("at_its_limit", 16000, *arguments, preloaded=preloaded,
                     preexec_fn=become_nobody, options={"TOOK": str(took)})
    return result, float(took.read_text())


@behaviour(not_sanitized="libasan starts a thread of its own")
def a_program_at_its_limit_neither_floods_the_log_nor_slows_down(lab):
    bare, bare_seconds = at_its_limit(lab, preloaded=False)
    lab.witness.unlink()
    interposed, seconds = at_its_limit(lab)

    equal(bare, interposed, "result")
    print(f"16,000 refused forks: {bare_seconds:.3f} s bare, {seconds:.3f} s observed")
    holds(seconds < bare_seconds + 0.5, f"{seconds} s, {bare_seconds} s bare")
    told = spawns(lab.agree())
    holds(len(told) < 20 + seconds, f"{len(told)} lines")
    equal(16000, sum(event.get("repeats", 1) for event in told if "errno" in event), "refusals")
    holds("commit_charge" in told[-1]["memory"], "facts of the fork that ended the row")
    for event in told:
        holds(event["native_stack"][0].startswith("at_its_limit+"), event)


@behaviour(not_sanitized="libasan starts a thread of its own")
def refusals_that_no_later_call_ends_are_told_at_exit(lab):
    for way in ([], ["_exit"], ["quick_exit"]):
        lab.log.unlink(missing_ok=True)
        result, _ = at_its_limit(lab, "again", *way)

        holds(b"16000 forks refused at the end\n" in result.stdout, result.stdout)
        events = spawns(lab.events())
        equal(32000, sum(event.get("repeats", 1) for event in events if "errno" in event), way)
        holds("name" in events[-1]["process"], events[-1])


@behaviour(not_sanitized="libasan starts a thread of its own")
def refusals_that_await_their_line_are_told_from_a_handlers_small_stack_too(lab):
    if os.geteuid() != 0:
        raise Skipped("only root can be another user")
    lab.folder.chmod(0o777)
    result = lab.run("ends_by", "exit in a handler", "refused", preexec_fn=become_nobody,
                     options={"SPAWNRISK_SUMMARY": "1"})

    equal(5, result.status, "status")
    holds(b" made 20 spawns " in result.stderr and b", 20 failed\n" in result.stderr, result.stderr)
    equal(20, sum(event.get("repeats", 1) for event in spawns(lab.events())), "refusals told")


def reasons(event):
    return {reason["code"]: reason for reason in event["risk"]["reasons"]}


@contextlib.contextmanager
def pids_group(limit):
    """A cgroup with a pids.max, below the root of its hierarchy."""
    for root in GROUPS:
        group = root / f"spawnrisk-test-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / "pids.max").write_text(str(limit))
            yield group
            return
        except FileNotFoundError:
            continue
        finally:
            group.rmdir()
    raise Skipped("no pids cgroup can be made here")


def warned_in_time(lab, near, limit, source):
    """The fork that takes the first of the last tenth is warned of, and each one after it."""
    told = spawns(lab.agree())
    *made, refused = told
    for used, event in enumerate(told, 1):
        if used < near:
            holds("PROCESS_LIMIT" not in reasons(event), event)
            continue
        reason = reasons(event)["PROCESS_LIMIT"]
        equal((used + 1, limit, source), (reason["need"], reason["have"], reason["source"]), event)
        equal("critical" if event is refused else "warning", reason["level"], "its level")
    equal("EAGAIN", refused["error"], "error")
    equal(limit - 1, len(made), "children")
    warnings = [event["spawn"] for event in of_kind(lab.events(), "warning")]
    equal([event["id"] for event in told[near - 1:]], warnings, "told before the call")


@behaviour
def a_pids_cgroup_that_is_nearly_full_is_told_before_it_refuses(lab):
    with pids_group(40) as group:
        def enter():
            (group / "cgroup.procs").write_text(str(os.getpid()))
        result = lab.run("forks_until_refused", preexec_fn=enter)

    equal(b"39 children\n", result.stdout, "what the host says")
    warned_in_time(lab, 36, 40, f"cgroup /{group.name} pids.max")


def contained():
    """A command that gives another one a cgroup namespace of its own, with a mount of the pids controller there."""
    mount = GROUPS[0]
    script = f"umount {mount} && mount -t cgroup -o pids cgroup {mount} && exec \"$@\""
    command = ("unshare", "--cgroup", "--mount", "sh", "-c", script, "sh")
    if shutil.which(command[0]) is None or subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode:
        raise Skipped("no cgroup namespace with a pids controller (v1) of its own can be made here")
    return command


def forked_in(lab, group, **more):
    def enter():
        (group / "cgroup.procs").write_text(str(os.getpid()))

    with lab.start("steps", preexec_fn=enter, **more) as host:
        try:
            equal(b"status 3\n", step(host), "what the host says")
        finally:
            end_session(host)
    event, = spawns(lab.events())
    return event


@behaviour
def a_limit_above_a_container_that_has_none_is_not_taken_for_none(lab):
    with pids_group(60) as pod:
        container = pod / "container"
        container.mkdir()
        try:
            event = forked_in(lab, container, before=contained())
        finally:
            container.rmdir()

    holds("PROCESS_LIMIT" in event["risk"].get("not_assessed", []), event["risk"])


@behaviour
def a_container_has_its_own_limit_on_processes_at_its_root(lab):
    with pids_group(2) as container:
        event = forked_in(lab, container, before=contained())

    reason = reasons(event)["PROCESS_LIMIT"]
    equal((2, "cgroup / pids.max"), (reason["have"], reason["source"]), "the limit")


@behaviour
def a_limit_on_processes_in_the_first_namespace_leaves_nothing_unseen(lab):
    with pids_group("max") as group:
        event = forked_in(lab, group)

    holds("PROCESS_LIMIT" not in event["risk"].get("not_assessed", []), event["risk"])


@behaviour(not_sanitized="libasan starts a thread of its own")
def a_user_who_may_soon_have_no_more_processes_is_told_before_the_kernel_refuses(lab):
    if os.geteuid() != 0:
        raise Skipped("only root can be another user")
    lab.folder.chmod(0o777)
    stranger = NOBODY - os.getpid() % 1000 - 1

    def become_limited():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(stranger)
        resource.setrlimit(resource.RLIMIT_NPROC, (30, 30))

    result = lab.run("forks_until_refused", preexec_fn=become_limited)

    equal(b"29 children\n", result.stdout, "what the host says")
    warned_in_time(lab, 27, 30, "RLIMIT_NPROC")


@behaviour
def a_limit_on_processes_that_the_kernel_does_not_hold_root_to_is_not_told(lab):
    if os.geteuid() != 0:
        raise Skipped("only root is exempt")

    lab.run("doors", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (1, 1)))

    for event in spawns(lab.agree()):
        holds("PROCESS_LIMIT" not in reasons(event), event)
        holds("PROCESS_LIMIT" not in event["risk"].get("not_assessed", []), event)


CLONE_NEWUSER = 0x10000000


def enter_namespace_of_the_same_users():
    """A user namespace that maps each user to itself, which only root of the first may set up."""
    process = os.getpid()
    left, leaves = os.pipe()
    helper = os.fork()
    if helper == 0:
        os.close(leaves)
        os.read(left, 1)
        for name in ("uid_map", "gid_map"):
            pathlib.Path(f"/proc/{process}/{name}").write_text("0 0 4294967295\n")
        os._exit(0)
    if ctypes.CDLL(None).unshare(CLONE_NEWUSER) != 0:
        os._exit(125)
    os.close(leaves)
    os.close(left)
    os.waitpid(helper, 0)


@behaviour(not_sanitized="libasan starts a thread of its own")
def in_a_namespace_of_the_same_users_its_root_is_exempt_and_another_user_is_told(lab):
    if os.geteuid() != 0:
        raise Skipped("only root may map all users")
    lab.folder.chmod(0o777)

    def become_nobody_there():
        enter_namespace_of_the_same_users()
        become_nobody()

    for become, refused in ((enter_namespace_of_the_same_users, 0), (become_nobody_there, 3)):
        result = lab.run("at_its_limit", 3, preexec_fn=become)

        equal(f"{refused} forks refused\n".encode(), result.stdout.splitlines(True)[0], "what the host says")
        at_limit = spawns(lab.events())[:-1]
        told = {"PROCESS_LIMIT" in reasons(event) for event in at_limit}
        equal({refused > 0}, told, "told")
        lab.log.unlink()


@behaviour(not_sanitized="libasan starts a thread of its own")
def processes_of_the_same_user_outside_a_namespace_do_not_count_where_the_kernel_counts_by_namespace(lab):
    if os.geteuid() != 0:
        raise Skipped("only root may map all users")
    if tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) < (5, 14):
        raise Skipped("before Linux 5.14 they count")
    lab.folder.chmod(0o777)
    stranger = NOBODY - os.getpid() % 1000 - 1

    def become_limited_there():
        enter_namespace_of_the_same_users()
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(stranger)
        resource.setrlimit(resource.RLIMIT_NPROC, (30, 30))

    with contextlib.ExitStack() as outside:
        for _ in range(20):
            sleeper = outside.enter_context(subprocess.Popen(["sleep", "600"], user=stranger))
            outside.callback(sleeper.kill)
        result = lab.run("forks_until_refused", preexec_fn=become_limited_there)

    equal(b"29 children\n", result.stdout, "what the host says")
    warned_in_time(lab, 27, 30, "RLIMIT_NPROC")


@behaviour(not_sanitized="libasan starts a thread of its own")
def a_fork_that_is_refused_once_all_is_copied_leaves_few_pages_of_ours_to_be_written_anew(lab):
    calls = 1000
    each = {}
    for preloaded in (False, True):
        told = lab.folder / f"faults-{preloaded}"
        with pids_group(1) as group:
            def enter():
                (group / "cgroup.procs").write_text(str(os.getpid()))
            result = lab.run("faults_at_its_limit", calls, preexec_fn=enter, preloaded=preloaded,
                             options={"FAULTS": str(told)})
        equal((b"", b"", 0), tuple(result), "result")
        each[preloaded] = int(told.read_text()) / calls

    equal(calls, sum(event.get("repeats", 1) for event in spawns(lab.events()) if "errno" in event), "refusals")
    print(f"page faults of each refused fork: {each[False]:.1f} bare, {each[True]:.1f} observed")
    # The pages of two stacks, what calls keep, and what they count: each may lie in two.
    holds(each[True] < each[False] + 5.5, each)


@behaviour
def a_limit_is_told_though_the_first_thread_has_ended(lab):
    with pids_group(3) as group:
        def enter():
            (group / "cgroup.procs").write_text(str(os.getpid()))
        lab.run("main_thread_ended", preexec_fn=enter)

    event, = spawns(lab.agree())
    equal((3, f"cgroup /{group.name} pids.max"),
          (reasons(event)["PROCESS_LIMIT"]["need"], reasons(event)["PROCESS_LIMIT"]["source"]), "the limit")


def step(host):
    host.stdin.write(b"\n")
    host.stdin.flush()
    return host.stdout.readline()


@behaviour
def a_limit_that_is_lowered_meanwhile_is_seen_a_tenth_of_a_second_later(lab):
    with pids_group(1000) as group, lab.start("steps") as host:
        try:
            (group / "cgroup.procs").write_text(str(host.pid))
            equal(b"status 3\n", step(host), "with room for many")
            (group / "pids.max").write_text("2")
            time.sleep(LOOKED_AGAIN)
            equal(b"status 3\n", step(host), "with room for one")
        finally:
            end_session(host)

    calm, near = spawns(lab.agree())
    holds("PROCESS_LIMIT" not in reasons(calm), calm)
    equal("warning", reasons(near)["PROCESS_LIMIT"]["level"], "level")


HUGE_PAGES = pathlib.Path("/proc/sys/vm/nr_hugepages")


# Reads until whoever started it has ended, however, and puts a setting back.
RESTORER = """trap '' HUP INT TERM; printf .; read -r line; printf %s "$2" >"$1" """


@contextlib.contextmanager
def kept(setting):
    """Puts back what the file says now, though this process be killed.

    The restorer is nobody's child and in no group of ours, and nobody else has the pipe's other
    end: so it sees the end of this process, and does not share it.
    """
    before = setting.read_text()
    reader, writer = os.pipe()
    done, restored = os.pipe()
    subprocess.run(["setsid", "--fork", "sh", "-c", RESTORER, "restorer", setting, before],
                   stdin=reader, stdout=restored, check=True)
    os.close(reader)
    os.close(restored)
    # Until then it may be in our group yet.
    equal(b".", os.read(done, 1), "what the restorer says")
    try:
        yield
    finally:
        os.close(writer)
        os.read(done, 1)
        os.close(done)


@behaviour
def a_setting_that_a_test_has_changed_is_put_back_though_the_test_is_killed(lab):
    setting = lab.folder / "setting"
    setting.write_text("0\n")
    changed, killed = os.pipe()
    test = os.fork()
    if test == 0:
        os.setsid()
        with kept(setting):
            setting.write_text("4\n")
            os.write(killed, b"changed")
            time.sleep(SECONDS)
            os._exit(1)

    equal(b"changed", os.read(changed, 7), "what the test says")
    equal("4\n", setting.read_text(), "while it runs")
    os.killpg(test, signal.SIGKILL)
    os.waitpid(test, 0)

    deadline = time.monotonic() + 20
    while setting.read_text() != "0\n" and time.monotonic() < deadline:
        time.sleep(0.01)
    equal("0\n", setting.read_text(), "after it")


@contextlib.contextmanager
def huge_pages(count):
    """A pool of so many, where the machine had none: it belongs to the machine, as no namespace has
    one of its own, so it is given back whatever becomes of this process."""
    if os.geteuid() != 0 or HUGE_PAGES.read_text() != "0\n" or not shutil.which("setsid"):
        raise Skipped("only root may have a pool of huge pages, and not where there is one already")
    with kept(HUGE_PAGES):
        HUGE_PAGES.write_text(str(count))
        if HUGE_PAGES.read_text() != f"{count}\n":
            raise Skipped("no huge pages could be had")
        yield


@behaviour(not_sanitized="libasan catches SIGBUS and exits")
def a_copy_of_huge_pages_is_told_where_too_few_are_free_and_sigbus_ends_the_child(lab):
    with huge_pages(4):
        equal(b"status 263\n", lab.run("huge_pages").stdout, "with none free: SIGBUS")
        HUGE_PAGES.write_text("8")
        equal(b"status 0\n", lab.run("huge_pages").stdout, "with enough")

    short, enough = spawns(lab.agree())
    reason = reasons(short)["HUGETLB_COPY"]
    equal(("warning", 8 << 20, 0), (reason["level"], reason["need"], reason["have"]), "the reason")
    equal([short["id"]], [told["spawn"] for told in of_kind(lab.events(), "warning")], "in time")
    equal(8 << 20, enough["memory"]["hugetlb"], "huge pages")
    holds("HUGETLB_COPY" not in reasons(enough), enough)


@behaviour(not_sanitized="libasan starts a thread of its own")
def a_copy_that_follows_on_refusals_is_told_with_its_parents_threads(lab):
    at_its_limit(lab, "lives on")

    (copy,) = of_kind(lab.agree(), "copy")
    equal(2, copy["threads"], "threads")
    equal(["NO_EXEC"], [reason["code"] for reason in copy["risk"]["reasons"]], "reasons")
