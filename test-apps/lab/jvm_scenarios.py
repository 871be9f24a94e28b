# SPDX-License-Identifier: Apache-2.0
"""Scenarios of JVMs. The limit is set once the JVM has grown; a child of FORK executes at once, and nobody writes."""
from scenario import EITHER, KILLED, KILLED_BY_NEW, LIVES, POSSIBLE, REFUSED, Boot, Scenario

JVM = Boot("jvm", cgroup=2, memory_mib=768, jdk=17)
JVM25 = Boot("jvm25", cgroup=2, memory_mib=768, jdk=25)
# Percent of what there is that the copy needs, but for what the JVM does after that was set.
BELOW, ABOVE = 97, 103
SERIAL, PARALLEL, G1, SHARED = (f"-XX:+Use{name}GC" for name in ("Serial", "Parallel", "G1", "Z"))


def _of(boot, name, expect, start, limit, requests=("request /bin/true",), before=()):
    return Scenario(f"{boot.name}/{name}", boot,
                    ("group a memory.max=max", *before, start, limit, *requests, "jvm_ends"), expect)


def _strict_pair(boot, name, start, **more):
    yield _of(boot, f"{name}-strict-below", LIVES, start, f"strict_for_jvm {BELOW}", **more)
    yield _of(boot, f"{name}-strict-above", REFUSED, start, f"strict_for_jvm {ABOVE}", **more)


def _under_the_strict_policy(boot):
    yield from _strict_pair(boot, "serial", f"jvm_with_agent FORK {SERIAL}")
    yield from _strict_pair(boot, "parallel", f"jvm FORK {PARALLEL}")
    yield from _strict_pair(boot, "g1", f"jvm FORK {G1}")
    # So much charged beside the heap, which is shared, that the 3 MiB which the kernel's counter
    # tolerates are 2 % of the charge.
    yield from _strict_pair(boot, "z", f"jvm FORK {SHARED} -XX:ReservedCodeCacheSize=240m "
                            "-XX:InitialCodeCacheSize=128m")
    # Where the policy was 2 before, MAP_NORESERVE counts for nothing, and VmData + VmStk is below the charge.
    yield from _strict_pair(boot, "g1-from-the-start", f"jvm FORK {G1}", before=("overcommit 2 kbytes 8000000",))
    yield _of(boot, "posix_spawn-strict-above", LIVES, f"jvm POSIX_SPAWN {G1}", f"strict_for_jvm {ABOVE}")


def _in_a_group(boot):
    yield _of(boot, "serial-limit-below", LIVES, f"jvm FORK {SERIAL}", f"limit_for_jvm {BELOW}")
    yield _of(boot, "g1-limit-above", POSSIBLE, f"jvm_with_agent FORK {G1}", f"limit_for_jvm {ABOVE}")
    yield _of(boot, "z-heap-is-shared", LIVES, f"jvm FORK {SHARED}", "limit_to 150000")
    yield _of(boot, "posix_spawn-limit-above", LIVES, f"jvm POSIX_SPAWN {G1}", f"limit_for_jvm {ABOVE}")


def _killed():
    # The page tables of the copy are charged too, and do not fit.
    yield _of(JVM, "killed-inside-fork", KILLED, f"jvm FORK {SERIAL}", "limit_to 300")
    greedy = ("request /lab/hazard call=none takes=600000",) * 2
    for start in ("jvm_with_agent POSIX_SPAWN", "jvm FORK"):
        yield _of(JVM, f"{start.split()[1].lower()}-two-in-turn", KILLED_BY_NEW, f"{start} {SERIAL}",
                  "limit_to 400000", greedy)


def scenarios():
    for boot in (JVM, JVM25):
        yield from _under_the_strict_policy(boot)
        yield from _in_a_group(boot)
    # The tolerance is more than 5 % of so small a charge, and what VmData + VmStk has too much is as much again.
    yield _of(JVM25, "z-within-the-tolerance", EITHER, f"jvm FORK {SHARED}", "strict_for_jvm 105")
    yield from _killed()
