/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is open for us is proved ours again and again, as another thread may close any number and
 * open its own there. Where there is nobody else, no proof is needed.
 *
 * 1. unshare(CLONE_VM) changes nothing, and fails where the memory is shared with a thread or a
 *    process (check_unshare_flags, kernel/fork.c), whoever made it, and how.
 * 2. That does not tell of who shares descriptors alone, by clone(2). A door sees it come.
 * 3. Signals wait in a stretch, but for those of faults: a handler of one that makes a thread does
 *    it by the C library, which then knows.
 * 4. A child of vfork, which shares what is kept here, has descriptors of its own.
 */
#include "alone.h"

#include <sched.h>
#include <stdatomic.h>

#include "hot.h"
#include "raw.h"
#include "stretch.h"

/* From glibc 2.32 on; weak, as other C libraries have none. */
extern char __libc_single_threaded __attribute__((weak));

enum { NOT_KNOWN, WAS_BEFORE, IS_IN_CALL };

static HOT atomic_int alone;
static atomic_bool shares_descriptors;

static bool is_single_threaded(void)
{
    return &__libc_single_threaded != NULL &&
           __atomic_load_n(&__libc_single_threaded, __ATOMIC_RELAXED) != 0;
}

static bool kernel_knows_nobody_else(void)
{
    return raw_syscall(SYS_unshare, CLONE_VM, 0, 0, 0, 0, 0) == 0;
}

void alone_ask(bool has_policy)
{
    bool is = !has_policy && is_single_threaded() &&
              !atomic_load_explicit(&shares_descriptors, memory_order_relaxed) &&
              kernel_knows_nobody_else();
    atomic_store_explicit(&alone, is ? IS_IN_CALL : NOT_KNOWN, memory_order_relaxed);
}

static bool is_at_least(int state)
{
    return atomic_load_explicit(&alone, memory_order_relaxed) >= state && is_single_threaded() &&
           stretch_is_here();
}

bool alone_in_call(void)
{
    return is_at_least(IS_IN_CALL);
}

bool alone_since_call(void)
{
    return is_at_least(WAS_BEFORE);
}

static void change(int from, int to)
{
    if (atomic_load_explicit(&alone, memory_order_relaxed) == from)
        atomic_store_explicit(&alone, to, memory_order_relaxed);
}

void alone_leave(void)
{
    change(IS_IN_CALL, WAS_BEFORE);
}

void alone_come_back(void)
{
    change(WAS_BEFORE, IS_IN_CALL);
}

void alone_ends(unsigned long flags)
{
    if ((flags & CLONE_FILES) != 0)
        atomic_store(&shares_descriptors, true);
    if ((flags & (CLONE_FILES | CLONE_THREAD)) != 0)
        atomic_store(&alone, NOT_KNOWN);
}
