/* SPDX-License-Identifier: Apache-2.0 */
/* The id of a spawn: which process made the call, and which of its calls it was. */
#ifndef SPAWNRISK_IDENTITY_H
#define SPAWNRISK_IDENTITY_H

#include "event/event.h"

/* Says who makes this call, and gives it the next number. Async-signal-safe, as all here. */
void identity_give(struct event *event);

/* A number that no call of this process has had, nor of the program that it ran before an exec. */
uint64_t identity_next(const struct origin *origin);

/* In a new process, before its first call. */
void identity_begin(void);

#endif
