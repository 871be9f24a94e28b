# SPDX-License-Identifier: Apache-2.0
"""This very machine, where scenarios run that change nothing but cgroups of their own."""
import os
import pathlib
import shutil
import subprocess
import tempfile

import running
from failure import CannotRun

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 300
PRELUDE = """
kernel_log_clear() { :; }
kernel_log() { :; }
oom_score_plain() { :; }
machine_reset() { :; }
lab={folder}
scratch={folder}/scratch
memory={memory}
pids={pids}
version={version}
limit={limit}
mkdir "$scratch"
. {steps}
echo "kernel $(uname -r)"
"""


class Host:
    version = "host"

    def __init__(self, build):
        self._build = build

    def run(self, scenarios, boot):
        """What was said, as lines. boot has nothing that a host could be told to be."""
        del boot
        if os.geteuid() != 0:
            raise CannotRun("only root may make cgroups")
        with Groups() as groups, tempfile.TemporaryDirectory(prefix="spawnrisk-lab-") as folder:
            for name in ("lab/hazard", "libspawnrisk.so"):
                shutil.copy(self._build / name, folder)
            prelude = PRELUDE.replace("{folder}", folder).replace("{steps}", str(HERE / "guest/steps.sh"))
            for name, value in groups.named().items():
                prelude = prelude.replace(f"{{{name}}}", str(value))
            return _run(prelude + scenarios)


def _run(script):
    """As far as it came, where it takes too long: who is left in the groups is killed with them."""
    shell = running.start(["sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    try:
        said, _ = shell.communicate(script, timeout=SECONDS)
        return said.splitlines()
    except subprocess.TimeoutExpired as error:
        return [*(error.stdout or b"").decode().splitlines(), "fell it took too long"]
    finally:
        running.end(shell)


class Groups:
    """A group of our own below the one that we are in, in the hierarchies of memory and of pids."""

    def __init__(self):
        self._version = 1 if _mount("memory") else 2
        parents = [_own("memory"), _own("pids")] if self._version == 1 else [_that_hands_down_memory()]
        self._folders = [parent / f"spawnrisk-lab-{os.getpid()}" for parent in parents]

    def named(self):
        return {"memory": self._folders[0], "pids": self._folders[-1], "version": self._version,
                "limit": "memory.limit_in_bytes" if self._version == 1 else "memory.max"}

    def __enter__(self):
        try:
            for folder in self._folders:
                folder.mkdir()
        except OSError as error:
            raise CannotRun(f"no cgroup can be made: {error}") from error
        return self

    def __exit__(self, *unused):
        """What a scenario that was stopped in its middle has left goes too: nobody else is in there."""
        for folder in self._folders:
            below = sorted((pathlib.Path(path) for path, *_ in os.walk(folder)), reverse=True)
            for group in below:
                for pid in (group / "cgroup.procs").read_text().split():
                    os.kill(int(pid), 9)
                _remove(group)


def _remove(group):
    subprocess.run(["sh", "-c", 'for i in 1 2 3 4 5 6 7 8 9; do rmdir "$0" 2>/dev/null && exit; sleep 0.1; done; '
                                'rmdir "$0"', group], check=True)


def _mount(controller):
    for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
        _, point, kind, options, *_ = line.split()
        if kind == "cgroup" and controller in options.split(","):
            return point
    return None


def _own(controller):
    """In a container the path may name folders that are not mounted there: then the mount itself."""
    point = _mount(controller)
    if point is None:
        raise CannotRun(f"no controller {controller} is mounted")
    for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(",") and os.path.isdir(point + path):
            return pathlib.Path(point + path)
    return pathlib.Path(point)


def _that_hands_down_memory():
    script = '. "$1/bin/lib/memory_cgroup.sh"; mount=$(memory_cgroup_v2_mount); ' \
             'memory_cgroup_v2_parent "$mount" "$(memory_cgroup_own "$mount" "$(memory_cgroup_v2_path)")"'
    result = subprocess.run(["bash", "-c", script, "bash", HERE.parents[1]], capture_output=True, text=True)
    if result.returncode != 0:
        raise CannotRun("no cgroup from here up hands down the memory controller")
    return pathlib.Path(result.stdout.strip())
