# SPDX-License-Identifier: Apache-2.0
"""Where a program gets an environment with which it is no longer observed, the log says so."""
import collections

from behaviours import behaviour, equal, holds
from events import of_kind, spawns


def followed(events):
    """What each spawn's own line and its exec say of it."""
    told = collections.defaultdict(list)
    execs = {event["spawn"]: event for event in of_kind(events, "exec")}
    for event in spawns(events):
        told[event["call"]].append(execs.get(event["id"], event).get("followed"))
    return dict(told)


@behaviour
def a_spawn_or_exec_tells_whether_the_program_got_what_it_needs_to_be_observed(lab):
    lab.alike("clears_environment")

    equal({"posix_spawn": [True, False, True], "fork": [True, False], "vfork": [True, False]},
          followed(lab.agree()), "followed")


@behaviour
def a_program_that_becomes_an_unobserved_one_says_so_and_withdraws_what_failed(lab):
    lab.run("clears_environment")

    events = lab.events()
    last = spawns(events)[-1]
    told = of_kind(events, "unfollowed")
    equal([("null", None), ("null", "EACCES"), ("sh", None)],
          [(event["command"], event.get("error")) for event in told], "programs and errors")
    for event in told:
        equal((last["child_pid"], last["child_start"]),
              (event["process"]["pid"], event["process"]["start"]), "process")


@behaviour
def env_that_clears_the_environment_is_where_the_trail_is_lost(lab):
    names = lab.environment(True)
    command = ["env", *(f"{name}={value}" for name, value in names.items())]
    result = lab.run_command(*command, "sh", "-c", "env -i /bin/true; exit 4")

    equal(4, result.returncode, "status")
    (event,) = of_kind(lab.events(), "unfollowed")
    equal("true", event["command"], "program")


@behaviour
def nothing_is_said_of_the_trail_where_children_are_not_to_be_followed(lab):
    lab.run("clears_environment", options={"SPAWNRISK_FOLLOW": "0"})

    events = lab.agree()
    holds(not any("followed" in event for event in events), events)
