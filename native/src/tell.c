/* SPDX-License-Identifier: Apache-2.0 */
/* From what is known of a call to its lines in the log. */
#include "tell.h"

#include "event/outcome.h"
#include "foresee.h"
#include "host/clock.h"
#include "host/stretch.h"
#include "identity.h"
#include "log/repeats.h"
#include "spawn.h"

/* Inlined by clang, its line lay on the stack while the facts were read: 4 KiB too deep. */
__attribute__((noinline)) void tell_warning(const struct event *event)
{
    char line[EVENT_LINE_BYTES];
    log_append(&event->origin, line, event_encode_warning(event, line));
}

static __attribute__((noinline)) void log_outcome(const struct event *event,
                                                  volatile enum telling *telling)
{
    char line[EVENT_LINE_BYTES];
    log_append_noting(&event->origin, line, event_encode_spawn(event, line), telling);
}

void tell_outcome(struct event *event, volatile enum telling *telling)
{
    risk_assess(event->mechanism, &event->facts, &event->outcome, &event->risk);
    log_outcome(event, telling);
}

void tell_earlier(struct event *event)
{
    int error = 0;
    uint64_t awaiting = repeats_take(event, &error);
    if (awaiting == 0)
        return;
    event->repeats = awaiting + 1;
    if (error == event->outcome.error)
        return;
    uint64_t sequence = event->sequence;
    struct outcome outcome = event->outcome;
    event->sequence = identity_next(&event->origin);
    event->outcome = (struct outcome){.error = error, .duration_ns = UNKNOWN};
    event->repeats = awaiting;
    enum telling telling;
    tell_outcome(event, &telling);
    event->sequence = sequence;
    event->outcome = outcome;
    event->repeats = 1;
}

static void tell_unstarted(void *data)
{
    struct unstarted_event *event = data;
    char line[EVENT_OUTCOME_BYTES];
    origin_read(&event->spawn.process);
    log_append(&event->spawn.process, line, event_encode_unstarted(event, line));
}

void spawn_tell_unstarted(uint64_t number, const char *exception, int error)
{
    struct unstarted_event event = {
        .spawn.sequence = number, .exception = exception, .error = error};
    if (log_is_open())
        stretch_run(tell_unstarted, &event);
}

static void tell_repeats(void *unused)
{
    (void)unused;
    struct event event = {.time_ns = clock_nanoseconds(CLOCK_REALTIME)};
    while (log_is_open() && repeats_next(&event)) {
        origin_read(&event.origin);
        event.sequence = identity_next(&event.origin);
        foresee_facts(&event);
        enum telling telling;
        tell_outcome(&event, &telling);
    }
}

void spawn_tell_repeats(void)
{
    stretch_run(tell_repeats, NULL);
}
