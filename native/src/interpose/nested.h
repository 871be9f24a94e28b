/* SPDX-License-Identifier: Apache-2.0 */
/* A library that stands between us and the C library may make a child by calling other doors of
 * ours. That is one spawn, and the outermost door names it. */
#ifndef SPAWNRISK_INTERPOSE_NESTED_H
#define SPAWNRISK_INTERPOSE_NESTED_H

#include "spawn.h"

/* spawn_begin, but for a door that another one's original came through: that is not observed. */
void door_begin(struct spawn *spawn, const char *call, enum mechanism mechanism,
                const char *program, char *const arguments[]);

/* The same for spawn_begin_program, unless there are file actions, which may close descriptors. */
void door_begin_program(struct spawn *spawn, const char *call, const char *program,
                        char *const arguments[], const void *file_actions);

/*
 * Around the call of an original, in parent and child. The C library binds its own calls within
 * itself, so what comes through a door meanwhile is a signal handler's or an atfork handler's, and
 * counts; only within another library's function it is taken for a part of the same spawn. Keep
 * errno.
 */
void nested_enter(const void *original);
void nested_leave(const void *original);

/* Whether this thread is within such a function. */
bool nested_within(void);

#endif
