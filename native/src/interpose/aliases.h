/* SPDX-License-Identifier: Apache-2.0 */
/* What the C library exports and no header declares. */
#ifndef SPAWNRISK_INTERPOSE_ALIASES_H
#define SPAWNRISK_INTERPOSE_ALIASES_H

#include <stdio.h>
#include <sys/types.h>

/* posix/fork.c: two more names of fork. */
pid_t __fork(void);
pid_t __libc_fork(void);

/* sysdeps/unix/sysv/linux/x86_64/vfork.S: another name of vfork. */
pid_t __vfork(void);

/* sysdeps/unix/sysv/linux/x86_64/clone.S: another name of clone. */
int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...);

/* sysdeps/posix/system.c, libio/iopopen.c */
int __libc_system(const char *command);
FILE *_IO_popen(const char *command, const char *mode);

#endif
