/* SPDX-License-Identifier: Apache-2.0 */
/* THE BEGINNING of a copy of the process, and what becomes there of calls that its parent began. */
#include "copy.h"

#include <sched.h>
#include <string.h>

#include "calls.h"
#include "host/descriptor.h"
#include "host/mark.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "identity.h"
#include "left.h"
#include "log/log.h"
#include "log/repeats.h"
#include "memory/sample.h"
#include "memory/withheld.h"
#include "outcome/beside.h"
#include "outcome/copies.h"
#include "outcome/ended.h"
#include "outcome/self.h"

/* What is known of the parent's page faults says nothing of the copy's. */
static void rename_copied(struct spawn *spawn)
{
    identity_give(&spawn->event);
    spawn->faults = UNKNOWN;
}

void spawn_child_alone(const struct spawn *spawn)
{
    struct birth birth;
    origin_forget();
    identity_begin();
    stretches_forget();
    children_forget();
    ended_forget();
    copies_forget();
    beside_forget();
    limits_forget();
    samples_forget();
    withheld_forget();
    stalls_keep(0);
    descriptors_forget();
    spawn_birth(spawn, &birth);
    self_begins(spawn->observed ? &birth : NULL);
    calls_forget(spawn, rename_copied);
}

/* It may have begun within the call, or be a copy that was made in the midst of it. */
void spawn_child(const struct spawn *spawn)
{
    if (self_owns_memory())
        return;
    if (!spawn->shares_descriptors)
        descriptors_close_copies(spawn->descriptors_closed);
    log_begin_child();
    repeats_forget();
    spawn_child_alone(spawn);
}

/* The last call of this thread that had begun when this copy was made. */
static const struct spawn *last_call(const void **frame)
{
    const struct spawn *last = NULL;
    for (unsigned i = 0; i < calls_places_used(); i++) {
        const void *its_frame = calls_frame_at(i);
        const struct spawn *spawn = calls_at(i);
        if (its_frame == NULL || (last != NULL && spawn->event.sequence < last->event.sequence))
            continue;
        last = spawn;
        *frame = its_frame;
    }
    return last;
}

/* What is given up was likely left before; daemon is told by its child once it returns there; and
 * of a table that is its parent's this child closes nothing. */
static bool may_have_made_a_copy(const struct spawn *spawn)
{
    const struct event *event = &spawn->event;
    bool shares = event->mechanism == MECHANISM_CLONE && (event->clone_flags & CLONE_FILES) != 0;
    return copies_memory(event->mechanism) && !shares && !spawn->given_up &&
           strcmp(event->call, "daemon") != 0;
}

void spawn_child_within(void)
{
    const void *frame = NULL;
    const struct spawn *spawn = mark_is_missing() ? last_call(&frame) : NULL;
    if (spawn == NULL || !may_have_made_a_copy(spawn))
        return;
    if (spawn->kept != 0)
        spawn_child(spawn);
    else if (!left_is_overwritten(spawn, frame))
        spawn_child((const struct spawn *)frame - 1);
}

/* A copy that no door saw made has the names of its parent's calls. */
static bool is_begun_elsewhere(const struct spawn *spawn)
{
    return spawn->is_copied || spawn->event.origin.pid != raw_getpid();
}

/* daemon returns in the child, and is its parent's call. Else only a child of its own shows that
 * the call was not over when the copy was made. */
static bool is_to_be_told(struct spawn *spawn)
{
    struct event *event = &spawn->event;
    pid_t self = raw_getpid();
    if (event->child == self && event->origin.pid != self)
        return true;
    if (event->child <= 0 || exec_stat_of(event->child, STAT_PARENT) != (uint64_t)self)
        return false;
    if (event->origin.pid != self)
        rename_copied(spawn);
    return true;
}

bool copy_has_no_part_in(struct spawn *spawn)
{
    return is_begun_elsewhere(spawn) && !is_to_be_told(spawn);
}
