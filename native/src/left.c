/* SPDX-License-Identifier: Apache-2.0 */
/* THE JOURNEY of a call that never came back: its facts are kept, its outcome nobody knows. */
#include "left.h"

#include <errno.h>
#include <signal.h>

#include "calls.h"
#include "foresee.h"
#include "host/file.h"
#include "host/peek.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "log/log.h"
#include "log/reporter.h"
#include "log/summary.h"
#include "memory/text.h"
#include "outcome/copies.h"
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
        foresee_facts(event);
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

bool left_is_overwritten(const struct spawn *copy, const void *frame)
{
    const struct spawn *spawn = (const struct spawn *)frame - 1;
    uint16_t kept;
    uint64_t sequence;
    return !peek_bytes(&kept, sizeof kept, &spawn->kept) || kept != calls_place(copy) + 1 ||
           !peek_bytes(&sequence, sizeof sequence, &spawn->event.sequence) ||
           sequence != copy->event.sequence;
}

/*
 * Addresses of different stacks have no order, and which stack a frame lies on nobody can tell: a
 * handler's own or a coroutine's may even lie within a frame of the thread's (sigaltstack(2),
 * makecontext(3)). What lies below is as good as left, and no more.
 */
#define CERTAIN   true
#define SUSPECTED false

/* A signal's frame is larger, so that no call from a handler is as near to what it interrupts. */
#define NEAR 1024U

/* The kernel itself would look at where we are, which is on a stack of ours (stretch.h). */
static __attribute__((noinline)) bool may_be_on_a_handlers_stack(const void *frame)
{
    stack_t stack = {.ss_flags = SS_DISABLE};
    uintptr_t at = (uintptr_t)frame;
    if (process_has_a_policy() || raw_sigaltstack(NULL, &stack) != 0)
        return true;
    return (stack.ss_flags & SS_DISABLE) == 0 && at >= (uintptr_t)stack.ss_sp &&
           at < (uintptr_t)stack.ss_sp + stack.ss_size;
}

static bool was_left(const struct spawn *spawn, const void *its_frame, const void *frame,
                     bool is_certain)
{
    if (is_certain == SUSPECTED)
        return !spawn->given_up && frame != NULL &&
               (uintptr_t)its_frame < (uintptr_t)frame + NEAR && !may_be_on_a_handlers_stack(frame);
    return frame == NULL || its_frame == frame ||
           (spawn->kept == 0 && left_is_overwritten(spawn, its_frame));
}

/* A call of this thread that does not come back, now that the thread has come to frame; NULL: no
 * other. */
static struct spawn *next_left(const void *frame, bool is_certain)
{
    unsigned count = calls_places_used();
    pid_t self = 0;
    for (unsigned i = 0; i < count; i++) {
        const void *its_frame = calls_frame_at(i);
        if (its_frame == NULL)
            continue;
        self = self != 0 ? self : raw_getpid();
        if (calls_at(i)->event.origin.pid == self &&
            was_left(calls_at(i), its_frame, frame, is_certain))
            return calls_at(i);
    }
    return NULL;
}

/* A call of its parent's has the pid of such a child, and its thread pointer. */
static bool may_be_anothers(void)
{
    return calls_are_under_way() && self_has_its_parents_pid();
}

/* Its child is known from when its line was about to be written: the end is joined, once, and may
 * have been kept for that. Nothing waits for it any more where it was given up. */
static void give_up(struct spawn *spawn)
{
    const struct child child = calls_child_of(spawn);
    bool has_child = spawn->telling != TELLING_NOT && child.pid > 0 && !spawn->is_followed;
    if (spawn->given_up && !has_child)
        return;
    if (spawn->given_up)
        children_expect();
    spawn->given_up = true;
    spawn->is_followed |= has_child;
    ended_follow(has_child ? &child : NULL);
}

/* One is likely not to come back: then no child's end waits for it. */
static bool give_up_next(const void *frame)
{
    struct spawn *spawn = next_left(frame, SUSPECTED);
    if (spawn != NULL)
        give_up(spawn);
    return spawn != NULL;
}

/* As long as it counted as under way, no child's end could be nobody's. */
void left_tell(const void *frame)
{
    struct spawn *left;
    if (may_be_anothers())
        return;
    while ((left = next_left(frame, CERTAIN)) != NULL) {
        reporter_release(left->held);
        if (left->telling == TELLING_WRITES)
            log_lose(EINTR);
        else if (!left->is_copied && left->telling == TELLING_NOT)
            tell_of(&left->event, left->row == NULL);
        give_up(left);
        if (!left->is_followed)
            (void)copies_end(left->copy,
                             &(struct spawn_id){left->event.origin, left->event.sequence});
        calls_give_back(left);
    }
    while (give_up_next(frame))
        ;
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
