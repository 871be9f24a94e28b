/* SPDX-License-Identifier: Apache-2.0 */
/* Children that share this memory and run beside their parent (clone with CLONE_VM, and without
 * CLONE_VFORK): which spawn each is of, for its exec to name. */
#ifndef SPAWNRISK_OUTCOME_BESIDE_H
#define SPAWNRISK_OUTCOME_BESIDE_H

#include "exec.h"

/*
 * Before the call. Returns by what number the child finds its birth, whatever has become of the
 * call by then; it fits beside others into a register. The last 256 that were not reaped are known.
 * Async-signal-safe, keeps errno, as all here.
 */
uint32_t beside_expect(const struct birth *birth);

/* The call of that sequence has made no child, or its child was reaped. */
void beside_is_over(uint64_t sequence);

/* In the child, first of all, whose stack may be small. */
void beside_begins(uint32_t number);

/* Before and after an exec, which returns only where it failed. False: the caller is no such child.
 */
bool beside_executes(const char *program, enum trail trail);
bool beside_goes_on(int error);

/* In a copy, where there are none of them. */
void beside_forget(void);

#endif
