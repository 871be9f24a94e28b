# SPDX-License-Identifier: Apache-2.0
"""What the library said before, and what the kernel did: from the lines that a run said."""
import dataclasses
import json
import re

from scenario import BUS_ERROR, KILLED, LIVES, NO_PROCESS, REFUSED, SLOWED

KILL, BUS, ALARM = 9, 7, 14
# What reclaim takes is less, and what the kernel has one wait for above memory.high is more.
SLOW_US = 100_000


@dataclasses.dataclass
class Run:
    """One run of a scenario. unprepared: why it could not be made, which is no outcome."""
    name: str
    said: list = dataclasses.field(default_factory=list)
    events: list = dataclasses.field(default_factory=list)
    kernel: list = dataclasses.field(default_factory=list)
    unprepared: list = dataclasses.field(default_factory=list)
    ended: bool = False

    def events_of(self, kind):
        return [event for event in self.events if event["event"] == kind]

    def asked(self):
        """The last call that the library told of: before it, where it warned of it."""
        told = [event for event in self.events if event["event"] in ("warning", "spawn")]
        return next((event for event in told if _call_of(event) == _call_of(told[-1])), None)

    def reasons(self):
        """Of the warning, which is written before the call; without one nothing was predicted."""
        asked = self.asked()
        if asked is None or asked["event"] != "warning":
            return {}
        return {reason["code"]: reason for reason in asked["risk"]["reasons"]}

    def is_near(self):
        """COMMIT_NEAR is a notice, which has no line before the call: it is in the one after it."""
        return any(reason["code"] == "COMMIT_NEAR" for event in self.events_of("spawn")
                   for reason in event["risk"]["reasons"])

    def not_assessed(self):
        return self.asked()["risk"].get("not_assessed", [])

    def prediction(self):
        """In words: the codes that were told before the call, and those that could not be assessed."""
        unsure = [f"{code}?" for code in self.not_assessed()]
        return " ".join([*self.reasons(), *unsure]) or "nothing"

    def seconds(self):
        times = [float(line.split()[1]) for line in self.said if re.match(r"(began|ended) \d", line)]
        return times[-1] - times[0] if times else 0.0

    def number(self, word):
        found = [line for line in self.said if re.fullmatch(rf"{word} -?\d+", line)]
        return int(found[-1].rpartition(" ")[2]) if found else None

    def outcome(self):
        refusals = [line.split()[1] for line in self.said if line.startswith("refused ")]
        if "ENOMEM" in refusals:
            return REFUSED
        if "EAGAIN" in refusals:
            return NO_PROCESS
        if self.number("kills"):
            return KILLED
        if self.number("child was killed by") == BUS:
            return BUS_ERROR
        if (self.number("slowed") or 0) >= SLOW_US:
            return SLOWED
        return LIVES

    def complaint(self):
        """What makes this run worth nothing."""
        if self.unprepared or not self.ended:
            return "; ".join(self.unprepared) or "it did not end"
        if self.asked() is None:
            return "the library told of no spawn"
        if "calls" not in self.said:
            return "the hazard never came to its call"
        if self.number("parent") == 128 + ALARM or self.number("child was killed by") == ALARM:
            return "it took too long"
        return None


def _call_of(event):
    return event.get("spawn", event.get("id"))


def read_runs(lines):
    """The kernel's release, and the runs by name."""
    release, runs, run = None, {}, None
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "begin":
            run = runs[rest] = Run(rest)
        elif word == "kernel" and run is None:
            release = rest
        elif run is not None:
            _add(run, word, rest, line)
    return release, runs


def _add(run, word, rest, line):
    if word == "event":
        run.events.append(json.loads(rest))
    elif word == "kernel":
        run.kernel.append(rest)
    elif word == "unprepared":
        run.unprepared.append(rest)
    elif word == "fell":
        run.unprepared.append(line)
    elif line == "end":
        run.ended = True
    else:
        run.said.append(line)
