/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel was asked for. */
#ifndef SPAWNRISK_RISK_MECHANISM_H
#define SPAWNRISK_RISK_MECHANISM_H

#include <stdbool.h>

enum mechanism {
    MECHANISM_FORK,  /* a copy-on-write copy of the parent */
    MECHANISM_VFORK, /* the parent's memory itself, the parent suspended: vfork(2), and posix_spawn
                        by CLONE_VM | CLONE_VFORK (glibc 2.24 and later, spawni.c) */
    MECHANISM_CLONE, /* clone(2) without CLONE_VM: a copy, as by fork */
    MECHANISM_CLONE_VM, /* clone(2) with it: the parent's memory itself */
    MECHANISM_COUNT
};

static inline bool copies_memory(enum mechanism mechanism)
{
    return mechanism == MECHANISM_FORK || mechanism == MECHANISM_CLONE;
}

static inline const char *mechanism_name(enum mechanism mechanism)
{
    static const char *const names[] = {"fork", "vfork", "clone", "clone"};
    return names[mechanism];
}

#endif
