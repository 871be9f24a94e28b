/* SPDX-License-Identifier: Apache-2.0 */
/* Whether nobody else can use this process's descriptors while we are at work. */
#ifndef SPAWNRISK_HOST_ALONE_H
#define SPAWNRISK_HOST_ALONE_H

#include <stdbool.h>

/*
 * Asks the kernel, in a stretch in which a call begins. Under a seccomp policy, which may not know
 * the question (safety.md), and where the C library does not know either, nobody is alone.
 * Async-signal-safe, as are all here.
 */
void alone_ask(bool has_policy);

/* At the end of that stretch, and of that in which the call ends: the program runs on. */
void alone_leave(void);

/* In the stretch in which that call ends. */
void alone_come_back(void);

/* In a stretch of a call, of the calling thread: nobody else was there when the call began. */
bool alone_in_call(void);

/* In any stretch: nobody else was there when the last call began, and none was seen to come since.
 * One that an instruction of the program's own has made is not seen. */
bool alone_since_call(void);

/* A door is about to make who shares memory or descriptors, by flags of clone(2). */
void alone_ends(unsigned long flags);

#endif
