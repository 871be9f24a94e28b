/* SPDX-License-Identifier: Apache-2.0 */
/* prctl, and syscall with its number or that of seccomp: a process forbids itself system calls,
 * ours among them. */
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "export.h"
#include "host/policy.h"
#include "interpose.h"
#include "outcome/beat.h"
#include "outcome/self.h"
#include "real.h"
#include "syscall.h"

/* linux/seccomp.h; the two others of its operations only ask. */
#define SET_MODE_STRICT 0
#define SET_MODE_FILTER 1

/* A child of vfork forbids itself something, and not its parent, whose memory this is. */
static bool begin(void)
{
    interpose_start();
    if (policy_is_untried() || !self_owns_memory())
        return false;
    beat_ends();
    /* What cuts a sleep short is a system call that it may not know, also once it has been tried.
     */
    atomic_store(&self_is_measured_asleep, false);
    policy_asked_for();
    return true;
}

static void end(bool counted, long result)
{
    if (counted && result < 0)
        policy_refused();
}

EXPORT int prctl(int option, ...)
{
    va_list list;
    va_start(list, option);
    unsigned long second = va_arg(list, unsigned long), third = va_arg(list, unsigned long),
                  fourth = va_arg(list, unsigned long), fifth = va_arg(list, unsigned long);
    va_end(list);
    bool counted = option == PR_SET_SECCOMP && begin();
    /* An allocator's start calls prctl, and to look an original up may allocate. */
    if (prctl_original == NULL)
        return (int)syscall_original_or_raw(
            SYS_prctl, (unsigned long[5]){(unsigned)option, second, third, fourth, fifth});
    int result = prctl_original(option, second, third, fourth, fifth);
    end(counted, result);
    return result;
}

static bool sets_one(int number, unsigned long first)
{
    return number == SYS_prctl ? first == PR_SET_SECCOMP
                               : first == SET_MODE_FILTER || first == SET_MODE_STRICT;
}

long syscall_of_policy(long number, const unsigned long arguments[5])
{
    bool counted = sets_one((int)number, arguments[0]) && begin();
    long result = syscall_original_or_raw(number, arguments);
    end(counted, result);
    return result;
}
