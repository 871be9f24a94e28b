/* SPDX-License-Identifier: Apache-2.0 */
/* THE JOURNEY of a call that never came back: its facts are kept, its outcome nobody knows. */
#include "left.h"

#include "calls.h"
#include "host/stretch.h"
#include "log/log.h"
#include "log/summary.h"
#include "outcome/ended.h"
#include "outcome/self.h"

/* Its arguments and its context may have gone with its frame. */
static void complete(struct event *event, bool facts_are_read)
{
    event->left = true;
    event->child = 0;
    event->context = NULL;
    event->arguments = NULL;
    event->outcome.duration_ns = UNKNOWN;
    if (!facts_are_read)
        facts_read(&event->facts, copies_memory(event->mechanism));
    risk_assess(event->mechanism, &event->facts, &event->outcome, &event->risk);
}

static __attribute__((noinline)) void log_left(const struct event *event)
{
    char line[EVENT_LINE_BYTES];
    log_append(&event->origin, line, event_encode_spawn(event, line));
}

static void tell_of(struct event *event, bool facts_are_read)
{
    complete(event, facts_are_read);
    log_left(event);
    summary_count(event);
}

/* A call of its parent's has the pid of such a child, and its thread pointer. */
static bool may_be_anothers(void)
{
    return calls_are_under_way() && self_has_its_parents_pid();
}

/* As long as it counted as under way, no child's end could be nobody's. */
void left_tell(const void *frame)
{
    struct spawn *left;
    if (may_be_anothers())
        return;
    while ((left = calls_next_left(frame)) != NULL) {
        if (!left->is_copied)
            tell_of(&left->event, left->row == NULL);
        if (!left->given_up)
            ended_follow(NULL);
        calls_give_back(left);
    }
    while (calls_give_up_next(frame))
        ended_follow(NULL);
}

static void tell_all(void *unused)
{
    (void)unused;
    left_tell(NULL);
}

void spawn_tell_left(void)
{
    if (log_is_open())
        stretch_run(tell_all, NULL);
}
