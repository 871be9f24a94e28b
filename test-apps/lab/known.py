# SPDX-License-Identifier: Apache-2.0
"""Wrong predictions that are known, each with its cause. Any other one is a failure."""

_KEPT = "what MADV_DONTFORK keeps from children is in VmData and RssAnon, and only a walk over the areas tells it"
_AREA = "policy 0 judges the largest area, which /proc/self/status does not tell"

KNOWN = {
    "strict/readonly-above": "memory that was made read-only is still charged, and no longer in VmData",
    "strict/kept-above": _KEPT,
    "unified/kept-from-children": _KEPT,
    "promised/one-area-fork-above": _AREA,
    "promised/one-area-clone-above": _AREA,
    "promised/one-area-swap-above": _AREA,
    "promised/several-areas-one-above": _AREA,
}
