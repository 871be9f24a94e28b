/* SPDX-License-Identifier: Apache-2.0 */
/* Holds signals, and lends stacks. */
#include "stretch.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "descriptor.h"
#include "hot.h"
#include "raw.h"

/* As many threads as a machine runs at once do not stay in a stretch, but for a moment. */
#define STACKS 16

/* For ourselves 8 KiB; the rest is for a host's handler of a fault, which is not held and runs
 * where it interrupts us. What is not touched takes no memory. */
#define STACK_BYTES (128UL * 1024)
/* The page below is no memory at all: a handler that needs more faults, as on a stack of its own.
 */
#define GUARD_BYTES 4096UL

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#endif

/* Each is mapped when it is first lent, so that a process is charged for as many as its threads
 * have needed at once. */
static _Atomic(char *) stacks[STACKS];
static HOT atomic_bool taken[STACKS];
static HOT atomic_int mapped; /* beyond these there are none */

static uint64_t bit(int signal)
{
    return UINT64_C(1) << (signal - 1);
}

bool stretch_is_here(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    int count = atomic_load_explicit(&mapped, memory_order_relaxed);
    for (int i = 0; i < count; i++) {
        uintptr_t stack = (uintptr_t)atomic_load_explicit(&stacks[i], memory_order_relaxed);
        if (stack != 0 && here - stack < STACK_BYTES)
            return true;
    }
    return false;
}

static int take(void)
{
    for (int i = 0; i < STACKS; i++)
        if (!atomic_load_explicit(&taken[i], memory_order_relaxed) &&
            !atomic_exchange_explicit(&taken[i], true, memory_order_acquire))
            return i;
    return -1;
}

/* mmap alone, for a seccomp policy may know nothing else (safety.md). */
static char *map(void)
{
    char *guard = raw_map(GUARD_BYTES + STACK_BYTES, MAP_PRIVATE | MAP_NORESERVE | MAP_STACK);
    if (guard == NULL)
        return NULL;
    if (raw_map_guard(guard, GUARD_BYTES) == 0)
        return guard + GUARD_BYTES;
    raw_unmap(guard, GUARD_BYTES + STACK_BYTES);
    return NULL;
}

static void count_mapped(int count)
{
    int before = atomic_load(&mapped);
    while (before < count && !atomic_compare_exchange_weak(&mapped, &before, count))
        ;
}

/* Called by who has taken it. NULL: there is no memory for it. */
static char *stack_of(int number)
{
    char *stack = atomic_load_explicit(&stacks[number], memory_order_relaxed);
    if (stack == NULL) {
        stack = map();
        atomic_store_explicit(&stacks[number], stack, memory_order_relaxed);
        count_mapped(number + 1);
    }
    return stack;
}

static void run(void (*work)(void *), void *argument)
{
    int number = take();
    char *stack = number < 0 ? NULL : stack_of(number);
    if (stack != NULL)
        stretch_on(stack + STACK_BYTES, work, argument);
    else
        work(argument);
    if (number >= 0)
        atomic_store_explicit(&taken[number], false, memory_order_release);
}

struct job {
    void (*work)(void *);
    void *argument;
};

static void close_abandoned_and_work(void *data)
{
    const struct job *job = data;
    descriptors_close_abandoned();
    job->work(job->argument);
}

void stretch_run(void (*work)(void *), void *argument)
{
    const uint64_t held =
        ~(bit(SIGSEGV) | bit(SIGBUS) | bit(SIGFPE) | bit(SIGILL) | bit(SIGTRAP) | bit(SIGSYS));
    uint64_t before = 0;
    if (stretch_is_here()) {
        work(argument);
        return;
    }
    raw_sigprocmask(SIG_BLOCK, &held, &before);
    /* Else a handler may have interrupted a stretch that goes on, which had them held. */
    if ((before | bit(SIGKILL) | bit(SIGSTOP) | ~held) != UINT64_MAX)
        run(close_abandoned_and_work, &(struct job){work, argument});
    else
        run(work, argument);
    raw_sigprocmask(SIG_SETMASK, &before, NULL);
}

void stretches_forget(void)
{
    /* Frames of threads that there are none of here: what they had marked stays so. */
    for (int i = 0; i < STACKS; i++) {
        if (atomic_load_explicit(&stacks[i], memory_order_relaxed) != NULL)
            ASAN_UNPOISON_MEMORY_REGION(stacks[i], STACK_BYTES);
        atomic_store_explicit(&taken[i], false, memory_order_relaxed);
    }
}
