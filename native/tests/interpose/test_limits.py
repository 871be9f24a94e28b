# SPDX-License-Identifier: Apache-2.0
"""Hosts that have closed, used up or forbidden what a log needs."""
import resource
import shutil
import time

from behaviours import Skipped, behaviour, equal, holds
from events import losses, spawns
from host import outcomes

ASAN_NEEDS_DESCRIPTORS = "libasan opens /proc/self/maps, which dies without descriptors"


def finds_only_its_own_bytes(lab, way):
    told = "descriptors before 12, after 12; own files whole: yes\n"
    bare = lab.bare("close_all", lab.folder, way)
    equal((b"", b"", 0), tuple(bare), "result, bare")
    equal("mine\n" + told, (lab.folder / "own-0").read_text(), "what it says, bare")

    interposed = lab.run("close_all", lab.folder, way)

    equal(bare, interposed, "result")
    equal("mine\n" + told, (lab.folder / "own-0").read_text(), "what it says")
    for number in range(1, 12):
        equal("mine\n", (lab.folder / f"own-{number}").read_text(), f"file at {number}")
    equal(20, len(spawns(lab.agree())), "spawns")


@behaviour
def a_daemon_that_reuses_every_descriptor_finds_only_its_own_bytes(lab):
    finds_only_its_own_bytes(lab, "close")


@behaviour
def so_does_one_that_closes_them_all_by_close_range(lab):
    finds_only_its_own_bytes(lab, "close_range")


@behaviour
def so_does_one_that_closes_them_all_by_the_system_call_close_range(lab):
    finds_only_its_own_bytes(lab, "raw close_range")


@behaviour
def so_does_one_that_closes_them_all_by_closefrom(lab):
    finds_only_its_own_bytes(lab, "closefrom")


@behaviour
def a_file_size_limit_costs_events_and_no_signal_and_the_loss_is_told(lab):
    lab.alike("file_size_limit")

    events = lab.events()
    equal([(6, "EFBIG")], [(loss["lost"], loss["why"]) for loss in losses(events)], "losses")
    equal(2, len(spawns(events)), "spawns logged")
    equal(set(), set(outcomes(events)) - set(lab.witnessed()), "spawns that were never made")


@behaviour(not_sanitized=ASAN_NEEDS_DESCRIPTORS)
def a_host_without_free_descriptors_runs_on_and_the_loss_is_told(lab):
    lab.alike("no_descriptors")

    events = lab.events()
    equal([(5, "EMFILE")], [(loss["lost"], loss["why"]) for loss in losses(events)], "losses")
    equal(1, len(spawns(events)), "spawns logged")


@behaviour(not_sanitized=ASAN_NEEDS_DESCRIPTORS)
def a_loss_is_told_by_the_process_that_had_it_and_not_again_by_its_child(lab):
    host = lab.start("lost_and_forked")
    stdout, stderr = host.communicate()

    equal((b"status 0\n", b"", 0), (stdout, stderr, host.returncode), "result")
    told = [(loss["process"]["pid"], loss["lost"]) for loss in losses(lab.events())]
    equal([(host.pid, 2)], told, "losses by process")
    equal(2, len(spawns(lab.events())), "spawns logged")


@behaviour(not_sanitized=ASAN_NEEDS_DESCRIPTORS)
def losses_one_after_the_other_have_a_line_in_a_second_and_one_at_the_end(lab):
    began = time.monotonic()
    lab.run("loses_often", 40)
    seconds = int(time.monotonic() - began)

    events = lab.events()
    # Of each a spawn and an end.
    equal(2 * 40, sum(loss["lost"] for loss in losses(events)), "lines lost")
    equal(40, len(spawns(events)), "spawns logged")
    holds(len(losses(events)) <= seconds + 2, f"{len(losses(events))} lines of losses in {seconds} s")


@behaviour(not_sanitized=ASAN_NEEDS_DESCRIPTORS)
def a_loss_that_no_later_line_could_tell_is_told_at_exit(lab):
    lab.alike("loses_its_last")

    events = lab.events()
    equal([(2, "EMFILE")], [(loss["lost"], loss["why"]) for loss in losses(events)], "losses")
    equal([], spawns(events), "spawns logged")


@behaviour
def losses_that_the_log_will_never_hold_are_told_on_standard_error_at_the_end(lab):
    bare = lab.bare("loses_all")
    if bare.status == 77:
        raise Skipped("only root has rights to drop")

    interposed = lab.run("loses_all")

    equal((bare.stdout, bare.status), (interposed.stdout, interposed.status), "result")
    equal(1, interposed.stderr.count(b"\n"), f"lines on standard error: {interposed.stderr}")
    holds(b"2 events could not be written (EACCES)" in interposed.stderr, interposed.stderr)


@behaviour
def no_descriptor_of_ours_is_in_a_child_that_never_execs(lab):
    result = lab.run("never_execs", 500)

    equal((b"0 children with a descriptor that nobody gave them\n", b"", 0), tuple(result), "result")
    forks = sum(event["call"] == "fork" for event in spawns(lab.agree()))
    equal(2000, forks, "forks")


@behaviour(not_sanitized=ASAN_NEEDS_DESCRIPTORS)
def nor_is_one_where_no_number_is_free_to_list_them(lab):
    result = lab.run("never_execs", 500, 6)

    equal((b"0 children with a descriptor that nobody gave them\n", b"", 0), tuple(result), "result")


@behaviour
def a_child_that_shares_its_parents_descriptors_closes_none_of_them(lab):
    result = lab.run("shares_table")

    equal((b"0 numbers lost\n", b"", 0), tuple(result), "result")


@behaviour
def a_handler_that_jumps_out_of_a_spawn_leaves_no_descriptor_behind(lab):
    result = lab.run("jumps_out", 300)

    equal((b"jumped out of 300 calls, 0 descriptors more\n", b"", 0), tuple(result), "result")


@behaviour
def a_thread_that_closes_the_descriptors_of_others_keeps_the_messages_in_its_pipe(lab):
    lab.alike("keeps_messages")


@behaviour
def a_thread_that_takes_the_numbers_of_others_finds_no_byte_of_ours_in_its_files(lab):
    result = lab.run("takes_numbers", lab.folder)

    equal((b"done\n", b"", 0), tuple(result), "result")
    for number in range(4):
        equal(b"", (lab.folder / f"own-{number}").read_bytes(), f"file {number}")
    equal(set(), {loss["why"] for loss in losses(lab.events())} - {"EBADF"}, "why lines were lost")


def allow_numbers(soft, hard):
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def takes_all_numbers(lab, soft, hard):
    """Each line waits, with its descriptor proved, until the other thread has taken all numbers."""
    if shutil.which("strace") is None:
        raise Skipped("strace isn't installed")
    own = lab.folder / f"own-{soft}"
    result = lab.run("takes_all_numbers", own, 40, preexec_fn=allow_numbers(soft, hard),
                     before=("strace", "-qq", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=pwritev",
                             "-e", "inject=pwritev:delay_enter=20000"))

    equal((b"done\n", 0), (result.stdout, result.status), "result")
    equal(b"", own.read_bytes(), "what the program finds in its own file")
    equal(set(), {loss["why"] for loss in losses(lab.events())} - {"EBADF"}, "why lines were lost")


@behaviour(not_sanitized=ASAN_NEEDS_DESCRIPTORS)
def a_thread_that_takes_all_numbers_while_a_line_is_written_finds_no_byte_of_it(lab):
    takes_all_numbers(lab, soft=1024, hard=4096)


@behaviour(not_sanitized=ASAN_NEEDS_DESCRIPTORS)
def nor_does_it_where_it_may_not_have_more_descriptors(lab):
    takes_all_numbers(lab, soft=512, hard=512)


@behaviour(not_sanitized=ASAN_NEEDS_DESCRIPTORS)
def nor_does_it_where_it_may_have_many(lab):
    takes_all_numbers(lab, soft=8192, hard=8192)


def fills_the_log(lab, way, waits):
    told = f"SIGXFSZ waits: {waits}\nchild: 300\n".encode()
    bare = lab.bare("reaches_its_limit", lab.log, way)
    if bare.status == 77:
        raise Skipped("may not trace its own child, or not set a policy")
    equal((told, b"", 0), tuple(bare), f"{way}, bare")
    lab.log.unlink(missing_ok=True)

    equal(bare, lab.run("reaches_its_limit", lab.log, way), way)

    text = lab.log.read_bytes()
    lab.log.unlink()
    return b'"why":"EFBIG"' in text


@behaviour
def a_log_that_others_fill_up_to_the_limit_gives_and_takes_no_signal(lab):
    for way, waits in {"none": "no", "far": "no", "own": "yes"}.items():
        holds(fills_the_log(lab, way, waits), f"{way}: no loss is told")


@behaviour
def nor_does_it_under_a_policy_that_kills_who_takes_one(lab):
    holds(fills_the_log(lab, "policy", "no"), "no loss is told")
    fills_the_log(lab, "unknown", "no")
