/* SPDX-License-Identifier: Apache-2.0 */
/* What the C library exports and no header declares, or only those of a newer version. */
#ifndef SPAWNRISK_INTERPOSE_ALIASES_H
#define SPAWNRISK_INTERPOSE_ALIASES_H

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>

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

/* sysdeps/unix/sysv/linux/nanosleep.c, poll.c, select.c, sigsuspend.c */
int __nanosleep(const struct timespec *time, struct timespec *left);
int __poll(struct pollfd *polled, nfds_t count, int milliseconds);
int __select(int count, fd_set *in, fd_set *out, fd_set *exceptional, struct timeval *time);
int __sigsuspend(const sigset_t *mask);

/* debug/poll_chk.c, debug/ppoll_chk.c: what a program that is built with _FORTIFY_SOURCE calls. */
int __poll_chk(struct pollfd *polled, nfds_t count, int milliseconds, size_t size);
int __ppoll_chk(struct pollfd *polled, nfds_t count, const struct timespec *time,
                const sigset_t *mask, size_t size);

/* sysdeps/unix/sysv/linux/read.c, debug/read_chk.c, recv_chk.c, recvfrom_chk.c */
ssize_t __read(int fd, void *buffer, size_t size);
ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room);
ssize_t __recv_chk(int fd, void *buffer, size_t size, size_t room, int flags);
ssize_t __recvfrom_chk(int fd, void *buffer, size_t size, size_t room, int flags,
                       __SOCKADDR_ARG address, socklen_t *length);

/* glibc since 2.35. */
/* NOLINTNEXTLINE(readability-redundant-declaration) */
int epoll_pwait2(int epoll, struct epoll_event *events, int most, const struct timespec *time,
                 const sigset_t *mask);

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
