/* SPDX-License-Identifier: Apache-2.0 */
/* The calls that wait for children. */
#ifndef AWAITS_H
#define AWAITS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>

/* posix/wait.c, posix/waitpid.c */
pid_t __wait(int *status);
pid_t __waitpid(pid_t child, int *status, int options);

/* Whom those wait for that are told. */
static pid_t awaited;

static inline long by_wait(int *status, int options)
{
    (void)options;
    return wait(status);
}

static inline long by_other_wait(int *status, int options)
{
    (void)options;
    return __wait(status);
}

static inline long by_waitpid(int *status, int options)
{
    return waitpid(awaited, status, options);
}

static inline long by_waitpid_for_any(int *status, int options)
{
    return waitpid(-1, status, options);
}

static inline long by_waitpid_for_the_group(int *status, int options)
{
    return __waitpid(0, status, options);
}

static inline long by_wait3(int *status, int options)
{
    struct rusage usage;
    return wait3(status, options, &usage);
}

static inline long by_wait4(int *status, int options)
{
    return wait4(awaited, status, options, NULL);
}

static inline long with_waitid(idtype_t type, id_t id, int *status, int options)
{
    siginfo_t info = {0};
    int stops = (options & WUNTRACED) != 0 ? WSTOPPED : 0;
    int result = waitid(type, id, &info, WEXITED | stops);
    *status = info.si_code * 1000 + info.si_status;
    return result == 0 ? info.si_pid : -1;
}

static inline long by_waitid(int *status, int options)
{
    return with_waitid(P_PID, (id_t)awaited, status, options);
}

static inline long by_waitid_for_any(int *status, int options)
{
    return with_waitid(P_ALL, 0, status, options);
}

static const struct way {
    const char *name;
    long (*waits)(int *status, int options);
    bool has_options;
} ways[] = {{"wait", by_wait, false},
            {"__wait", by_other_wait, false},
            {"waitpid", by_waitpid, true},
            {"waitpid for any", by_waitpid_for_any, true},
            {"__waitpid for the group", by_waitpid_for_the_group, true},
            {"wait3", by_wait3, true},
            {"wait4", by_wait4, true},
            {"waitid", by_waitid, true},
            {"waitid for any", by_waitid_for_any, true}};
#define WAYS (sizeof ways / sizeof *ways)

#endif
