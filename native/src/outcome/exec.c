/* SPDX-License-Identifier: Apache-2.0 */
/* From a child's exec to its line. */
#include "exec.h"

#include "host/clock.h"
#include "host/file.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "log/log.h"
#include "memory/text.h"

uint64_t exec_own_faults(void)
{
    struct rusage usage = {0};
    return raw_getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_minflt : UNKNOWN;
}

uint64_t exec_stat_of(pid_t pid, unsigned field)
{
    char path[TEXT_PROCESS_PATH_BYTES], stat[512];
    text_process_path(path, pid, "stat");
    return file_read(path, stat, sizeof stat) < 0 ? UNKNOWN : text_stat_field(stat, field);
}

static uint64_t parent_faults(const struct birth *birth)
{
    pid_t parent = birth->spawn.process.pid;
    if (raw_getppid() != parent || !is_known(birth->faults))
        return UNKNOWN;
    uint64_t now = exec_stat_of(parent, STAT_MINOR_FAULTS);
    return is_known(now) && now >= birth->faults ? now - birth->faults : UNKNOWN;
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
