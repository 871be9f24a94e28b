# SPDX-License-Identifier: Apache-2.0
"""The doors in a JVM's threads: whom they may ask for the Java side of a spawn, and when."""
import glob
import os

from behaviours import Skipped, behaviour, equal
from events import losses, spawns

NO_JVM_THERE = "a JVM takes the faults that a sanitizer wants, and is not built with one"


def machines():
    """Of each JDK of this machine, and of JAVA_HOME."""
    homes = [os.environ.get("JAVA_HOME", ""), *glob.glob("/usr/lib/jvm/*")]
    found = {os.path.realpath(f"{home}/lib/server/libjvm.so") for home in homes if home}
    return sorted(path for path in found if os.path.exists(path))


def thread_of(event):
    return event.get("jvm", {}).get("thread", "no")


@behaviour(not_sanitized=NO_JVM_THERE)
def a_jvms_thread_is_asked_only_where_it_runs_native_code_of_its_own(lab):
    if not machines() or not (lab.hosts / "in_a_jvm").exists():
        raise Skipped("there is no JDK on this machine")
    for machine in machines():
        lab.log.unlink(missing_ok=True)
        lab.witness.unlink(missing_ok=True)

        result = lab.run("in_a_jvm", machine, f"-agentpath:{lab.library}=log={lab.log}",
                         preloaded=False)

        equal((b"", 0), (result.stderr, result.status), machine)
        events = lab.events()
        equal([], losses(events), "losses")
        told = [thread_of(event) for event in spawns(events) if event["child_pid"] in witnessed(lab)]
        equal([line.split(":")[0] for line in result.stdout.decode().splitlines()], told, machine)


def witnessed(lab):
    return {int(child) for _, child in lab.witnessed()}
