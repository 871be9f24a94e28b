/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that is cancelled within a call, or ends after a handler has left one by a jump. */
#include "thread_end.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "calls.h"
#include "host/policy.h"
#include "spawn.h"

/* With one that is not among the first, what a thread has for it is allocated (glibc,
 * nptl/pthread_setspecific.c, PTHREAD_KEY_2NDLEVEL_SIZE). */
#define KEYS_WITHOUT_ALLOCATION 32

static pthread_key_t key;
static atomic_bool is_asked_for;

static void tell(void *unused)
{
    (void)unused;
    if (calls_are_under_way() && !policy_is_untried())
        spawn_tell_left();
}

void thread_end_ask(void)
{
    bool is_made = pthread_key_create(&key, tell) == 0;
    atomic_store(&is_asked_for, is_made && key < KEYS_WITHOUT_ALLOCATION);
}

/* The C library tells of the end of each thread that has a value, whatever it is. */
void thread_end_tells(void)
{
    if (atomic_load(&is_asked_for))
        (void)pthread_setspecific(key, &key);
}
