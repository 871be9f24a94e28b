/* SPDX-License-Identifier: Apache-2.0 */
/* The two halves of vfork that are C. */
#include "vfork.h"

#include <errno.h>
#include <stdatomic.h>

#include "calls.h"
#include "host/descriptor.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "log/log.h"
#include "nested.h"
#include "outcome/exec.h"

/* What a child tells its parent, which is suspended and reads it afterwards. One for each place of
 * a call. */
static struct message {
    atomic_bool executes;
    struct exec_event exec;
} first[CALLS_FIRST];

#define REST (CALLS_PLACES - CALLS_FIRST)
static _Atomic(struct message *) rest;

static struct message *message_of(const struct spawn *spawn)
{
    unsigned place = calls_place(spawn);
    return place < CALLS_FIRST ? &first[place] : atomic_load(&rest) + (place - CALLS_FIRST);
}

static bool has_memory(const struct spawn *spawn)
{
    struct message *none = NULL, *mapped;
    if (calls_place(spawn) < CALLS_FIRST || atomic_load(&rest) != NULL)
        return true;
    mapped = raw_map(REST * sizeof *mapped, MAP_PRIVATE | MAP_NORESERVE);
    if (mapped != NULL && !atomic_compare_exchange_strong(&rest, &none, mapped))
        raw_unmap(mapped, REST * sizeof *mapped);
    return atomic_load(&rest) != NULL;
}

struct spawn *vfork_take(void)
{
    struct spawn *spawn = calls_take();
    if (spawn != NULL && !has_memory(spawn)) {
        calls_give_back(spawn);
        spawn = NULL;
    }
    if (spawn == NULL)
        log_lose(EBUSY);
    return spawn;
}

void vfork_listen(struct spawn *spawn)
{
    if (!spawn->observed)
        return;
    atomic_store_explicit(&message_of(spawn)->executes, false, memory_order_relaxed);
    spawn->is_vfork = true;
}

struct spawn *vfork_begin(const char *call, const void *caller)
{
    struct spawn *spawn = vfork_take();
    if (spawn == NULL)
        return NULL;
    door_begin(spawn, caller, call, MECHANISM_VFORK, NULL, NULL);
    if (!spawn->observed) {
        calls_give_back(spawn);
        return NULL;
    }
    vfork_listen(spawn);
    return spawn;
}

void vfork_child(const struct spawn *spawn)
{
    descriptors_close_beside(spawn->descriptors_closed);
}

/* Whether this process was made by that call. It shares the thread pointer with who called vfork.
 */
static bool is_its_child(const struct spawn *spawn, pid_t parent)
{
    return calls_is_in_its_place(spawn) && spawn->is_vfork && !spawn->is_copied &&
           spawn->event.origin.pid == parent;
}

/* The last such call, for an earlier one may have been left by a jump. */
static struct spawn *own_spawn(void)
{
    pid_t parent = raw_getppid();
    struct spawn *own = NULL;
    for (unsigned i = 0; i < calls_places_used(); i++) {
        struct spawn *spawn = calls_at(i);
        if (is_its_child(spawn, parent) &&
            (own == NULL || spawn->event.sequence > own->event.sequence))
            own = spawn;
    }
    return own;
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
    if (!spawn->observed || !spawn->is_vfork ||
        !atomic_load_explicit(&message->executes, memory_order_acquire))
        return;
    const struct event *event = &spawn->event;
    message->exec.child =
        (struct origin){.pid = event->child, .tid = event->child, .start = event->child_start};
    exec_tell(&message->exec);
}

struct outcome_of_vfork {
    struct spawn *spawn;
    pid_t child;
    int error;
};

/* In one stretch: a handler may leave for good as soon as signals come. */
static void tell(void *data)
{
    const struct outcome_of_vfork *outcome = data;
    spawn_end(outcome->spawn, outcome->child, outcome->error);
    tell_exec(outcome->spawn);
    calls_give_back(outcome->spawn);
}

void vfork_tell(struct spawn *spawn, pid_t child, int error)
{
    stretch_run(tell, &(struct outcome_of_vfork){spawn, child, error});
}

pid_t vfork_end(long result, struct spawn *spawn)
{
    int error = result < 0 ? (int)-result : 0;
    descriptors_drop();
    if (spawn != NULL)
        vfork_tell(spawn, error == 0 ? (pid_t)result : -1, error);
    if (error == 0)
        return (pid_t)result;
    errno = error;
    return -1;
}
