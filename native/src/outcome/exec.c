/* SPDX-License-Identifier: Apache-2.0 */
/* From a child's exec to its line. */
#include "exec.h"

#include <string.h>

#include "host/clock.h"
#include "host/file.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "log/log.h"
#include "memory/text.h"

/* To ask 1,000 takes about as long as to read a file of /proc. */
#define MOST_THREADS 2048

uint64_t exec_own_faults(void)
{
    struct rusage usage = {0};
    return raw_getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_minflt : UNKNOWN;
}

uint64_t exec_faults_before(bool copies, uint64_t threads)
{
    return copies && threads <= MOST_THREADS ? exec_own_faults() : UNKNOWN;
}

static bool read_stat(pid_t pid, char stat[STAT_BYTES])
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, pid, "stat");
    return file_read(path, stat, STAT_BYTES) > 0;
}

uint64_t exec_stat_of(pid_t pid, unsigned field)
{
    char stat[STAT_BYTES];
    return read_stat(pid, stat) ? text_stat_field(stat, field) : UNKNOWN;
}

/* The state, field 3, is a letter behind the name. */
bool exec_life_of(pid_t pid, struct life *life)
{
    char stat[STAT_BYTES];
    const char *name_end = read_stat(pid, stat) ? strrchr(stat, ')') : NULL;
    const char *state = name_end == NULL ? NULL : text_field(name_end, 1);
    if (state == NULL)
        return false;
    *life = (struct life){*state,
                          text_stat_field(stat, STAT_PARENT),
                          text_stat_field(stat, STAT_GROUP),
                          text_stat_field(stat, STAT_THREADS),
                          text_stat_field(stat, STAT_MINOR_FAULTS),
                          text_stat_field(stat, STAT_START),
                          text_stat_field(stat, STAT_RESIDENT)};
    return is_known(life->threads);
}

static uint64_t parent_faults(const struct birth *birth)
{
    pid_t parent = birth->spawn.process.pid;
    if (raw_getppid() != parent || !is_known(birth->faults))
        return UNKNOWN;
    uint64_t now = exec_stat_of(parent, STAT_MINOR_FAULTS);
    return is_known(now) && now >= birth->faults ? now - birth->faults : UNKNOWN;
}

uint64_t exec_faults(const struct birth *birth)
{
    return text_sum(exec_own_faults(), parent_faults(birth));
}

void exec_describe(struct exec_event *event, const struct birth *birth, const char *program)
{
    event->window_ns = clock_nanoseconds(CLOCK_MONOTONIC) - birth->started;
    event->spawn = birth->spawn;
    event->child_faults = exec_own_faults();
    event->parent_faults = parent_faults(birth);
    event->error = 0;
    (void)redact_command(event->command, sizeof event->command, program);
}

static void tell(void *data)
{
    const struct exec_event *event = data;
    char line[EVENT_OUTCOME_BYTES];
    if (event->spawn.process.pid == 0)
        log_append(&event->child, line, event_encode_unfollowed(event, line));
    else
        log_append_of_child(&event->spawn.process, line, event_encode_exec(event, line));
}

void exec_tell(struct exec_event *event)
{
    stretch_run(tell, event);
}
