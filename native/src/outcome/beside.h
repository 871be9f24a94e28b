/* SPDX-License-Identifier: Apache-2.0 */
/* Children that share this memory and run beside their parent (clone with CLONE_VM, and without
 * CLONE_VFORK): which spawn each is of, for its exec to name. */
#ifndef SPAWNRISK_OUTCOME_BESIDE_H
#define SPAWNRISK_OUTCOME_BESIDE_H

#include "exec.h"

/* In the child, first of all. Of those that live at once, 16 are known. Async-signal-safe, keeps
 * errno, as all here. */
void beside_begins(const struct birth *birth);

/* Before and after an exec, which returns only where it failed. False: the caller is no such child.
 */
bool beside_executes(const char *program, enum trail trail);
bool beside_goes_on(int error);

/* In a copy, where there are none of them. */
void beside_forget(void);

#endif
