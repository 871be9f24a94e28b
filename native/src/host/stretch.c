/* SPDX-License-Identifier: Apache-2.0 */
/* Holds signals, and lends stacks. */
#include "stretch.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "raw.h"

/* As many threads as a machine runs at once do not stay in a stretch, but for a moment. */
#define STACKS 16

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define STACK_BYTES 65536
#else
#define STACK_BYTES 16384
#define ASAN_UNPOISON_MEMORY_REGION(start, size)
#endif

static _Alignas(64) char stacks[STACKS][STACK_BYTES];
static atomic_bool taken[STACKS];

static uint64_t bit(int signal)
{
    return UINT64_C(1) << (signal - 1);
}

static bool is_in_a_stretch(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return here >= (uintptr_t)stacks && here < (uintptr_t)stacks + sizeof stacks;
}

static int take(void)
{
    for (int i = 0; i < STACKS; i++)
        if (!atomic_load_explicit(&taken[i], memory_order_relaxed) &&
            !atomic_exchange_explicit(&taken[i], true, memory_order_acquire))
            return i;
    return -1;
}

static void run(void (*work)(void *), void *argument)
{
    int stack = take();
    if (stack < 0) {
        work(argument);
        return;
    }
    stretch_on(stacks[stack] + STACK_BYTES, work, argument);
    atomic_store_explicit(&taken[stack], false, memory_order_release);
}

void stretch_run(void (*work)(void *), void *argument)
{
    const uint64_t held =
        ~(bit(SIGSEGV) | bit(SIGBUS) | bit(SIGFPE) | bit(SIGILL) | bit(SIGTRAP) | bit(SIGSYS));
    uint64_t before;
    if (is_in_a_stretch()) {
        work(argument);
        return;
    }
    raw_sigprocmask(SIG_BLOCK, &held, &before);
    run(work, argument);
    raw_sigprocmask(SIG_SETMASK, &before, NULL);
}

void stretches_forget(void)
{
    /* Frames of threads that there are none of here: what they had marked stays so. */
    ASAN_UNPOISON_MEMORY_REGION(stacks, sizeof stacks);
    for (int i = 0; i < STACKS; i++)
        atomic_store_explicit(&taken[i], false, memory_order_relaxed);
}
