/* SPDX-License-Identifier: Apache-2.0 */
/* A library that stands between us and the C library may make a child by calling other doors of
 * ours. That is one spawn, and the outermost door names it. */
#ifndef SPAWNRISK_INTERPOSE_NESTED_H
#define SPAWNRISK_INTERPOSE_NESTED_H

#include "spawn.h"

/* Where the function that uses it goes back to: in whose code the door was called. */
#define CALLER __builtin_extract_return_addr(__builtin_return_address(0))

/* spawn_begin, but for a door that another one's original came through: that is not observed. */
void door_begin(struct spawn *spawn, const void *caller, const char *call, enum mechanism mechanism,
                const char *program, char *const arguments[]);

/* The same for spawn_begin_program, unless there are file actions, which may close descriptors. */
void door_begin_program(struct spawn *spawn, const void *caller, const char *call,
                        const char *program, char *const arguments[], const void *file_actions);

/* The same for spawn_begin_pipe; another library's popen may close what it likes. */
void door_begin_pipe(struct spawn *spawn, const void *caller, const char *call, const char *program,
                     char *const arguments[], const void *original);

/*
 * Around the call of an original, in parent and child. What comes through a door meanwhile from
 * another library's function is a part of the same spawn. Everything else is a signal handler's or
 * an atfork handler's, and counts, for the C library binds its own calls within itself. Keep errno.
 */
void nested_enter(const void *original);
void nested_leave(const void *original);

/* Whether a call from there is a part of such a function's, which is under way. */
bool nested_is_a_part(const void *caller);

#endif
