# SPDX-License-Identifier: Apache-2.0
"""What earlier children of a call were seen to do, and what is foreseen from it."""
from behaviours import behaviour, equal, holds
from events import of_kind, spawns
from groups import Group

MIB = 1 << 20
ASAN = "ASan's shadow memory does not fit the limit"


def reasons(event):
    return {reason["code"]: reason for reason in event["risk"]["reasons"]}


def taught(lab, *arguments):
    with Group("spawnrisk-teaches", 200 * MIB) as group:
        result = lab.alike("teaches", *arguments, preexec_fn=group.enter)
        equal(0, result.status, "status")
        own = [event for event in spawns(lab.agree()) if event["process"]["name"] == "teaches"]
        return group.name(), own


@behaviour(not_sanitized=ASAN)
def a_call_whose_children_were_measured_to_write_more_than_is_left_is_told_as_likely(lab):
    name, (_, first, reads, again, reads_again, _) = taught(lab)

    (copy,) = [event for event in of_kind(lab.events(), "copy") if event["spawn"] == first["id"]]
    holds(48 * MIB <= copy["measured_copy"] < 56 * MIB, copy)
    equal(set(), {"OOM_LIKELY", "OOM_POSSIBLE"} & set(reasons(first)), "while there is room")
    equal({"children": 1, "no_exec": 1, "copied": copy["measured_copy"]},
          {key: again["earlier"].get(key) for key in ("children", "no_exec", "copied")}, "learned")
    likely, possible = reasons(again)["OOM_LIKELY"], reasons(again)["OOM_POSSIBLE"]
    holds(copy["measured_copy"] < likely["need"] < copy["measured_copy"] + MIB, likely)
    equal((possible["have"], "critical"), (likely["have"], likely["level"]), "have, level")
    equal("cgroup memory.limit_in_bytes", likely["source"], "source")
    equal(f"cgroup {name} memory.limit_in_bytes", possible["source"], "source")
    holds(likely["need"] > likely["have"], likely)
    # The same moment, and children of another call, which wrote nothing.
    equal({"OOM_POSSIBLE"}, {"OOM_LIKELY", "OOM_POSSIBLE"} & set(reasons(reads_again)), "the other call")
    holds("earlier" not in reads, reads)
    (warning,) = [event for event in of_kind(lab.events(), "warning") if event["spawn"] == again["id"]]
    holds("OOM_LIKELY" in reasons(warning), "it is told before the call")


@behaviour(not_sanitized=ASAN)
def a_program_that_is_usually_larger_than_what_is_left_is_told(lab):
    name, (first, *_, again) = taught(lab)

    (end,) = [event for event in of_kind(lab.events(), "exit") if event["spawn"] == first["id"]]
    holds(48 * MIB < end["peak_rss"] < 64 * MIB, end)
    equal({}, reasons(first), "before anything is known")
    reason = reasons(again)["CHILD_FOOTPRINT"]
    equal(end["peak_rss"], reason["need"], "its peak")
    equal((f"cgroup {name} memory.limit_in_bytes", "warning"), (reason["source"], reason["level"]), "source")
    cgroup = again["cgroup"]
    equal(cgroup["limit"] - cgroup["usage"] + cgroup["reclaimable"] + cgroup["swap_room"], reason["have"], "have")


@behaviour(not_sanitized=ASAN)
def a_peak_that_is_the_parents_is_nothing_learned(lab):
    lab.run("teaches")

    again = [event for event in spawns(lab.agree()) if event["process"]["name"] == "teaches"][-1]
    small = {event["spawn"]: event for event in of_kind(lab.events(), "exit")}[again["id"]]
    holds(small["peak_rss"] <= small["parent_peak_rss"], small)
    # Of two children one had a peak of its own; the other's would be the parent's 170 MiB.
    holds(again["earlier"]["peak_rss"] < 64 * MIB, again)


@behaviour(not_sanitized=ASAN)
def what_children_no_longer_do_is_no_longer_foreseen(lab):
    _, own = taught(lab, "forgets")

    programs, copies = ([event for event in own if event["call"] == call] for call in ("posix_spawn", "fork"))
    holds(programs[1]["earlier"]["peak_rss"] > 48 * MIB, programs[1])
    holds(programs[-1]["earlier"]["peak_rss"] < 24 * MIB, programs[-1])
    likely = ["OOM_LIKELY" in reasons(event) for event in copies]
    equal([False, True, False], [likely[0], likely[1], likely[-1]], "first, after the one that wrote, last")
    holds(copies[-1]["earlier"]["copied"] < 8 * MIB, copies[-1])
