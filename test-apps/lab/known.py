# SPDX-License-Identifier: Apache-2.0
"""Wrong predictions that are known, each with its cause. Any other one is a failure, and so is one of these that
is right again where it comes each time."""
import dataclasses

from verdict import CAME, NO, STAYED_AWAY, UNKNOWN, YES, Cell

MISSED = (NO, CAME)
FALSE_ALARM = (YES, STAYED_AWAY)
UNSEEN = (UNKNOWN, CAME)


@dataclasses.dataclass(frozen=True)
class Known:
    cell: Cell
    cause: str
    comes_each_time: bool = True


def _known(question, kind, cause, **more):
    return Known(Cell(question, *kind), cause, **more)


_SLOW = "a group of version 2 does not wait for pages on their way to swap, and nothing tells how fast that is"

_HIDDEN = "version 2 tells a container nothing of the limits above its root"

KNOWN = {
    "unified/container-limited-above-above": _known("OOM_POSSIBLE", UNSEEN, _HIDDEN),
    "unified/container-limited-tighter-above-above": _known("OOM_POSSIBLE", UNSEEN, _HIDDEN),
    "unified/container-high-above-above": _known("THROTTLE_POSSIBLE", UNSEEN, _HIDDEN),
    "unified/swap-limited-below": _known("OOM_POSSIBLE", UNSEEN, _SLOW, comes_each_time=False),
    "processes/container-at-the-limit-above": _known("PROCESS_LIMIT", UNSEEN, _HIDDEN),
}
