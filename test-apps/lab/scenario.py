# SPDX-License-Identifier: Apache-2.0
"""One scenario: what is set up, what runs, and what the kernel is to do."""
import dataclasses

REFUSED, KILLED, LIVES = "refused", "killed", "lives"
# Beyond the boundary, but nobody writes so much: memory does not run out.
POSSIBLE = "possible"
# No copy runs memory out, but a child's own new memory does.
KILLED_BY_NEW = "killed by new memory"
# Above memory.high, where the kernel slows and does not kill; and the same where nobody writes so much.
SLOWED, SLOWED_IF_WRITTEN = "slowed", "slowed if written"
NO_PROCESS, BUS_ERROR = "no process", "bus error"
# Within the tolerance of the kernel's counters: either outcome, and no certainty beforehand.
EITHER = "either"
# As fast as swap is, which nobody knows beforehand.
LIVES_OR_KILLED = "lives or killed"


@dataclasses.dataclass(frozen=True)
class Boot:
    """Scenarios of one boot share its configuration. cgroup: the version of the hierarchies."""
    name: str
    cgroup: int
    memory_mib: int
    kernels: tuple = ("6.1", "6.12")
    jdk: int = 0  # the JVM's feature release


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    boot: Boot
    steps: tuple
    expect: str

    def script(self):
        reset = ("machine_reset",)
        return "\n".join((f"begin {self.name}", *self.steps, "finish", *reset)) + "\n"
