/* SPDX-License-Identifier: Apache-2.0 */
/* What the C library exports and no header declares, or only those of a newer version. */
#ifndef SPAWNRISK_INTERPOSE_ALIASES_H
#define SPAWNRISK_INTERPOSE_ALIASES_H

#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

/* posix/fork.c: two more names of fork. */
pid_t __fork(void);
pid_t __libc_fork(void);

/* sysdeps/unix/sysv/linux/x86_64/vfork.S: another name of vfork. */
pid_t __vfork(void);

/* sysdeps/unix/sysv/linux/x86_64/clone.S: another name of clone. */
int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...);

/* sysdeps/posix/system.c, libio/iopopen.c, libio/iofclose.c */
int __libc_system(const char *command);
FILE *_IO_popen(const char *command, const char *mode);
FILE *_IO_proc_open(FILE *stream, const char *command, const char *mode);
int _IO_proc_close(FILE *stream);
int _IO_fclose(FILE *stream);

/* posix/wait.c, posix/waitpid.c */
pid_t __wait(int *status);
pid_t __waitpid(pid_t child, int *status, int options);

/* Ours for the older versions (functions.h). */
extern __typeof__(posix_spawn) older_posix_spawn;
extern __typeof__(posix_spawnp) older_posix_spawnp;
extern __typeof__(quick_exit) older_quick_exit;

/* glibc since 2.36. */
int pidfd_send_signal(int pidfd, int signal, siginfo_t *info, unsigned flags);

/* glibc since 2.39. */
int pidfd_spawn(int *restrict pidfd, const char *restrict path,
                const posix_spawn_file_actions_t *restrict actions,
                const posix_spawnattr_t *restrict attributes, char *const arguments[restrict],
                char *const environment[restrict]);
int pidfd_spawnp(int *restrict pidfd, const char *restrict file,
                 const posix_spawn_file_actions_t *restrict actions,
                 const posix_spawnattr_t *restrict attributes, char *const arguments[restrict],
                 char *const environment[restrict]);

#endif
