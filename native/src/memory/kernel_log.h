/* SPDX-License-Identifier: Apache-2.0 */
/* What the OOM killer says of its victims in the kernel's log. */
#ifndef SPAWNRISK_MEMORY_KERNEL_LOG_H
#define SPAWNRISK_MEMORY_KERNEL_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Whether a text of the log says that the OOM killer killed this process, whose life began then
 * (CLOCK_MONOTONIC): "Memory cgroup out of memory: Killed process 4801 (name)". Lines are dated
 * where printk.time is set; an older one is of another process, one without a date counts. others:
 * where it doesn't, how many it says were killed since then.
 */
bool kernel_log_tells(const char *text, pid_t pid, uint64_t since_ns, uint64_t *others);

/*
 * The same of the end of the log, where this process may read it, which says nothing else. False:
 * not said, or not to be known here. Async-signal-safe; one system call that copies 16 KiB at most.
 */
bool kernel_log_names(pid_t pid, uint64_t since_ns, uint64_t *others);

#endif
