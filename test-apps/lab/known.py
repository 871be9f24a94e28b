# SPDX-License-Identifier: Apache-2.0
"""Wrong predictions that are known, each with its cause. Any other one is a failure."""

_KEPT = ("what MADV_DONTFORK keeps from children is in VmData and RssAnon, and only a walk over all areas "
         "tells it: right with SPAWNRISK_FACTS=exact")

KNOWN = {
    "strict/readonly-above": "memory that was made read-only is still charged, and no longer in VmData: right "
                             "with SPAWNRISK_FACTS=exact",
    "strict/kept-above": _KEPT,
    "unified/kept-from-children": _KEPT,
}
