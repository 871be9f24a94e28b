/* SPDX-License-Identifier: Apache-2.0 */
/* A wait for children, which in a copy is made in parts before the call that takes one. */
#ifndef SPAWNRISK_INTERPOSE_AWAITED_H
#define SPAWNRISK_INTERPOSE_AWAITED_H

#include <stdbool.h>
#include <sys/wait.h>

/*
 * Before the original, as waitid has it: waits as that would, where a measure comes due meanwhile.
 * True: a handler has ended it, errno is EINTR. Else it is to be made, and errno was kept.
 */
bool awaited_was_interrupted(const void *original, idtype_t type, id_t id, int options);

/* The same as wait4 has it. */
bool awaited_one_was_interrupted(const void *original, pid_t child, int options);

#endif
