/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a process could fork at all, and whether it is the same one still. */
#ifndef SPAWNRISK_MEMORY_CANDIDATE_H
#define SPAWNRISK_MEMORY_CANDIDATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct candidate {
    pid_t pid;
    uint64_t start;  /* clock ticks after boot: with pid it names a process */
    bool is_kernels; /* a thread of the kernel: it has no memory of its own */
    bool has_ended;  /* a zombie: it waits to be reaped */
};

/* The line of /proc/<pid>/stat (proc_pid_stat(5)). False where it is none. Pure. */
bool candidate_parse(struct candidate *candidate, const char *stat);

/*
 * A thread's id stands for its process. Returns 0, ESRCH where there is none, or the errno of
 * reading. Async-signal-safe.
 */
int candidate_read(struct candidate *candidate, pid_t pid);

#endif
