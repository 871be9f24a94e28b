# SPDX-License-Identifier: Apache-2.0
"""The doors, held against the kernel: its process connector, and strace."""
import os
import shutil

from behaviours import Skipped, behaviour, equal, holds
from events import losses, spawns
from witnesses import disagreements, is_mechanism, read_connector, read_strace

HOSTS = [("doors",), ("aliases",), ("shells",), ("clones",), ("clones", "sharing too"),
         ("looks_up",), ("atfork",), ("vfork_contract",), ("constructor",)]
# One call of wordexp in there has two substitutions, the other one.
MORE_SHELLS = {"shells": 1}


@behaviour(not_sanitized="strace tells of libasan's own processes")
def strace_saw_each_spawn_once_with_its_parent_and_mechanism(lab):
    if shutil.which("strace") is None:
        raise Skipped("strace isn't installed")
    for number, host in enumerate(HOSTS):
        log, trace = lab.folder / f"log-{number}.jsonl", lab.folder / f"trace-{number}"
        lab.run_command("strace", "-qq", "-ff", "-X", "raw", "-o", trace, "-e", "signal=none", "-e",
                        "trace=clone,clone3,fork,vfork", "-E",
                        f"LD_PRELOAD={lab.library}", "-E", f"SPAWNRISK_LOG={log}",
                        lab.hosts / host[0], *host[1:])

        seen, events = read_strace(trace), lab.events(log)

        pids = {made[:2] for made in seen}
        equal([], disagreements(pids, events, MORE_SHELLS.get(host[0], 0)), f"{host}: pids")
        holds(len(seen) > 1, f"{host}: strace saw {seen}")
        requests = {made[1]: made[2] for made in seen}
        for event in spawns(events):
            if "child_pid" in event:
                request = requests.pop(event["child_pid"])
                holds(is_mechanism(event, request), f"{host}: asked by {request}: {event}")
        # Nothing names those of the shells, and of programs that were not found.
        equal([], [request for request in requests.values()
                   if not is_mechanism({"mechanism": "vfork"}, request)], f"{host}: unnamed ones")
        for event in spawns(events):
            if "child_pid" not in event and "errno" not in event:
                equal("vfork", event["mechanism"], f"{host}: mechanism of {event['call']}")


@behaviour
def the_kernel_counted_each_spawn_of_a_storm_once_with_its_parent(lab):
    if os.geteuid() != 0:
        raise Skipped("only root may listen to the kernel's process connector")
    told = lab.folder / "told"

    result = lab.run("process_witness", told, lab.hosts / "storm", 8, 2000)

    if b"process connector" in result.stderr:
        raise Skipped(result.stderr.decode().strip())
    equal((b"2000 spawns in 8 threads, 0 failures\n", b"", 0), tuple(result), "result")
    seen, lost = read_connector(told)
    equal(0, lost, "messages that the kernel could not deliver")
    own = [event for event in spawns(lab.events()) if event["process"]["name"] == "storm"]
    equal((2000, 2000), (len(seen), len(own)), "seen by the kernel, and by us")
    equal([], disagreements(seen, own), "pids")
    equal([], losses(lab.events()), "losses")
