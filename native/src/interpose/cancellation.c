/* SPDX-License-Identifier: Apache-2.0 */
/* waitid with usage, which the C library's has not: the same system call, made as it makes it. */
#include "cancellation.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "caught.h"
#include "host/policy.h"
#include "host/raw.h"
#include "real.h"

/* Whether no other thread can cancel this one. From glibc 2.32 on; weak, as other C libraries have
 * none. */
extern char __libc_single_threaded __attribute__((weak));

extern const char *gnu_get_libc_version(void) __attribute__((weak));

#define FIRST_THAT_LOSES_NONE 41 /* glibc 2.41 */

static bool is_alone(void)
{
    return &__libc_single_threaded != NULL && __libc_single_threaded != 0;
}

bool cancellation_may_come(void)
{
    return !is_alone();
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

static long take(idtype_t type, id_t id, siginfo_t *found, int options, struct rusage *usage)
{
    return raw_syscall(SYS_waitid, (long)type, (long)id, (long)found, options, (long)usage, 0);
}

static int as_result(long result)
{
    if (result == 0)
        return 0;
    errno = (int)-result;
    return -1;
}

/*
 * In a process of one thread the C library's is no cancellation point while it waits (glibc,
 * sysdeps/unix/sysv/linux/sysdep-cancel.h, SINGLE_THREAD_P). Else glibc up to 2.40 has a thread
 * that waits, and only then, be cancelled anywhere (nptl/cancellation.c,
 * __pthread_enable_asynccancel). What a handler runs meanwhile can be cancelled so in either.
 */
static int wait_and_take(idtype_t type, id_t id, siginfo_t *found, int options,
                         struct rusage *usage)
{
    bool is_cancelled_anywhere = !needs_no_cancelling(options);
    int type_before = PTHREAD_CANCEL_DEFERRED;
    if (is_cancelled_anywhere) /* NOLINTNEXTLINE(cert-pos47-c): for this one system call */
        pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &type_before);
    else
        pthread_testcancel();
    long result = take(type, id, found, options, usage);
    if (is_cancelled_anywhere)
        pthread_setcanceltype(type_before, &type_before);
    return as_result(result);
}

static bool a_handler_may_reap(void)
{
    return !policy_is_untried() && (caught_signals() & (UINT64_C(1) << (SIGCHLD - 1))) != 0;
}

/* The kernel writes usage only of a child that it took, and then finds the pointer bad (SYSCALL
 * waitid, kernel/exit.c). */
#define NOT_WRITTEN (-1)

/*
 * Waits by the C library's, which takes nothing then, and takes without waiting.
 * 1. The first comes before the second where a child has ended by now, which so has its usage
 *    whatever handlers there are.
 * 2. Between two a handler of SIGCHLD would always run, and take the child from who was waiting for
 *    it. Where there is one the C library's takes what it waits for, in one call.
 * 3. Whatever else comes between, another thread's wait or a handler of another signal, finds what
 *    it would if this thread were about to wait, of which nobody can tell that it did.
 */
static int wait_then_take(idtype_t type, id_t id, siginfo_t *found, int options,
                          struct rusage *usage, bool *has_usage)
{
    siginfo_t seen;
    pthread_testcancel();
    do {
        usage->ru_maxrss = NOT_WRITTEN;
        long result = take(type, id, found, options | WNOHANG, usage);
        bool has_taken = usage->ru_maxrss != NOT_WRITTEN;
        if (has_taken || (result != 0 && result != -EFAULT))
            return as_result(result);
        if (result != 0 || a_handler_may_reap()) {
            *has_usage = false;
            return REAL(waitid)(type, id, found, options);
        }
    } while (REAL(waitid)(type, id, &seen, options | WNOWAIT) == 0);
    return -1;
}

int cancellation_waitid(idtype_t type, id_t id, siginfo_t *found, int options, struct rusage *usage,
                        bool *has_usage)
{
    *has_usage = true;
    if (needs_no_cancelling(options) || may_lose_a_child())
        return wait_and_take(type, id, found, options, usage);
    return wait_then_take(type, id, found, options, usage, has_usage);
}

#define AS_IT_WAS (-1)

/* Who was asked to end meanwhile has its signal held, and ends in the system call. In the newer
 * versions its handler does nothing there, and interrupts it. */
int cancellation_begin(void)
{
    int before = AS_IT_WAS;
    if (is_alone() || !may_lose_a_child())
        pthread_testcancel();
    else /* NOLINTNEXTLINE(cert-pos47-c): as the C library's does while it waits */
        pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &before);
    return before;
}

void cancellation_end(int before, bool was_interrupted)
{
    int ours;
    if (before != AS_IT_WAS)
        pthread_setcanceltype(before, &ours);
    if (was_interrupted)
        pthread_testcancel();
}
