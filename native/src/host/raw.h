/* SPDX-License-Identifier: Apache-2.0 */
/* System calls that nobody can intercept: they leave errno alone, take no lock, and are no
 * cancellation points. */
#ifndef SPAWNRISK_HOST_RAW_H
#define SPAWNRISK_HOST_RAW_H

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

/* Defined by the processor's own file: number, six arguments; result or the negative errno. */
#include "raw_syscall.h"

/* Each returns what the kernel returned: a negative value is the negative errno. Async-signal-safe.
 */
static inline int raw_open(const char *path, int flags, mode_t mode)
{
    return (int)raw_syscall(SYS_openat, AT_FDCWD, (long)path, flags, (long)mode, 0, 0);
}

static inline ssize_t raw_pread(int fd, void *buffer, size_t size, uint64_t offset)
{
    return raw_syscall(SYS_pread64, fd, (long)buffer, (long)size, (long)offset, 0, 0);
}

static inline ssize_t raw_write(int fd, const void *buffer, size_t size)
{
    return raw_syscall(SYS_write, fd, (long)buffer, (long)size, 0, 0, 0);
}

/*
 * Writes at the end of a file that is open with O_APPEND, as that has the place disregarded
 * (pwrite(2), BUGS; generic_write_checks, mm/filemap.c). A pipe, a socket or a terminal has no
 * place to write at (ESPIPE), and few other files reach as far (EFBIG).
 */
static inline ssize_t raw_append(int fd, const struct iovec *pieces, int count, size_t size)
{
    return raw_syscall(SYS_pwritev, fd, (long)pieces, count, (long)(INT64_MAX - size), 0, 0);
}

static inline int raw_close(int fd)
{
    return (int)raw_syscall(SYS_close, fd, 0, 0, 0, 0, 0);
}

static inline int raw_fstat(int fd, struct stat *status)
{
    return (int)raw_syscall(SYS_fstat, fd, (long)status, 0, 0, 0, 0);
}

static inline int raw_stat(const char *path, struct stat *status)
{
    return (int)raw_syscall(SYS_newfstatat, AT_FDCWD, (long)path, (long)status, 0, 0, 0);
}

static inline int raw_fcntl(int fd, int command, long argument)
{
    return (int)raw_syscall(SYS_fcntl, fd, command, argument, 0, 0, 0);
}

static inline int raw_getsockopt(int fd, int level, int option, void *value, socklen_t *size)
{
    return (int)raw_syscall(SYS_getsockopt, fd, level, option, (long)value, (long)size, 0);
}

static inline int raw_getsockname(int fd, void *address, socklen_t *size)
{
    return (int)raw_syscall(SYS_getsockname, fd, (long)address, (long)size, 0, 0, 0);
}

/* The link's text, without a NUL. */
static inline ssize_t raw_readlink(const char *path, char *text, size_t size)
{
    return raw_syscall(SYS_readlinkat, AT_FDCWD, (long)path, (long)text, (long)size, 0, 0);
}

static inline long raw_getdents(int fd, void *buffer, size_t size)
{
    return raw_syscall(SYS_getdents64, fd, (long)buffer, (long)size, 0, 0, 0);
}

static inline long raw_seek(int fd, uint64_t offset)
{
    return raw_syscall(SYS_lseek, fd, (long)offset, SEEK_SET, 0, 0, 0);
}

/* With the real user's rights, as access(2). */
static inline int raw_access(const char *path, int mode)
{
    return (int)raw_syscall(SYS_faccessat, AT_FDCWD, (long)path, mode, 0, 0, 0);
}

static inline pid_t raw_getpid(void)
{
    return (pid_t)raw_syscall(SYS_getpid, 0, 0, 0, 0, 0, 0);
}

static inline pid_t raw_getppid(void)
{
    return (pid_t)raw_syscall(SYS_getppid, 0, 0, 0, 0, 0, 0);
}

static inline pid_t raw_gettid(void)
{
    return (pid_t)raw_syscall(SYS_gettid, 0, 0, 0, 0, 0, 0);
}

static inline uid_t raw_geteuid(void)
{
    return (uid_t)raw_syscall(SYS_geteuid, 0, 0, 0, 0, 0, 0);
}

static inline int raw_getrusage(int whose, struct rusage *usage)
{
    return (int)raw_syscall(SYS_getrusage, whose, (long)usage, 0, 0, 0, 0);
}

struct sysinfo;
static inline int raw_sysinfo(struct sysinfo *info)
{
    return (int)raw_syscall(SYS_sysinfo, (long)info, 0, 0, 0, 0, 0);
}

/* process 0: the caller. */
static inline int raw_getrlimit_of(pid_t process, int resource, struct rlimit *limit)
{
    return (int)raw_syscall(SYS_prlimit64, process, resource, 0, (long)limit, 0, 0);
}

static inline int raw_getrlimit(int resource, struct rlimit *limit)
{
    return raw_getrlimit_of(0, resource, limit);
}

/* Sets of signals are the kernel's, of 64 bits. */
static inline int raw_sigprocmask(int how, const uint64_t *set, uint64_t *before)
{
    return (int)raw_syscall(SYS_rt_sigprocmask, how, (long)set, (long)before, sizeof *set, 0, 0);
}

/* Takes a pending one of these signals away, if there is one. */
static inline void raw_sigtake(const uint64_t *set)
{
    const struct timespec at_once = {0};
    (void)raw_syscall(SYS_rt_sigtimedwait, (long)set, 0, (long)&at_once, sizeof *set, 0, 0);
}

static inline void raw_sleep(const struct timespec *time)
{
    (void)raw_syscall(SYS_nanosleep, (long)time, 0, 0, 0, 0, 0);
}

/* Memory of no file, of the kind that flags say; NULL where there is none. */
static inline void *raw_map(size_t size, int flags)
{
    long got =
        raw_syscall(SYS_mmap, 0, (long)size, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    return got < 0 ? NULL : (void *)got;
}

/* What lies at *at, mapped by who asks first; NULL: there is no memory. Who is second gives its own
 * back. */
static inline void *raw_map_once(_Atomic(void *) *at, size_t size, int flags)
{
    void *none = NULL, *known = atomic_load_explicit(at, memory_order_acquire);
    void *mapped = known != NULL ? NULL : raw_map(size, flags);
    if (mapped == NULL)
        return known;
    if (atomic_compare_exchange_strong(at, &none, mapped))
        return mapped;
    (void)raw_syscall(SYS_munmap, (long)mapped, (long)size, 0, 0, 0, 0);
    return none;
}

/* Makes nothing of these pages: who touches them faults. */
static inline int raw_map_guard(void *start, size_t size)
{
    long got = raw_syscall(SYS_mmap, (long)start, (long)size, PROT_NONE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    return got < 0 ? (int)got : 0;
}

static inline int raw_unmap(void *start, size_t size)
{
    return (int)raw_syscall(SYS_munmap, (long)start, (long)size, 0, 0, 0, 0);
}

static inline int raw_madvise(void *start, size_t size, int advice)
{
    return (int)raw_syscall(SYS_madvise, (long)start, (long)size, advice, 0, 0, 0);
}

static inline int raw_mprotect(void *start, size_t size, int protection)
{
    return (int)raw_syscall(SYS_mprotect, (long)start, (long)size, protection, 0, 0, 0);
}

static inline int raw_sigaltstack(const stack_t *stack, stack_t *before)
{
    return (int)raw_syscall(SYS_sigaltstack, (long)stack, (long)before, 0, 0, 0, 0);
}

#endif
