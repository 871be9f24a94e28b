/* SPDX-License-Identifier: Apache-2.0 */
/* The two halves of vfork that are C. */
#include "vfork.h"

#include <errno.h>
#include <stdatomic.h>

#include "log/log.h"
#include "nested.h"

/*
 * 1. The child runs on the caller's frame, so nothing of the spawn may lie on the stack.
 * 2. A child of vfork shares our memory and may call vfork itself: each call has a spawn of its
 * own.
 * 3. Thread-local storage would have to hold a chain of them, in the stack of every thread.
 * A fork in the middle leaves a spawn taken in the copy, for good; there are enough of them.
 */
#define SPAWNS 32

static struct spawn spawns[SPAWNS];
static atomic_bool taken[SPAWNS];

struct spawn *vfork_take_spawn(void)
{
    for (unsigned i = 0; i < SPAWNS; i++)
        if (!atomic_load_explicit(&taken[i], memory_order_relaxed) &&
            !atomic_exchange_explicit(&taken[i], true, memory_order_acquire))
            return &spawns[i];
    return NULL;
}

void vfork_give_back(struct spawn *spawn)
{
    atomic_store_explicit(&taken[spawn - spawns], false, memory_order_release);
}

struct spawn *vfork_begin(const char *call)
{
    struct spawn *spawn = vfork_take_spawn();
    if (spawn == NULL)
        log_lose(EBUSY);
    else
        door_begin(spawn, call, MECHANISM_VFORK, NULL, NULL);
    return spawn;
}

pid_t vfork_end(long result, struct spawn *spawn)
{
    int error = result < 0 ? (int)-result : 0;
    if (spawn != NULL) {
        spawn_end(spawn, (pid_t)result, error);
        vfork_give_back(spawn);
    }
    if (error == 0)
        return (pid_t)result;
    errno = error;
    return -1;
}
