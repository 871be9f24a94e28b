# SPDX-License-Identifier: Apache-2.0
"""A container that is shown its own meminfo and loadavg, as by lxcfs: the machine's facts stay the machine's."""
import os
import pathlib
import re
import shutil

from behaviours import Skipped, behaviour, equal, holds
from events import spawns
from host import end_session

MEMINFO = pathlib.Path("/proc/meminfo")
STRANGER = 64998 - os.getpid() % 1000


def shown(file, fake, *then):
    """A command that gives another one a file in place of the kernel's, of another file system."""
    missing = [command for command in ("unshare", *then[:1]) if shutil.which(command) is None]
    if os.geteuid() != 0 or missing:
        raise Skipped(f"only root may mount here; missing: {missing}")
    return ("unshare", "--mount", "sh", "-c", f"mount --bind {fake} {file} && exec \"$@\"", "sh", *then)


def forked(lab, before):
    with lab.start("steps", before=before) as host:
        try:
            host.stdin.write(b"\n")
            host.stdin.flush()
            equal(b"status 3\n", host.stdout.readline(), "what the host says")
        finally:
            end_session(host)
    event, = spawns(lab.events())
    return event


def meminfo(lab, **kib):
    """This machine's, with a container's figures in it."""
    text = MEMINFO.read_text()
    for name, number in kib.items():
        text = re.sub(rf"^{name}:.*$", f"{name}: {number} kB", text, flags=re.MULTILINE)
    fake = lab.folder / "meminfo"
    fake.write_text(text)
    return fake


def value(name):
    return int(re.search(rf"^{name}:\s+(\d+) kB$", MEMINFO.read_text(), re.MULTILINE)[1]) * 1024


def not_assessed(event):
    return event["risk"].get("not_assessed", [])


@behaviour
def what_a_container_is_shown_is_not_taken_for_what_the_machine_has(lab):
    small = meminfo(lab, MemTotal=100, MemAvailable=4, SwapTotal=77, SwapFree=66)
    event = forked(lab, shown(MEMINFO, small))

    system = event["system"]
    equal((value("MemTotal"), value("SwapTotal")), (system["total"], system["swap_total"]), "RAM and swap")
    holds("available" not in system, system)
    equal([], event["risk"]["reasons"], "reasons")
    holds("OOM_POSSIBLE" in not_assessed(event) and "COMMIT_REFUSED" not in not_assessed(event), event["risk"])


@behaviour
def nor_does_it_make_room_for_a_copy(lab):
    event = forked(lab, shown(MEMINFO, meminfo(lab, MemAvailable=1 << 30, SwapFree=1 << 30)))

    equal(value("SwapTotal") == 0, event["system"]["swap_free"] == 0, "no swap")
    holds("OOM_POSSIBLE" in not_assessed(event), event["risk"])


@behaviour(not_sanitized="libasan starts a thread of its own")
def a_container_s_few_threads_are_not_taken_for_all_that_a_user_has(lab):
    fake = lab.folder / "loadavg"
    fake.write_text("0.00 0.00 0.00 1/2 3\n")
    lab.folder.chmod(0o777)
    for command in ("prlimit", "setpriv"):
        if shutil.which(command) is None:
            raise Skipped(f"no {command}")
    become = ("prlimit", "--nproc=30:30", "setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups")
    result = lab.run("forks_until_refused", before=shown("/proc/loadavg", fake, *become))

    equal(b"29 children\n", result.stdout, "what the host says")
    *_, refused = spawns(lab.events())
    holds("PROCESS_LIMIT" in [reason["code"] for reason in refused["risk"]["reasons"]], refused)
