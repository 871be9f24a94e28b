/* SPDX-License-Identifier: Apache-2.0 */
/* waitid with usage, which the C library's has not: the same system call, made as it makes it. */
#include "cancellation.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#include "host/raw.h"

/* Whether no other thread can cancel this one. From glibc 2.32 on; weak, as other C libraries have
 * none. */
extern char __libc_single_threaded __attribute__((weak));

extern const char *gnu_get_libc_version(void) __attribute__((weak));

#define FIRST_THAT_LOSES_NONE 41 /* glibc 2.41 */

static bool is_alone(void)
{
    return &__libc_single_threaded != NULL && __libc_single_threaded != 0;
}

/*
 * A thread that is cancelled when the kernel has just given it a child: up to glibc 2.40 it ends,
 * and the child is lost to the program (bug 12683). Later, and in musl, its call returns, which
 * goes by the address at which it waits: nobody can do so from without. A version is "2.36".
 */
static bool may_lose_a_child(void)
{
    const char *version = gnu_get_libc_version != NULL ? gnu_get_libc_version() : "";
    if (version[0] != '2' || version[1] != '.')
        return false;
    int minor = 0;
    for (const char *digit = version + 2; *digit >= '0' && *digit <= '9' && minor < 1000; digit++)
        minor = minor * 10 + (*digit - '0');
    return minor < FIRST_THAT_LOSES_NONE;
}

static bool needs_no_cancelling(int options)
{
    return (options & WNOHANG) != 0 || is_alone();
}

bool cancellation_is_as_in_waitid(int options)
{
    return needs_no_cancelling(options) || may_lose_a_child();
}

/*
 * In a process of one thread the C library's is no cancellation point while it waits (glibc,
 * sysdeps/unix/sysv/linux/sysdep-cancel.h, SINGLE_THREAD_P). Else glibc up to 2.40 has a thread
 * that waits, and only then, be cancelled anywhere (nptl/cancellation.c,
 * __pthread_enable_asynccancel). What a handler runs meanwhile can be cancelled so in either.
 */
int cancellation_waitid(idtype_t type, id_t id, siginfo_t *found, int options, struct rusage *usage)
{
    bool is_cancelled_anywhere = !needs_no_cancelling(options);
    int type_before = PTHREAD_CANCEL_DEFERRED;
    if (is_cancelled_anywhere) /* NOLINTNEXTLINE(cert-pos47-c): for this one system call */
        pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &type_before);
    else
        pthread_testcancel();
    long result =
        raw_syscall(SYS_waitid, (long)type, (long)id, (long)found, options, (long)usage, 0);
    if (is_cancelled_anywhere)
        pthread_setcanceltype(type_before, &type_before);
    if (result == 0)
        return 0;
    errno = (int)-result;
    return -1;
}
