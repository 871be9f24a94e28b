/* SPDX-License-Identifier: Apache-2.0 */
/* THE BEGINNING of a copy of the process, and what becomes there of calls that its parent began. */
#include "copy.h"

#include "calls.h"
#include "host/descriptor.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "identity.h"
#include "log/log.h"
#include "log/repeats.h"
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
    limits_forget();
    stalls_keep(0);
    descriptors_forget();
    spawn_birth(spawn, &birth);
    self_begins(spawn->observed ? &birth : NULL);
    calls_forget(spawn, rename_copied);
}

void spawn_child(const struct spawn *spawn)
{
    if (!spawn->shares_descriptors)
        descriptors_close_copies(spawn->descriptors_closed);
    log_begin_child();
    repeats_forget();
    spawn_child_alone(spawn);
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
