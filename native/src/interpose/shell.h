/* SPDX-License-Identifier: Apache-2.0 */
/* What the doors behind which the C library starts a shell have in common. */
#ifndef SPAWNRISK_INTERPOSE_SHELL_H
#define SPAWNRISK_INTERPOSE_SHELL_H

/* sysdeps/posix/system.c, SHELL_NAME; libio/iopopen.c. */
#define SHELL "sh"

/* Whose pid the C library keeps to itself. */
#define NOT_TOLD 0

/* Around the call of an original. An error leaves errno behind, success nothing: so errno is ours
 * while the call runs. */
int shell_enter(const void *original);
void shell_leave(const void *original, int before);

#endif
