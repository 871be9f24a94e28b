/* SPDX-License-Identifier: Apache-2.0 */
/* Does what a spawn does of our work, a part of it over and over: argv[1] is which, argv[2] how
 * often, argv[3] the log. Its instructions are counted from outside, by the name of the function.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event/event.h"
#include "host/clock.h"
#include "host/stretch.h"
#include "log/log.h"
#include "memory/sample.h"

static struct event event;
static char line[EVENT_LINE_BYTES];
static size_t length;

static uint64_t this_thread(void)
{
    return sample_thread(event.origin.pid, event.origin.tid);
}

static __attribute__((noinline)) void snapshot(void *unused)
{
    (void)unused;
    facts_read(&event.facts, false, this_thread());
}

static __attribute__((noinline)) void snapshot_for_copy(void *unused)
{
    (void)unused;
    facts_read(&event.facts, true, this_thread());
}

static __attribute__((noinline)) void encode(void *unused)
{
    (void)unused;
    length = event_encode_spawn(&event, line);
}

static __attribute__((noinline)) void append(void *unused)
{
    (void)unused;
    log_append(&event.origin, line, length);
}

static const struct {
    const char *name;
    void (*work)(void *);
} paths[] = {{"snapshot", snapshot},
             {"snapshot_for_copy", snapshot_for_copy},
             {"encode", encode},
             {"append", append}};

/* All that a line may tell, but for a runtime's. */
static void prepare(void *unused)
{
    (void)unused;
    origin_read(&event.origin);
    origin_read_parent(&event.origin);
    event.sequence = 4711;
    event.time_ns = clock_nanoseconds(CLOCK_REALTIME);
    event.call = "posix_spawn";
    event.mechanism = MECHANISM_VFORK;
    strcpy(event.command, "true");
    event.argument_count = 1;
    event.trail = TRAIL_IS_LOST;
    event.child = event.origin.pid;
    event.child_start = event.origin.start;
    event.outcome.duration_ns = 712345;
    event.repeats = 1;
    facts_read(&event.facts, false, this_thread());
    risk_assess(event.mechanism, &event.facts, &event.outcome, &event.risk);
    length = event_encode_spawn(&event, line);
}

int main(int count, char **arguments)
{
    if (count != 4 || log_to(arguments[3]) != 0)
        return 2;
    stretch_run(prepare, NULL);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        for (int round = 0; strcmp(paths[i].name, arguments[1]) == 0 && round < atoi(arguments[2]);
             round++)
            stretch_run(paths[i].work, NULL);
    return 0;
}
