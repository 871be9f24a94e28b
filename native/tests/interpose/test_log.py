# SPDX-License-Identifier: Apache-2.0
"""The log file: whose it is, who may read it, and that its lines are whole."""
import collections
import json
import os
import random
import re
import shutil
import stat
import time

from behaviours import Skipped, behaviour, equal, holds
from events import losses, spawns
from host import end_session, outcomes

PAGE = 4096
EARLY_KILLS = 20
SOME_HOST = ("changes_directory", b"status 0\n")


def refused(lab, path, errno):
    """The host runs unharmed, and standard error has one line that names path and errno."""
    name, stdout = SOME_HOST
    result = lab.run(name, options={"SPAWNRISK_LOG": str(path)})
    equal((stdout, 0), (result.stdout, result.status), "what the host does")
    line = rf"spawnrisk: can't write events to SPAWNRISK_LOG='{re.escape(str(path))}' \({errno}\).*\n"
    holds(re.fullmatch(line, result.stderr.decode()), f"standard error: {result.stderr}")


@behaviour
def a_log_in_a_missing_folder_is_told_in_one_line(lab):
    refused(lab, lab.folder / "missing" / "log", "ENOENT")


@behaviour
def a_log_that_cannot_be_written_is_told_once_although_the_host_has_children(lab):
    path = lab.folder / "missing" / "log"

    result = lab.run("atfork", options={"SPAWNRISK_LOG": str(path)})
    spawning = lab.run("environment", options={"SPAWNRISK_LOG": str(path)})

    equal(1, result.stderr.count(b"\n"), f"lines on standard error: {result.stderr}")
    equal(1, spawning.stderr.count(b"\n"), f"lines on standard error: {spawning.stderr}")


@behaviour
def a_log_that_is_a_symbolic_link_is_refused(lab):
    target, link = lab.folder / "target", lab.folder / "link"
    target.touch()
    link.symlink_to(target)

    refused(lab, link, "ELOOP")

    equal(b"", target.read_bytes(), "the link's target")


@behaviour
def a_log_that_is_a_fifo_is_refused_without_waiting(lab):
    os.mkfifo(lab.folder / "fifo")

    refused(lab, lab.folder / "fifo", "ENXIO")


@behaviour
def a_log_that_is_a_fifo_with_a_reader_is_refused(lab):
    os.mkfifo(lab.folder / "fifo")
    reader = os.open(lab.folder / "fifo", os.O_RDONLY | os.O_NONBLOCK)

    refused(lab, lab.folder / "fifo", "ENXIO")

    equal(b"", os.read(reader, 1), "what the reader gets")
    os.close(reader)


@behaviour
def a_log_with_a_second_name_is_refused(lab):
    lab.log.touch()
    os.link(lab.log, lab.folder / "second")

    refused(lab, lab.log, "EPERM")

    equal(b"", lab.log.read_bytes(), "the log")


@behaviour
def a_log_of_another_owner_is_refused(lab):
    if os.geteuid() != 0:
        raise Skipped("only root can give a file away")
    lab.log.touch()
    os.chown(lab.log, 65534, 65534)

    refused(lab, lab.log, "EPERM")

    equal(b"", lab.log.read_bytes(), "the log")


@behaviour
def a_log_whose_path_is_too_long_is_refused(lab):
    path = "/" + "long/" * 300 + "log"
    name, stdout = SOME_HOST

    result = lab.run(name, options={"SPAWNRISK_LOG": path})

    equal((stdout, 0), (result.stdout, result.status), "what the host does")
    line = r"spawnrisk: can't write events to SPAWNRISK_LOG='/long/.*\.\.\.' \(ENAMETOOLONG\).*\n"
    holds(re.fullmatch(line, result.stderr.decode()), f"standard error: {result.stderr}")


@behaviour
def a_device_is_no_log(lab):
    refused(lab, "/dev/null", "ENXIO")


@behaviour
def a_log_file_can_be_read_by_its_owner_alone(lab):
    lab.run("changes_directory")

    equal(0o600, stat.S_IMODE(os.stat(lab.log).st_mode), "mode")
    equal(1, len(spawns(lab.agree())), "spawns")


@behaviour
def a_log_file_of_an_earlier_run_is_continued(lab):
    lab.run("changes_directory")
    lab.run("changes_directory")

    equal(2, len(spawns(lab.agree())), "spawns")


@behaviour
def a_log_folder_gets_one_file_for_each_process(lab):
    folder = lab.folder / "events"
    folder.mkdir()

    host = lab.start("atfork", options={"SPAWNRISK_LOG": str(folder)})
    host.communicate()

    files = sorted(folder.iterdir())
    equal(2, len(files), "files: the host's, and its child's, which forks too")
    for path in files:
        holds(re.fullmatch(r"spawnrisk-\d+-\d+\.jsonl", path.name), path.name)
        equal(0o600, stat.S_IMODE(path.stat().st_mode), "mode")
        pids = {event["process"]["pid"] for event in lab.events(path)
                if event["event"] != "copy"}  # a slow child's own, to its parent's file
        equal({int(path.name.split("-")[1])}, pids, "processes of a file")
    holds(any(path.name.startswith(f"spawnrisk-{host.pid}-") for path in files), files)
    lab.agree([event for path in files for event in lab.events(path)])


@behaviour
def a_relative_log_path_outlives_a_change_of_directory_where_no_children_are_followed(lab):
    options = {"SPAWNRISK_LOG": "log.jsonl", "SPAWNRISK_FOLLOW": "0"}
    result = lab.run("changes_directory", options=options)

    equal((b"status 0\n", b"", 0), tuple(result), "result")
    equal(1, len(spawns(lab.agree())), "spawns")


@behaviour
def a_relative_log_is_refused_where_children_are_followed_as_each_would_have_another(lab):
    result = lab.run("changes_directory", options={"SPAWNRISK_LOG": "log.jsonl"})
    followed = lab.run("environment", options={"SPAWNRISK_LOG": "log.jsonl"})

    equal((b"status 0\n", 0), (result.stdout, result.status), "what the host does")
    line = r"spawnrisk: SPAWNRISK_LOG='log\.jsonl' is relative, .*; give the full path, .*\n"
    for told in (result.stderr.decode(), followed.stderr.decode()):
        holds(re.fullmatch(line, told), told)
    equal([], list(lab.folder.rglob("log.jsonl")), "logs")


@behaviour
def a_host_without_a_log_runs_as_if_we_were_not_there(lab):
    result = lab.run("atfork", options={"SPAWNRISK_LOG": None})

    equal(lab.bare("atfork"), result, "result")
    equal(set(), {path.name for path in lab.folder.iterdir()} - {"witness"}, "files made")


def storm(lab, spawns_wanted, **more):
    result = lab.run("storm", 8, spawns_wanted, **more)

    told = f"{spawns_wanted} spawns in 8 threads, 0 failures\n"
    equal((told.encode(), b"", 0), tuple(result), "result")
    equal(spawns_wanted, len(spawns(lab.agree())), "spawns")


def storm_of_processes(lab, spawns_of_each, **more):
    """From 8 threads of 8 processes, on the smallest stacks, with signals arriving."""
    stack = 1 << 18 if lab.sanitizer else 1 << 14
    result = lab.run("storm", 8, spawns_of_each, 8, stack, **more)

    equal((b"8 processes, 0 failed\n", b"", 0), tuple(result), "result")
    equal(8 * spawns_of_each + 8, sum(lab.witnessed().values()), "spawns witnessed")


@behaviour
def a_storm_of_2000_spawns_from_8_threads_leaves_2000_whole_lines(lab):
    storm(lab, 2000)


@behaviour(timeout=250)
def a_storm_of_20000_spawns_from_8_threads_of_8_processes_leaves_as_many_whole_lines(lab):
    storm_of_processes(lab, 2500, seconds=200)

    lab.agree()


@behaviour(long=True, timeout=2700)
def a_storm_of_a_million_spawns_from_8_threads_of_8_processes_leaves_as_many_whole_lines(lab):
    storm_of_processes(lab, 125000, seconds=2500)

    logged = collections.Counter()
    with open(lab.log, "rb") as lines:
        # Too many to hold them all, or each against the schema.
        for line in lines:
            event = json.loads(line)
            logged.update(outcomes([event]))
            holds(event["event"] != "loss" and line.endswith(b"\n"), line)
    equal(lab.witnessed(), logged, "logged spawns, as against witnessed ones")


def kill_at_random_moments(lab, times, threads, **options):
    """Some of them after their first line, others from their start to a bit after that line."""
    moments = random.Random(4711)
    quickest = min(killed_after_a_line(lab, threads, 0, options) for _ in range(5))
    silent = kills = 0
    # On a busy machine most hosts are faster than whoever kills them.
    while kills < EARLY_KILLS or (silent == 0 and kills < 20 * EARLY_KILLS):
        silent += killed_after(lab, threads, moments.uniform(0, 2 * quickest), options)
        kills += 1
    print(f"{quickest:.4f} s until a line; {silent} of {kills} had written none")
    holds(silent > 0, "no host was killed before its first line")
    for _ in range(times - 5):
        killed_after_a_line(lab, threads, moments.uniform(0, 0.03), options)


def killed_after(lab, threads, seconds, options):
    """Whether the host had written no line until then. One that was killed before it may still write."""
    before = size_of(lab.log)
    host = lab.start("storm", threads, 0, options=options)
    time.sleep(seconds)
    kill(host)
    return f'"pid":{host.pid},'.encode() not in lab.log.read_bytes()[before:]


def killed_after_a_line(lab, threads, seconds, options):
    """How long it took until the line."""
    before = size_of(lab.log)
    host = lab.start("storm", threads, 0, options=options)
    started = time.monotonic()
    while size_of(lab.log) == before and time.monotonic() < started + 20:
        time.sleep(0.001)
    took = time.monotonic() - started
    time.sleep(seconds)
    kill(host)
    return took


def kill(host):
    end_session(host)
    for pipe in (host.stdin, host.stdout, host.stderr):
        pipe.close()


def size_of(log):
    return log.stat().st_size if log.exists() else 0


def no_spawn_was_lost(lab, events):
    equal([], losses(events), "losses")
    holds(len(events) > 50, f"only {len(events)} events")
    # A host may die between its call and its witness; the log's line lies between the two.
    equal(set(), set(lab.witnessed()) - set(outcomes(events)), "witnessed, but not logged")


@behaviour
def hosts_killed_at_any_moment_leave_whole_lines_only(lab):
    kill_at_random_moments(lab, 50, 1)

    no_spawn_was_lost(lab, lab.events())


@behaviour
def hosts_killed_while_their_threads_log_leave_no_event_that_cannot_be_found(lab):
    kill_at_random_moments(lab, 50, 4)

    lab.log.write_bytes(without_cut_lines(lab.log.read_bytes()))
    no_spawn_was_lost(lab, lab.events())


def without_cut_lines(content):
    """Drops what was cut: a late thread's line, where it crosses a page that it did not foresee.

    The next line follows it without a newline, and is whole.
    """
    whole, start = [], 0
    for line in content.split(b"\n"):
        at = max(line.rfind(b'{"schema":1,"event"'), 0)
        cut, line = line[:at], line[at:]
        if cut.strip():
            equal(0, (start + at) % PAGE, f"where {cut} is cut")
        whole.append(line)
        start += at + len(line) + 1
    if whole[-1]:
        equal(0, len(content) % PAGE, f"where {whole[-1]} is cut")
    return b"".join(line + b"\n" for line in whole[:-1])


def moved_to_high_numbers(lab, who):
    """How often a descriptor of ours was moved where a program has none."""
    trace = lab.folder / f"trace-{who}"
    result = lab.run("shares_descriptors", who, options={"SPAWNRISK_FOLLOW": "0"},
                     before=("strace", "-qq", "-o", trace, "-e", "trace=fcntl", "-e", "signal=none"))
    equal(0, result.status, result.stderr)
    return trace.read_text().count("F_DUPFD_CLOEXEC")


@behaviour(not_sanitized="libasan has a thread of its own")
def what_is_open_for_us_goes_out_of_the_way_of_whoever_else_has_the_same_descriptors(lab):
    if shutil.which("strace") is None:
        raise Skipped("strace isn't installed")

    moved = {who: moved_to_high_numbers(lab, who) for who in ("nobody", "thread", "clone", "instruction")}

    # One at the start; then one for each line: two spawns and their ends, and that of clone.
    equal({"nobody": 1, "thread": 5, "clone": 6, "instruction": 5}, moved, "moved")
    lab.agree()
