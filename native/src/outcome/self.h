/* SPDX-License-Identifier: Apache-2.0 */
/* This process as a child that got a copy of its parent's memory, and this library with it. */
#ifndef SPAWNRISK_OUTCOME_SELF_H
#define SPAWNRISK_OUTCOME_SELF_H

#include <stdatomic.h>

#include "exec.h"

/* From now on children, which inherit it. At the start of a process. */
void self_measures_by_timer(void);

/* In the child, first of all. birth NULL: nobody observed the call. */
void self_begins(const struct birth *birth);

/* Before and after an exec, which returns only where it failed. All async-signal-safe, keep errno.
 */
void self_executes(const char *program, enum trail trail);
void self_goes_on(int error);

/* At a door: measures the copy of a child that lives on in it, now and then. As the two above. */
void self_lives_on(void);

/*
 * Whether sleeps of this process are cut short to measure it. Not under a seccomp policy, nor in
 * what shares its memory: ask self_may_be_measured.
 */
extern atomic_bool self_is_measured_asleep;
bool self_may_be_measured(void);

/* Between two parts of a sleep, which has gone on for so long undisturbed: measures the copy where
 * schedule_due says so. */
void self_sleeps_on(uint64_t slept_ns);

/* At the end, before all else: this copy copies no more. */
void self_settles(void);

/* Whether self_ends may have something to tell or to teach. Takes no system call. */
bool self_may_tell(void);

/* Whether what this memory tells is the caller's to tell: not where it is a child of vfork, or a
 * copy that no door saw made. Async-signal-safe. */
bool self_owns_memory(void);

/* Whether the caller is pid 1 of a namespace of its own, and shares the memory of another one's.
 * Async-signal-safe. */
bool self_has_its_parents_pid(void);

/* At the end: measures the copy of a child that lived on in it. The first call counts. */
void self_ends(void);

#endif
