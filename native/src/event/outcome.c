/* SPDX-License-Identifier: Apache-2.0 */
/* From what becomes of a child to its line. */
#include "outcome.h"

#include <sys/wait.h>

#include "host/clock.h"
#include "line.h"

#define COMMAND_BYTES   256
#define EXCEPTION_BYTES 256

static void start(struct json *json, char *line, const char *kind)
{
    json_start(json, line, EVENT_OUTCOME_BYTES - 1);
    line_head(json, kind);
}

static void put_program(struct json *json, const struct exec_event *event)
{
    line_origin(json, clock_nanoseconds(CLOCK_REALTIME), &event->child, NULL);
    if (event->command[0] != '\0')
        json_string(json, "command", event->command, COMMAND_BYTES);
    if (event->error != 0)
        line_error(json, event->error);
    line_trail(json, event->trail);
}

size_t event_encode_unfollowed(const struct exec_event *event, char *line)
{
    struct json json;
    start(&json, line, "unfollowed");
    put_program(&json, event);
    return line_finish(&json, line);
}

size_t event_encode_exec(const struct exec_event *event, char *line)
{
    struct json json;
    start(&json, line, "exec");
    line_id(&json, "spawn", &event->spawn.process, event->spawn.sequence);
    put_program(&json, event);
    json_number(&json, "window_ns", event->window_ns);
    json_number(&json, "child_faults", event->child_faults);
    json_number(&json, "parent_faults", event->parent_faults);
    return line_finish(&json, line);
}

size_t event_encode_unstarted(const struct unstarted_event *event, char *line)
{
    struct json json;
    start(&json, line, "unstarted");
    line_id(&json, "spawn", &event->spawn.process, event->spawn.sequence);
    line_origin(&json, clock_nanoseconds(CLOCK_REALTIME), &event->spawn.process, NULL);
    json_string(&json, "exception", event->exception, EXCEPTION_BYTES);
    if (event->error != 0)
        line_error(&json, event->error);
    return line_finish(&json, line);
}

static void put_usage(struct json *json, const struct usage *usage)
{
    json_number(json, "peak_rss", usage->peak_rss);
    json_number(json, "parent_peak_rss", usage->parent_peak_rss);
    json_number(json, "minor_faults", usage->minor_faults);
    json_number(json, "major_faults", usage->major_faults);
    json_number(json, "user_ns", usage->user_ns);
    json_number(json, "system_ns", usage->system_ns);
}

static void put_end(struct json *json, const struct exit_event *event)
{
    line_origin(json, clock_nanoseconds(CLOCK_REALTIME), &event->process, NULL);
    if (event->child > 0)
        json_integer(json, "child_pid", event->child);
    if (event->status == STATUS_UNREAD)
        json_bool(json, "unread", true);
    else if (WIFSIGNALED(event->status))
        json_integer(json, "signal", WTERMSIG(event->status));
    else
        json_integer(json, "status", WEXITSTATUS(event->status));
    if (event->has_usage)
        put_usage(json, &event->usage);
}

struct found {
    const char *code;
    enum level level; /* LEVEL_NONE: it is not so */
    uint64_t need, have;
    const char *source;
};

static void put_reason(struct json *json, const struct found *found)
{
    if (found->level == LEVEL_NONE)
        return;
    json_open(json, NULL, '{');
    json_name(json, "code", found->code);
    json_name(json, "level", level_name(found->level));
    json_number(json, "need", found->need);
    json_number(json, "have", found->have);
    json_name(json, "source", found->source);
    json_close(json, '}');
}

static void put_risk(struct json *json, const struct found *one, const struct found *other)
{
    enum level level = one->level > other->level ? one->level : other->level;
    if (level == LEVEL_NONE)
        return;
    json_open(json, "risk", '{');
    json_name(json, "level", level_name(level));
    json_open(json, "reasons", '[');
    put_reason(json, one);
    put_reason(json, other);
    json_close(json, ']');
    json_close(json, '}');
}

static const struct found nothing = {.level = LEVEL_NONE};

static struct found found_oom(enum oom_evidence evidence)
{
    static const char *const sources[] = {[OOM_POSSIBLE] = "/proc/vmstat oom_kill",
                                          [OOM_YES] = "oom_kill of its own cgroup",
                                          [OOM_NAMED] = "kernel log, Killed process"};
    return (struct found){outcome_name(OUTCOME_OOM_KILLED), risk_of_oom_kill(evidence), UNKNOWN,
                          UNKNOWN, sources[evidence]};
}

static struct found found_no_exec(uint64_t threads, uint64_t lived_ns, const char *source)
{
    return (struct found){outcome_name(OUTCOME_NO_EXEC), risk_of_no_exec(threads, lived_ns),
                          lived_ns, LIVES_ON_NS, source};
}

size_t event_encode_copy(const struct copy_event *event, char *line)
{
    struct json json;
    start(&json, line, "copy");
    line_id(&json, "spawn", &event->spawn.process, event->spawn.sequence);
    line_origin(&json, clock_nanoseconds(CLOCK_REALTIME), &event->child, NULL);
    json_number(&json, "lived_ns", event->lived_ns);
    json_number(&json, "measured_copy", event->measured);
    json_number(&json, "threads", event->threads);
    if (event->goes_on)
        json_bool(&json, "goes_on", true);
    struct found no_exec = found_no_exec(event->threads, event->lived_ns, "measured");
    if (!event->risk_is_told)
        put_risk(&json, &no_exec, &nothing);
    return line_finish(&json, line);
}

size_t event_encode_exit(const struct exit_event *event, char *line)
{
    struct json json;
    start(&json, line, "exit");
    line_id(&json, "spawn", &event->spawn.process, event->spawn.sequence);
    put_end(&json, event);
    json_number(&json, "lived_ns", event->lived_ns);
    if (event->oom_killed != OOM_NONE)
        json_name(&json, "oom_killed", event->oom_killed == OOM_POSSIBLE ? "possible" : "yes");
    struct found oom = found_oom(event->oom_killed);
    struct found no_exec = found_no_exec(event->silent_copy_of, event->lived_ns, "until reaped");
    put_risk(&json, &oom, &no_exec);
    return line_finish(&json, line);
}

size_t event_encode_unobserved(const struct exit_event *event, char *line)
{
    struct json json;
    start(&json, line, "unobserved");
    put_end(&json, event);
    return line_finish(&json, line);
}
