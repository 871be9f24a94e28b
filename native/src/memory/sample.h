/* SPDX-License-Identifier: Apache-2.0 */
/* The machine's and the cgroup's facts as a call a moment ago had them. */
#ifndef SPAWNRISK_MEMORY_SAMPLE_H
#define SPAWNRISK_MEMORY_SAMPLE_H

#include "facts.h"

/* Its cgroups and namespaces may be a thread's own. */
static inline uint64_t sample_thread(pid_t pid, pid_t tid)
{
    return (uint64_t)(uint32_t)pid << 32 | (uint32_t)tid;
}

/* Of this thread, 100 ms old at most: system, cgroup, oom_kills and process.nodes. False: there is
 * none. now: CLOCK_MONOTONIC. Any thread's; async-signal-safe, as are all here. */
bool sample_take(struct facts *facts, uint64_t thread, uint64_t now);

/* now: before the first of these facts was read. */
void sample_keep(const struct facts *facts, uint64_t thread, uint64_t now);

/* What has been kept so far is not taken any more. */
void samples_outdate(void);

/* In a copy, where it alone runs. */
void samples_forget(void);

#endif
