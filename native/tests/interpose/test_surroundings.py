# SPDX-License-Identifier: Apache-2.0
"""Hosts whose surroundings change: root folder, rights, disk, /proc, seccomp, other preloads.

What is lost of a spawn is two lines: its own, and that of the child's end.
"""
import contextlib
import datetime
import errno
import os
import pathlib
import re
import shutil

from behaviours import Skipped, behaviour, equal, holds
from events import losses, of_kind, spawns
from host import end_session, outcomes

NOBODY = 65534
ASAN_READS_PROC = "libasan reads /proc, and makes system calls of its own"


def root_only():
    if os.geteuid() != 0:
        raise Skipped("only root may do this")


def told(events):
    return [(loss["lost"], loss["why"]) for loss in losses(events)]


def alike_but_for_one_line(bare, interposed, words):
    equal((bare.stdout, bare.status), (interposed.stdout, interposed.status), "result")
    equal(1, interposed.stderr.count(b"\n"), f"lines on standard error: {interposed.stderr}")
    holds(words in interposed.stderr, interposed.stderr)


def step(host):
    host.stdin.write(b"\n")
    host.stdin.flush()
    equal(b"status 3\n", host.stdout.readline(), "what the host says")


@contextlib.contextmanager
def stepping(lab, *inside, **more):
    """A host that forks when it is told to; inside: the command that starts it elsewhere."""
    host = lab.start("steps", before=inside, **more)
    try:
        yield host
        stdout, stderr = host.communicate(timeout=10)
        equal((b"", b"", 0), (stdout, stderr, host.returncode), "how the host ends")
    finally:
        end_session(host)


def in_own_mounts(command):
    root_only()
    if shutil.which("unshare") is None:
        raise Skipped("no unshare")
    return ("unshare", "-m", "sh", "-c", command + ' && exec "$0" "$@"')


@behaviour
def a_daemon_that_chroots_runs_on_and_leaves_nothing_in_there(lab):
    root_only()
    jail = lab.folder / "jail"
    bare = lab.bare("chroots", jail)
    jail.rmdir()

    interposed = lab.run("chroots", jail)

    alike_but_for_one_line(bare, interposed, b"6 events could not be written (ENOENT)")
    equal([], list(jail.iterdir()), "files in the new root")
    equal(1, len(spawns(lab.events())), "spawns logged before")


@behaviour
def a_daemon_that_drops_its_rights_runs_on_and_the_loss_is_told_when_it_can_be(lab):
    root_only()
    lab.folder.chmod(0o755)

    bare = lab.bare("drops_rights")
    interposed = lab.run("drops_rights")

    alike_but_for_one_line(bare, interposed, b"2 events could not be written (EACCES)")
    equal([(4, "EACCES")], told(lab.events()), "losses")
    equal(2, len(spawns(lab.events())), "spawns logged")


@behaviour
def a_child_that_gave_up_its_rights_does_not_make_its_parents_file(lab):
    root_only()
    lab.folder.chmod(0o755)
    folder = lab.folder / "events"
    folder.mkdir()
    folder.chmod(0o1777)

    result = lab.run("child_drops_rights", options={"SPAWNRISK_LOG": str(folder)})

    equal((b"status 0\n", b"", 0), tuple(result), "result")
    by_user = {path.stat().st_uid: lab.events(path) for path in folder.iterdir()}
    equal({0: ["spawn", "exit"], NOBODY: ["exec"]},
          {user: [event["event"] for event in events] for user, events in by_user.items()}, "who tells what")


@behaviour
def a_trail_that_is_lost_with_the_rights_is_told_in_a_file_of_the_childs_own(lab):
    root_only()
    lab.folder.chmod(0o755)
    folder = lab.folder / "events"
    folder.mkdir()
    folder.chmod(0o1777)

    lab.alike("drops_rights_and_environment", options={"SPAWNRISK_LOG": str(folder)})

    by_user = {path.stat().st_uid: lab.events(path) for path in folder.iterdir()}
    equal([], told(by_user[0]), "losses")
    (event,) = by_user[NOBODY]
    (spawn,) = spawns(by_user[0])
    equal(("exec", spawn["id"], "sh", False),
          (event["event"], event["spawn"], event["command"], event["followed"]), "the child's exec")


@behaviour
def what_children_without_rights_could_not_tell_their_parent_tells(lab):
    root_only()
    lab.folder.chmod(0o755)

    result = lab.run("children_without_rights")

    equal((b"12 children\n", b"", 0), tuple(result), "result")
    # Of each of 4 that execute: its exec. Of each of 4 that end: 1 spawn, 1 end, and a copy of 4.
    equal(4 + 4 * 2 + 4, sum(lines for lines, _ in told(lab.events())), "losses")
    equal({"EACCES"}, {why for _, why in told(lab.events())}, "why")


@behaviour
def a_log_folder_that_vanishes_costs_events_and_the_loss_is_told_when_it_is_back(lab):
    folder = lab.folder / "events"
    folder.mkdir()
    with stepping(lab, options={"SPAWNRISK_LOG": str(folder)}) as host:
        step(host)
        shutil.rmtree(folder)
        step(host)
        step(host)
        folder.mkdir()
        step(host)

    (log,) = folder.iterdir()
    equal([(4, "ENOENT")], told(lab.events(log)), "losses")
    equal(1, len(spawns(lab.events(log))), "spawns in the new folder")


@behaviour
def a_full_disk_costs_events_and_the_loss_is_told_when_there_is_room(lab):
    disk = lab.folder / "disk"
    disk.mkdir()
    command = in_own_mounts(f"mount -t tmpfs -o size=64k tmpfs {disk}")
    with stepping(lab, *command, options={"SPAWNRISK_LOG": str(disk / "log")}) as host:
        step(host)
        seen = pathlib.Path(f"/proc/{host.pid}/root{disk}")
        fill(seen / "filler")
        for _ in range(6):
            step(host)
        (seen / "filler").unlink()
        step(host)
        events = lab.events(seen / "log")

    equal(["ENOSPC"], [why for _, why in told(events)], "why events were lost")
    logged = [event for event in events if event["event"] in ("spawn", "exit")]
    equal(16, len(logged) + sum(lost for lost, _ in told(events)), "logged and lost")
    holds(len(logged) < 16, "nothing was lost on a full disk")


def fill(path):
    with open(path, "wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError as error:
            equal(errno.ENOSPC, error.errno, "why the disk takes no more")


@behaviour(not_sanitized=ASAN_READS_PROC)
def without_proc_spawns_are_logged_and_their_facts_are_absent(lab):
    with stepping(lab, *in_own_mounts("umount -l /proc")) as host:
        step(host)
        step(host)

    for event in spawns(lab.agree()):
        holds("commit_charge" not in event["memory"] and "cgroup" not in event, event)
        holds({"COMMIT_REFUSED", "OOM_POSSIBLE"} <= set(event["risk"]["not_assessed"]), event)


@behaviour(not_sanitized=ASAN_READS_PROC)
def a_policy_that_kills_on_what_we_do_not_need_kills_nobody(lab):
    lab.alike("forbids")

    equal(6, len(spawns(lab.agree())), "spawns")


def documented_calls(lab):
    safety = (lab.source / "docs/safety.md").read_text()
    listed = re.search(r"\n## System calls\n.*?\n- (.*?)\n\n", safety, re.S)[1]
    return set(re.findall(r"`(\w+)`", listed))


@behaviour
def the_system_calls_that_we_need_are_documented(lab):
    source = (lab.source / "test-apps/c/forbids.c").read_text()
    ours = re.search(r"#define OURS(.*?)\n\n", source, re.S)[1]

    equal(set(re.findall(r"SYS_(\w+)", ours)), documented_calls(lab), "system calls")


def numbers_of_calls():
    """As the C library's headers have them for this processor."""
    for path in pathlib.Path("/usr/include").glob("**/asm/unistd_64.h"):
        return dict(re.findall(r"^#define __NR_(\w+) (\d+)$", path.read_text(), re.M))
    raise Skipped("the kernel's headers aren't installed")


# What makes a child, or takes its end, in forbids_doors.c, with the events of its two rounds.
FORBIDDEN_WAYS = {"waits": 10, "kill": 2, "vfork": 2, "posix_spawn": 2, "system": 2, "popen": 2,
                  "forkpty": 2}


@behaviour(not_sanitized=ASAN_READS_PROC)
def nor_does_one_that_allows_just_what_a_door_or_a_wait_takes_and_what_is_documented(lab):
    numbers = numbers_of_calls()
    ours = [numbers[name] for name in sorted(documented_calls(lab))]
    for way, count in FORBIDDEN_WAYS.items():
        lab.witness.unlink(missing_ok=True)
        lab.log.unlink(missing_ok=True)
        bare = lab.bare("forbids_doors", way)
        equal((0, b""), (bare.status, bare.stderr), f"{way}, bare")

        equal(bare, lab.run("forbids_doors", way, *ours), f"{way}: result")

        equal(count, len(spawns(lab.agree())), f"{way}: spawns")
        equal(count, len(of_kind(lab.events(), "exit")), f"{way}: ends")


def beside(lab, library):
    """The host sees the other preload alone, before us, and behind us: three times the same.

    fakeroot turns vfork into fork: we see a fork where it comes first, and keep vfork where we do.
    """
    ours = lab.environment(True)["LD_PRELOAD"]
    alone = lab.run("doors", options={"LD_PRELOAD": library, "SPAWNRISK_LOG": None})
    results = {f"{library}:{ours}": alone, f"{ours}:{library}": alone}
    if "fakeroot" in library:
        results[f"{ours}:{library}"] = lab.bare("doors")
    for both, expected in results.items():
        lab.log.unlink(missing_ok=True)
        lab.witness.unlink(missing_ok=True)
        equal(expected, lab.run("doors", options={"LD_PRELOAD": both}), f"under {both}")
        children = {child for _, child in lab.witnessed()}
        equal(children, {child for _, child in outcomes(lab.events())}, f"spawns under {both}")


def installed(*candidates):
    for pattern in candidates:
        for path in sorted(pathlib.Path("/usr").glob(pattern)):
            return str(path)
    raise Skipped(f"{candidates[0]} isn't installed")


NOT_FIRST = "libasan has to come first"


@behaviour(not_sanitized=NOT_FIRST)
def jemalloc_may_be_preloaded_before_and_behind_us(lab):
    beside(lab, installed("lib/*/libjemalloc.so.2"))


@behaviour(not_sanitized=NOT_FIRST)
def stdbuf_may_be_preloaded_before_and_behind_us(lab):
    beside(lab, installed("libexec/coreutils/libstdbuf.so", "lib/*/coreutils/libstdbuf.so"))


@behaviour(not_sanitized=NOT_FIRST)
def fakeroot_may_be_preloaded_before_and_behind_us(lab):
    beside(lab, installed("lib/*/libfakeroot/libfakeroot-tcp.so",
                          "lib/*/libfakeroot/libfakeroot-sysv.so"))


@behaviour(not_sanitized="a handler's frames and libasan's do not go together")
def a_handler_of_a_trap_has_a_hundred_kilobytes_where_it_interrupts_us(lab):
    for depth in (8000, 100000):
        lab.witness.unlink(missing_ok=True)
        lab.log.unlink(missing_ok=True)
        lab.alike("traps_opens", depth)

        equal(5, len(spawns(lab.agree())), f"spawns, with {depth} bytes")


@behaviour
def a_child_that_forbids_itself_what_we_need_lives_on_and_ends_as_it_does_without_us(lab):
    for way in ("prctl", "raw prctl", "raw seccomp"):
        lab.witness.unlink(missing_ok=True)
        lab.log.unlink(missing_ok=True)

        equal(b"status 7\n", lab.alike("sandboxes_itself", way).stdout, way)

        equal([1, 1, 0], [len(of_kind(lab.agree(), kind)) for kind in ("spawn", "exit", "copy")], way)


@behaviour
def a_parent_that_forbids_itself_what_we_need_reaps_its_children_as_it_does_without_us(lab):
    for way in ("prctl", "raw prctl", "raw seccomp"):
        lab.witness.unlink(missing_ok=True)
        lab.log.unlink(missing_ok=True)

        told = lab.alike("reaps_in_a_sandbox", way).stdout

        equal((9, 0), (told.count(b": the child"), told.count(b"NOT")), f"{way}: reaped")
        equal([8, 0, 0], [len(of_kind(lab.agree(), kind)) for kind in ("spawn", "exit", "unobserved")], way)


@behaviour
def one_that_was_refused_a_policy_tells_of_its_copy(lab):
    equal(b"status 7\n", lab.alike("sandboxes_itself", "asks").stdout, "result")

    equal(1, len(of_kind(lab.agree(), "copy")), "copies")


@behaviour(not_sanitized=NOT_FIRST)
def a_preload_that_tells_another_time_changes_no_time_of_ours(lab):
    ours, frozen = lab.environment(True)["LD_PRELOAD"], lab.hosts / "libfrozen_clock.so"
    for both in (f"{frozen}:{ours}", f"{ours}:{frozen}"):
        began = datetime.datetime.now(datetime.timezone.utc)
        lab.run("pipes", options={"LD_PRELOAD": both})

        events = lab.agree()
        for event in spawns(events):
            holds("child_pid" in event and event["duration_ns"] > 0, event)
            holds(began <= datetime.datetime.fromisoformat(event["time"]), event)
        for event in of_kind(events, "exit"):
            holds(event["lived_ns"] > 0, event)
        lab.log.unlink()
        lab.witness.unlink()
