/* SPDX-License-Identifier: Apache-2.0 */
/* Knows the children that share this memory by their pid. */
#include "beside.h"

#include <stdatomic.h>
#include <stddef.h>

#include "host/raw.h"
#include "host/stretch.h"
#include "log/log.h"

#define PLACES 16

/* Written by the child alone that has it. */
static struct place {
    atomic_int pid; /* 0: nobody's */
    struct birth birth;
    struct exec_event told;
} places[PLACES];
static atomic_bool are_used;
static atomic_uint next;

static struct place *place_of(pid_t pid)
{
    for (unsigned i = 0; i < PLACES; i++)
        if (atomic_load(&places[i].pid) == pid)
            return &places[i];
    return NULL;
}

/* Nobody hears of the end of one, which may come at any instruction: the oldest makes room. */
void beside_begins(const struct birth *birth)
{
    pid_t pid = raw_getpid();
    struct place *place = place_of(pid);
    if (place == NULL)
        place = &places[atomic_fetch_add(&next, 1) % PLACES];
    atomic_store(&place->pid, 0);
    place->birth = *birth;
    atomic_store(&place->pid, pid);
    atomic_store(&are_used, true);
}

static struct place *own_place(void)
{
    bool may_have_one = atomic_load_explicit(&are_used, memory_order_relaxed) && log_is_open();
    return may_have_one ? place_of(raw_getpid()) : NULL;
}

struct attempt {
    struct place *place;
    const char *program;
    enum trail trail;
};

static void describe(void *data)
{
    const struct attempt *attempt = data;
    struct exec_event *told = &attempt->place->told;
    exec_describe(told, &attempt->place->birth, attempt->program);
    origin_read(&told->child);
    told->trail = attempt->trail;
    exec_tell(told);
}

bool beside_executes(const char *program, enum trail trail)
{
    struct place *place = own_place();
    if (place != NULL)
        stretch_run(describe, &(struct attempt){place, program, trail});
    return place != NULL;
}

bool beside_goes_on(int error)
{
    struct place *place = own_place();
    if (place == NULL)
        return false;
    place->told.error = error;
    exec_tell(&place->told);
    return true;
}

void beside_forget(void)
{
    atomic_store(&are_used, false);
    for (unsigned i = 0; i < PLACES; i++)
        atomic_store(&places[i].pid, 0);
}
