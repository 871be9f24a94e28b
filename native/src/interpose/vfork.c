/* SPDX-License-Identifier: Apache-2.0 */
/* The two halves of vfork that are C. */
#include "vfork.h"

#include <errno.h>
#include <stdatomic.h>

#include "host/raw.h"
#include "log/log.h"
#include "nested.h"
#include "outcome/exec.h"

/*
 * 1. The child runs on the caller's frame, so nothing of the spawn may lie on the stack.
 * 2. A child of vfork shares our memory and may call vfork itself: each call has a spawn of its
 * own.
 * 3. Thread-local storage would have to hold a chain of them, in the stack of every thread.
 */
#define SPAWNS 32

/* What a child tells its parent, which is suspended and reads it afterwards. */
struct message {
    atomic_uintptr_t thread; /* the thread pointer, which a child shares with who called vfork */
    atomic_bool executes;
    struct exec_event exec;
};

static struct spawn spawns[SPAWNS];
static struct message messages[SPAWNS];
static atomic_uintptr_t taken_by[SPAWNS]; /* a thread pointer; 0: free */

static uintptr_t thread_pointer(void)
{
    return (uintptr_t)__builtin_thread_pointer();
}

struct spawn *vfork_take_spawn(void)
{
    for (unsigned i = 0; i < SPAWNS; i++) {
        uintptr_t nobody = 0;
        if (atomic_load_explicit(&taken_by[i], memory_order_relaxed) == 0 &&
            atomic_compare_exchange_strong(&taken_by[i], &nobody, thread_pointer()))
            return &spawns[i];
    }
    return NULL;
}

static struct message *message_of(const struct spawn *spawn)
{
    return &messages[spawn - spawns];
}

void vfork_give_back(struct spawn *spawn)
{
    atomic_store_explicit(&message_of(spawn)->thread, 0, memory_order_relaxed);
    atomic_store_explicit(&taken_by[spawn - spawns], 0, memory_order_release);
}

void vfork_forget(void)
{
    for (unsigned i = 0; i < SPAWNS; i++) {
        uintptr_t thread = atomic_load_explicit(&taken_by[i], memory_order_relaxed);
        if (thread != 0 && thread != thread_pointer())
            vfork_give_back(&spawns[i]);
    }
}

struct spawn *vfork_begin(const char *call)
{
    struct spawn *spawn = vfork_take_spawn();
    if (spawn == NULL)
        log_lose(EBUSY);
    else {
        door_begin(spawn, call, MECHANISM_VFORK, NULL, NULL);
        atomic_store_explicit(&message_of(spawn)->executes, false, memory_order_relaxed);
        atomic_store_explicit(&message_of(spawn)->thread, thread_pointer(), memory_order_release);
    }
    return spawn;
}

/* The spawn by which the calling process was made: the innermost one of its thread pointer. */
static struct spawn *own_spawn(void)
{
    pid_t parent = raw_getppid();
    for (unsigned i = 0; i < SPAWNS; i++)
        if (atomic_load_explicit(&messages[i].thread, memory_order_acquire) == thread_pointer() &&
            spawns[i].observed && spawns[i].event.origin.pid == parent)
            return &spawns[i];
    return NULL;
}

bool vfork_child_executes(const char *program, char *const environment[])
{
    struct spawn *spawn = own_spawn();
    if (spawn == NULL)
        return false;
    struct message *message = message_of(spawn);
    struct birth birth;
    spawn_birth(spawn, &birth);
    exec_describe(&message->exec, &birth, program);
    message->exec.trail = trail_in(environment);
    atomic_store_explicit(&message->executes, true, memory_order_release);
    return true;
}

bool vfork_child_goes_on(void)
{
    struct spawn *spawn = own_spawn();
    if (spawn != NULL)
        atomic_store_explicit(&message_of(spawn)->executes, false, memory_order_release);
    return spawn != NULL;
}

static void tell_exec(const struct spawn *spawn)
{
    struct message *message = message_of(spawn);
    if (!spawn->observed || !atomic_load_explicit(&message->executes, memory_order_acquire))
        return;
    const struct event *event = &spawn->event;
    message->exec.child =
        (struct origin){.pid = event->child, .tid = event->child, .start = event->child_start};
    exec_tell(&message->exec);
}

pid_t vfork_end(long result, struct spawn *spawn)
{
    int error = result < 0 ? (int)-result : 0;
    if (spawn != NULL) {
        spawn_end(spawn, (pid_t)result, error);
        tell_exec(spawn);
        vfork_give_back(spawn);
    }
    if (error == 0)
        return (pid_t)result;
    errno = error;
    return -1;
}
