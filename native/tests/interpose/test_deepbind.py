# SPDX-License-Identifier: Apache-2.0
"""Libraries that look in the C library before they look in what is preloaded (RTLD_DEEPBIND)."""
from behaviours import behaviour, equal, holds
from events import of_kind, spawns

FORBIDDEN = "libasan forbids RTLD_DEEPBIND"
# Of deep_plugin.c: in its constructor, and by plugin_spawns.
AT_FIRST, THEN = ["fork"], ["fork", "vfork", "posix_spawn", "system", "fork", "fork"]


def opened(lab, how):
    result = lab.alike("opens_deeply", how)

    equal(0, result.status, result)
    for told in (b"cannot open shared object file", b"invalid mode", b"the plug-in's path: found"):
        holds(told in result.stdout, result.stdout)
    calls = [event["call"] for event in spawns(lab.agree()) if event["call"] != "pidfd_spawn"]
    plugin = AT_FIRST + THEN
    equal(["fork", *plugin, *plugin, *plugin, "fork"], calls, "calls in order")
    return lab.events()


@behaviour(not_sanitized=FORBIDDEN)
def what_a_library_spawns_that_is_bound_past_us_is_seen_from_its_constructor_on(lab):
    events = opened(lab, "now")

    equal([], of_kind(events, "unobserved"), "unobserved children")
    equal(3 * 7 + 2, len(of_kind(events, "exit")), "ends")
    equal(3, len(of_kind(events, "exec")), "execs")


@behaviour(not_sanitized=FORBIDDEN)
def so_it_is_where_that_is_bound_by_and_by(lab):
    opened(lab, "lazy")


@behaviour(not_sanitized=FORBIDDEN)
def so_it_is_where_threads_open_several_at_once(lab):
    for _ in range(20):
        files = (lab.hosts / "libdeep_plugin.so", lab.hosts / "deep" / "libdeep_sibling.so")
        lab.alike("opens_deeply", "at once", *files)

        equal(AT_FIRST * 2, [event["call"] for event in spawns(lab.agree())], "calls")
        lab.log.unlink()
        lab.witness.unlink()


@behaviour(not_sanitized=FORBIDDEN)
def a_library_in_a_namespace_of_its_own_runs_as_without_us(lab):
    result = lab.alike("opens_deeply", "apart")

    holds(b"next: status 5\n" in result.stdout, result.stdout)
    equal(0, result.status, result)


def noted(lab, libraries):
    notes = lab.folder / "notes"
    notes.unlink(missing_ok=True)
    lab.witness.unlink(missing_ok=True)
    options = {"NOTES": str(notes), "LD_PRELOAD": ":".join(map(str, libraries))}
    result = lab.run("opens_deeply", "now", options=options)
    return result, notes.read_text().splitlines()


@behaviour(not_sanitized=FORBIDDEN)
def another_preload_sees_of_such_a_library_what_it_sees_without_us(lab):
    other = lab.hosts / "libother_preload.so"
    bare = noted(lab, [other])
    equal(["fork", "waitpid"], bare[1][:2], "what the other preload saw")

    before_us = noted(lab, [other, lab.library])
    equal(bare, before_us, "with another preload before ours")
    equal(3 * 7 + 2, len(spawns(lab.agree())), "spawns")

    lab.log.unlink()
    behind_us = noted(lab, [lab.library, other])
    equal(bare, behind_us, "with another preload behind ours")
