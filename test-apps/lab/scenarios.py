# SPDX-License-Identifier: Apache-2.0
"""All scenarios: policy x size x kind of limit x mechanism x what the child does."""
import jvm_scenarios
from scenario import (BUS_ERROR, EITHER, KILLED, KILLED_BY_NEW, LIVES, LIVES_OR_KILLED, NO_PROCESS, POSSIBLE, REFUSED,
                      SLOWED, SLOWED_IF_WRITTEN, Boot, Scenario)

# Percent of what there is that the copy needs. What there is shrinks as the process grows, so that its
# size is half as far, 2.5 %, from the size at the boundary.
BELOW, ABOVE = 95, 105
# So far above memory.high that the kernel delays who allocates.
SLOW = 120
# MemTotal is 32 MiB less.
MACHINE = Boot("machine", cgroup=2, memory_mib=544)
# Debian's 6.12 has no memory controller of version 1.
SPLIT = Boot("split", cgroup=1, memory_mib=288, kernels=("6.1",))
# This machine, whatever it is: only with cgroups of its own, of the version that it has.
HOST = Boot("host", cgroup=0, memory_mib=0, kernels=("host",))
UNIFIED = Boot("unified", cgroup=2, memory_mib=288)
COPIES, SHARES = ("fork", "clone"), ("vfork", "posix_spawn", "clone_vm")

ALL = []


def add(name, boot, expect, *steps):
    ALL.append(Scenario(name, boot, steps, expect))


def strict(name, expect, wishes, percent, limit="ratio 50", before=(), through=""):
    """Policy 2. Memory is only promised, not used: nothing but the policy can refuse. Of a wish that is
    named twice the first counts."""
    steps = [*before, f"overcommit 2 {limit}"] + ([f"through='{through}'"] if through else [])
    add(f"strict/{name}", UNIFIED, expect, *steps,
        f"hazard boundary=commit percent={percent} child=exits {wishes} touched=0")


def strict_pair(name, wishes, **more):
    strict(f"{name}-below", LIVES, wishes, BELOW, **more)
    strict(f"{name}-above", REFUSED, wishes, ABOVE, **more)


def strict_policy():
    for call in COPIES:
        strict_pair(f"ratio-{call}", f"call={call}")
        strict_pair(f"kbytes-{call}", f"call={call}", limit="kbytes 100000")
    strict_pair("swap", "call=fork", limit="ratio 40", before=("swap_on",))
    strict_pair("without-admin", "call=fork user=1000")
    strict_pair("admin-of-another-namespace", "call=fork descends=1", through="unshare -U -r")
    strict_pair("large-address-space", "call=fork reserve=1000000")
    strict_pair("unreserved", "call=fork memory=unreserved")
    strict_pair("many-areas", "call=fork pieces=40")
    strict("at-the-limit-less", EITHER, "call=fork", 100)
    strict("at-the-limit-more", EITHER, "call=fork", 101)
    for name, before in (("", ()), ("-exact", ("facts=exact",))):
        strict(f"readonly-above{name}", REFUSED, "call=fork memory=readonly touched=1", ABOVE, before=before)
        strict(f"kept-above{name}", LIVES, "call=fork memory=kept", ABOVE, before=before)
    for call in SHARES:
        strict(f"{call}-above", LIVES, f"call={call}", ABOVE)
    strict("shared-above", LIVES, "call=fork memory=shared", ABOVE)


def promised(name, expect, wishes, percent, policy=0, before=()):
    """Policies 0 and 1, which don't sum up what is promised."""
    add(f"promised/{name}", UNIFIED, expect, *before, f"overcommit {policy}",
        f"hazard boundary=area percent={percent} touched=0 child=exits {wishes}")


def other_policies():
    for call in COPIES:
        promised(f"one-area-{call}-below", LIVES, f"call={call}", BELOW)
        promised(f"one-area-{call}-above", REFUSED, f"call={call}", ABOVE)
    promised("one-area-swap-below", LIVES, "call=fork", BELOW, before=("swap_on",))
    promised("one-area-swap-above", REFUSED, "call=fork", ABOVE, before=("swap_on",))
    promised("several-areas", LIVES, "call=fork pieces=4", 180)
    promised("several-areas-one-above", REFUSED, "call=fork pieces=2", 208)
    promised("unreserved", LIVES, "call=fork memory=unreserved", 140)
    promised("kept", LIVES, "call=fork memory=kept", ABOVE)
    promised("always", LIVES, "call=fork", 140, policy=1)
    for call in SHARES:
        promised(f"one-area-{call}", LIVES, f"call={call}", ABOVE)


def limited(name, expect, wishes, percent, setup=("group a memory.max=64M",), boot=UNIFIED, group="a"):
    """In a memory cgroup. The boundary is that of the named one."""
    add(f"{boot.name}/{name}", boot, expect, *setup,
        f"hazard boundary=group group=$memory/{group} percent={percent} {wishes}")


def limited_pair(name, wishes="call=fork child=writes", **more):
    limited(f"{name}-below", LIVES, wishes, BELOW, **more)
    limited(f"{name}-above", KILLED, wishes, ABOVE, **more)


def what_children_do():
    for call in COPIES:
        limited_pair(f"{call}-writes", f"call={call} child=writes")
    limited_pair("parent-writes", "call=fork child=writes writes=0 parent=100")
    limited_pair("both-write", "call=fork child=writes writes=50 parent=50")
    limited("exits", POSSIBLE, "call=fork child=exits", ABOVE)
    limited("execs", POSSIBLE, "call=fork child=execs", ABOVE)
    limited("writes-half", POSSIBLE, "call=fork child=writes writes=50", ABOVE)
    limited("writes-the-same-half", POSSIBLE, "call=clone child=writes writes=50", ABOVE)
    limited("each-writes-a-quarter", POSSIBLE, "call=fork child=writes writes=25 parent=25", ABOVE)
    for call in SHARES:
        limited(f"{call}-writes", LIVES, f"call={call} child=writes", 170)
        limited(f"{call}-execs", LIVES, f"call={call} child=execs", 170)
    for beside in (1, 4):
        limited_pair(f"beside-{beside}-copies", f"call=fork child=writes beside={beside}",
                     setup=("group a memory.max=128M",))
    limited("fork-takes-new", KILLED_BY_NEW, "call=fork child=takes takes=60000", 40)
    limited("posix_spawn-takes-new", KILLED_BY_NEW, "call=posix_spawn child=takes takes=60000", 40)
    limited("fork-takes-little", LIVES, "call=fork child=takes takes=8000", 40)
    limited("small-parent", LIVES, "call=fork child=writes", 5)


def what_is_copied():
    limited("shared-memory", LIVES, "call=fork child=writes memory=shared", 140)
    for name, before in (("", ()), ("-exact", ("facts=exact",))):
        limited(f"kept-from-children{name}", LIVES, "call=fork child=writes writes=0 parent=100 memory=kept",
                ABOVE, setup=(*before, "group a memory.max=64M"))
    limited_pair("freed-lazily", "call=fork child=writes memory=lazy")
    limited_pair("many-areas", "call=fork child=writes pieces=40")
    limited("readonly", POSSIBLE, "call=fork child=exits memory=readonly", ABOVE)
    limited_pair("huge", "call=fork child=writes memory=huge", setup=("group a memory.max=128M",))


def which_limit():
    outer = ("group a memory.max=64M", "group a/b memory.max=128M")
    inner = ("group a memory.max=128M", "group a/b memory.max=64M")
    limited_pair("outer-is-tighter", setup=outer, group="a")
    limited_pair("inner-is-tighter", setup=inner, group="a/b")
    beside = ("group a memory.max=96M", "group a/beside", "hold held 32768", "group a/b")
    limited_pair("shared-with-another", setup=beside, group="a")
    limited_pair("page-cache", "call=fork child=writes spare=16384",
                 setup=("group a memory.max=64M", "cache 16384"))
    limited_pair("kept-files", setup=("group a memory.max=64M", "hold held 16384"))
    limited_pair("whole-group-dies", setup=("group a memory.max=64M memory.oom.group=1",))
    throttled()
    in_a_container()


def in_a_container():
    """The cgroup namespace shows its own root alone: a limit above it is seen by nobody in there."""
    contained = "call=fork child=writes contained=$memory"
    limited_pair("container-limited-at-its-root", contained)
    limited_pair("container-limited-above", contained, setup=("group a memory.max=64M", "group a/b"))
    limited_pair("container-limited-tighter-above", contained,
                 setup=("group a memory.max=64M", "group a/b memory.max=128M"))
    for name, setup in (("at-its-root", ("group a memory.high=64M",)),
                        ("above", ("group a memory.high=64M", "group a/b"))):
        for where, expect, percent in (("below", LIVES, BELOW), ("above", SLOWED, SLOW)):
            limited(f"container-high-{name}-{where}", expect, f"{contained} limit=memory.high", percent, setup=setup)


def throttled():
    """Beyond memory.high a process is slowed down, the more the further, but not killed: up to an 80th not at all."""
    def high(name, expect, wishes, percent, setup=("group a memory.high=64M",), group="a"):
        limited(f"high-{name}", expect, f"limit=memory.high {wishes}", percent, setup=setup, group=group)

    def pair(name, wishes="call=fork child=writes", **more):
        high(f"{name}-below", LIVES, wishes, BELOW, **more)
        high(f"{name}-above", SLOWED, wishes, SLOW, **more)
    for call in COPIES:
        pair(f"{call}-writes", f"call={call} child=writes")
    pair("parent-writes", "call=fork child=writes writes=0 parent=100")
    pair("outer-is-tighter", setup=("group a memory.high=64M", "group a/b memory.high=128M memory.max=256M"))
    pair("inner-is-tighter", setup=("group a memory.high=128M", "group a/b memory.high=64M"), group="a/b")
    pair("before-the-limit", setup=("group a memory.high=64M memory.max=128M",))
    pair("many-areas", "call=fork child=writes pieces=40")
    # What is swapped out is waited for too, for less long.
    swapping = ("swap_on", "group a memory.high=64M")
    high("swap-below", LIVES, "call=fork child=writes", BELOW, setup=swapping)
    high("swap-above", SLOWED, "call=fork child=writes", 170, setup=swapping)
    pair("page-cache", "call=fork child=writes spare=16384", setup=("group a memory.high=64M", "cache 16384"))
    pair("beside-2-copies", "call=fork child=writes beside=2", setup=("group a memory.high=128M",))
    high("exits", SLOWED_IF_WRITTEN, "call=fork child=exits", SLOW)
    high("execs", SLOWED_IF_WRITTEN, "call=fork child=execs", SLOW)
    high("writes-half", SLOWED_IF_WRITTEN, "call=fork child=writes writes=50", SLOW)
    for name, setup in (("behind-the-limit", ("group a memory.high=100M memory.max=64M",)),
                        ("above-a-limit", ("group a memory.high=100M", "group a/b memory.max=64M"))):
        limited(f"high-{name}", KILLED, "call=fork child=writes", ABOVE, setup=setup,
                group="a" if len(setup) == 1 else "a/b")
    for call in SHARES:
        high(f"{call}-writes", LIVES, f"call={call} child=writes", 170)
    high("shared-memory", LIVES, "call=fork child=writes memory=shared", 140)
    high("kept-from-children", LIVES, "call=fork child=writes writes=0 parent=100 memory=kept", SLOW)


def in_the_first_hierarchies():
    """Version 1, where memory and pids are apart, and swap counts with memory."""
    def first(name, expect, wishes, percent, setup=("group a memory.limit_in_bytes=64M",), **more):
        limited(name, expect, wishes, percent, setup=setup, boot=SPLIT, **more)

    def pair(name, wishes="call=fork child=writes", **more):
        first(f"{name}-below", LIVES, wishes, BELOW, **more)
        first(f"{name}-above", KILLED, wishes, ABOVE, **more)
    for call in COPIES:
        pair(f"{call}-writes", f"call={call} child=writes")
    first("exits", POSSIBLE, "call=fork child=exits", ABOVE)
    for call in SHARES:
        first(f"{call}-writes", LIVES, f"call={call} child=writes", 170)
    pair("outer-is-tighter", group="a", setup=(
        "group a memory.limit_in_bytes=64M", "group a/b memory.limit_in_bytes=128M"))
    pair("freed-lazily", "call=fork child=writes memory=lazy")
    pair("page-cache", "call=fork child=writes spare=16384",
         setup=("group a memory.limit_in_bytes=64M", "cache 16384"))
    swap = ("swap_on", "group a memory.limit_in_bytes=64M")
    pair("swap-limited", "call=fork child=writes spare=24576", setup=(
        swap[0], swap[1] + " memory.memsw.limit_in_bytes=88M"))
    first("swap-free", LIVES, "call=fork child=writes", 120, setup=swap)
    add("split/processes-at-the-limit", SPLIT, NO_PROCESS, "pids_group a 1", "hazard kib=1024 call=fork child=exits")
    add("split/processes-below", SPLIT, LIVES, "pids_group a 40", "hazard kib=1024 call=fork child=exits")


def on_this_machine():
    """What is safe on any machine: it can run out of nothing but a group of the lab's own."""
    def here(name, expect, wishes, percent, setup=("group a $limit=64M",), **more):
        limited(name, expect, wishes, percent, setup=setup, boot=HOST, **more)

    for call in COPIES:
        here(f"{call}-writes-below", LIVES, f"call={call} child=writes", BELOW)
        here(f"{call}-writes-above", KILLED, f"call={call} child=writes", ABOVE)
    outer = ("group a $limit=64M", "group a/b $limit=128M")
    here("outer-is-tighter-below", LIVES, "call=fork child=writes", BELOW, setup=outer)
    here("outer-is-tighter-above", KILLED, "call=fork child=writes", ABOVE, setup=outer)
    here("exits", POSSIBLE, "call=fork child=exits", ABOVE)
    for call in SHARES:
        here(f"{call}-writes", LIVES, f"call={call} child=writes", 170)
    add("host/two-in-turn", HOST, KILLED_BY_NEW, "group a $limit=64M",
        "hazard kib=8192 call=posix_spawn child=takes takes=80000 turns=2")
    for name, expect, pids in (("at-the-limit", NO_PROCESS, 1), ("below", LIVES, 40)):
        add(f"host/processes-{name}", HOST, expect, "group a $limit=64M", f"pids_group p {pids}",
            "hazard kib=1024 call=fork child=exits")


def the_end_of_children():
    """Two children in turn that the OOM killer ends, told by the counter of their own cgroup: in a pid
    namespace the pids that the kernel's log names are not those that the library knows."""
    for boot, limit in ((UNIFIED, "memory.max"), (SPLIT, "memory.limit_in_bytes")):
        for call in ("fork", "posix_spawn"):
            for where, through in (("", ""), ("-in-a-namespace", "unshare -p -f --mount-proc")):
                add(f"{boot.name}/{call}-two-in-turn{where}", boot, KILLED_BY_NEW, f"group a {limit}=64M",
                    f"through='{through}'", f"hazard kib=8192 call={call} child=takes takes=80000 turns=2")


def swapping():
    def with_swap(limit):
        return "swap_on", f"group a memory.max=64M memory.swap.max={limit}"
    # What is on its way to swap counts in both, and the OOM killer does not wait: room for 10 MiB of that.
    for name, expect, percent in (("below", LIVES_OR_KILLED, 80), ("above", KILLED, ABOVE)):
        limited(f"swap-limited-{name}", expect, "call=fork child=writes spare=24576", percent, setup=with_swap("24M"))
    limited_pair("swap-forbidden", setup=with_swap("0"))
    limited("swap-free", LIVES, "call=fork child=writes", 120, setup=with_swap("max"))


def machine(name, expect, wishes, *before):
    add(f"machine/{name}", MACHINE, expect, *before, f"hazard {wishes}")


def whole_machine():
    """The machine of 8 (MemTotal is 512 MiB, a 16th), a parent of 6, and a child that writes more than 2."""
    machine("story", KILLED, "kib=393216 call=fork child=writes writes=35")
    machine("story-little-written", POSSIBLE, "kib=393216 call=fork child=writes writes=5")
    machine("story-vfork", LIVES, "kib=393216 call=vfork child=execs")
    machine("story-posix_spawn", LIVES, "kib=393216 call=posix_spawn child=execs")
    machine("fork-below", LIVES, f"boundary=machine percent={BELOW} call=fork child=writes")
    machine("fork-above", KILLED, "boundary=machine percent=115 call=fork child=writes")
    machine("freed-lazily", KILLED, "boundary=machine percent=115 call=fork child=writes memory=lazy")
    machine("parent-writes", KILLED, "boundary=machine percent=115 call=fork child=writes writes=0 parent=100")


def huge_pages():
    def pool(name, expect, pages, wishes):
        add(f"huge-pages/{name}", UNIFIED, expect, f"huge_pages {pages}",
            f"hazard kib=40960 memory=hugetlb child=writes {wishes}")
    pool("none-free", BUS_ERROR, 30, "call=fork")
    pool("enough", LIVES, 44, "call=fork")
    pool("not-copied", LIVES, 30, "call=vfork")

    def group(name, expect, limit):
        add(f"huge-pages/group-{name}", UNIFIED, expect, "huge_pages 60", f"group a hugetlb.2MB.max={limit}M",
            "hazard kib=40960 memory=hugetlb child=writes call=fork")
    group("has-none-left", BUS_ERROR, 60)
    group("has-enough", LIVES, 90)


def processes():
    def limit(name, expect, pids, wishes):
        add(f"processes/{name}", UNIFIED, expect, f"group a pids.max={pids}",
            f"hazard kib=1024 child=exits {wishes}")
    for call in ("fork", "vfork", "posix_spawn"):
        limit(f"{call}-at-the-limit", NO_PROCESS, 1, f"call={call}")
        limit(f"{call}-below", LIVES, 40, f"call={call}")
    contained = "hazard kib=1024 call=fork child=exits contained=$memory"
    add("processes/container-at-its-limit", UNIFIED, NO_PROCESS, "group a pids.max=1", contained)
    add("processes/container-at-the-limit-above", UNIFIED, NO_PROCESS, "group a pids.max=1", "group a/b", contained)
    add("processes/outer-limit", UNIFIED, NO_PROCESS, "group a pids.max=1", "group a/b pids.max=50",
        "hazard kib=1024 call=fork child=exits")


for part in (strict_policy, other_policies, what_children_do, what_is_copied, which_limit, swapping,
             in_the_first_hierarchies, on_this_machine, the_end_of_children, whole_machine, huge_pages, processes):
    part()
ALL += jvm_scenarios.scenarios()
