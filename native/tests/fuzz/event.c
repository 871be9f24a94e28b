/* SPDX-License-Identifier: Apache-2.0 */
/* Each kind of line, of hostile names, paths, arguments and numbers: one line of valid JSON within
 * its bytes, with the facts and the risk in it whatever is cut. */
#include "event/outcome.h"
#include "fuzz.h"
#include "json_check.h"

#define MOST_ARGUMENTS 40

static void is_one_line(const char *line, size_t length, size_t most)
{
    MUST(length > 0 && length <= most && line[length - 1] == '\n');
    MUST(memchr(line, '\n', length - 1) == NULL);
    MUST(json_is_valid(line, length - 1));
}

/* Small numbers, large ones, and what is not known. */
static uint64_t number(struct input *input)
{
    uint64_t size = input_number(input, 1);
    return size % 16 == 0 ? UNKNOWN : input_number(input, size % 9);
}

static void fill(struct input *input, char *field, size_t size)
{
    char *word = input_word(input);
    (void)snprintf(field, size, "%s", word);
    free(word);
}

static uint64_t start(struct input *input)
{
    return input_number(input, 8) & INT64_MAX;
}

static struct origin origin(struct input *input)
{
    return (struct origin){.pid = (pid_t)input_number(input, 3),
                           .tid = (pid_t)input_number(input, 3),
                           .start = start(input),
                           .parent = (pid_t)input_number(input, 3),
                           .parent_start = start(input)};
}

static void fill_facts(struct input *input, struct facts *facts)
{
    uint64_t *process = &facts->process.commit_charge, *system = (uint64_t *)&facts->system;
    for (; process <= &facts->process.user; process++)
        *process = number(input);
    for (; system <= &facts->system.kernel; system++)
        *system = number(input);
    facts->system.replaced = input_number(input, 1) % 2;
    fill(input, facts->process.name, sizeof facts->process.name);
    facts->cgroup.version = (unsigned)input_number(input, 1) % 3;
    facts->cgroup.limit = number(input);
    facts->cgroup.usage = number(input);
    facts->cgroup.reclaimable = number(input);
    facts->cgroup.swap_room = number(input);
    facts->cgroup.oom_group = number(input);
    facts->cgroup.with_swap = facts->cgroup.version == 1 && input_number(input, 1) % 2;
    facts->cgroup.high = facts->cgroup.version == 2 ? number(input) : UNKNOWN;
    facts->cgroup.high_used = facts->cgroup.version == 2 ? number(input) : UNKNOWN;
    fill(input, facts->cgroup.path, sizeof facts->cgroup.path);
    fill(input, facts->cgroup.high_path, sizeof facts->cgroup.high_path);
    facts->limits.kind = (enum limit_kind)(input_number(input, 1) % 3);
    facts->limits.limit = number(input);
    facts->limits.used = number(input);
    fill(input, facts->limits.path, sizeof facts->limits.path);
    facts->hugetlb.copied = number(input);
    facts->hugetlb.free = number(input);
    facts->descriptors.inherited = number(input);
    facts->descriptors.example = (int)input_number(input, 4);
    facts->descriptors.kind = (enum descriptor_kind)(input_number(input, 1) % 5);
    facts->passes_descriptors = input_number(input, 1) % 2;
    facts->launching_pipes = input_number(input, 1) % 3;
    fill(input, facts->descriptors.path, sizeof facts->descriptors.path);
}

/* Where a group's path stands in a source, the file's name is behind it, whatever was cut. */
static void each_source_names_its_file(const char *line)
{
    static const char begin[] = "\"source\":\"cgroup ";
    for (const char *at = line; (at = strstr(at, begin)) != NULL; at += sizeof begin) {
        const char *end = at + sizeof begin - 1;
        while (*end != '"')
            end += *end == '\\' ? 2 : 1;
        const char *name = end;
        while (name[-1] != ' ')
            name--;
        MUST(strncmp(name, "memory.", 7) == 0 || strncmp(name, "pids.max\"", 9) == 0 ||
             strncmp(name, "limit\"", 6) == 0);
    }
}

static void a_spawn_is_told(struct event *event)
{
    char line[EVENT_LINE_BYTES + 1];
    size_t length = event_encode_spawn(event, line);
    is_one_line(line, length, EVENT_LINE_BYTES);
    line[length] = '\0';
    each_source_names_its_file(line);
    MUST(strstr(line, "\"memory\":{") != NULL && strstr(line, "\"risk\":{\"level\":") != NULL);
    length = event_encode_warning(event, line);
    is_one_line(line, length, EVENT_LINE_BYTES);
}

static void with_a_context(struct input *input, struct event *event)
{
    char *thread = input_word(input), *command = input_word(input), *frames = input_text(input);
    for (char *at = frames; *at != '\0'; at++)
        if (*at == '\t')
            *at = '\n';
    const struct collections collections = {number(input), number(input), number(input),
                                            input_number(input, 1) % 2};
    struct caller_context context = {.thread = thread,
                                     .frames = frames,
                                     .command = command,
                                     .argument_count = 3,
                                     .heap_used = number(input),
                                     .heap_max = UNKNOWN,
                                     .collections = &collections,
                                     .redirects = frames};
    event->context = &context;
    a_spawn_is_told(event);
    event->context = NULL;
    free(thread);
    free(command);
    free(frames);
}

static void an_outcome_is_told(struct input *input, const struct event *event)
{
    char line[EVENT_OUTCOME_BYTES];
    struct exec_event exec = {.spawn = {event->origin, event->sequence},
                              .child = event->origin,
                              .window_ns = number(input),
                              .child_faults = number(input),
                              .parent_faults = number(input),
                              .error = event->outcome.error};
    memcpy(exec.command, event->command, sizeof exec.command);
    is_one_line(line, event_encode_exec(&exec, line), sizeof line);
    is_one_line(line, event_encode_unfollowed(&exec, line), sizeof line);
    struct exit_event end = {.spawn = exec.spawn,
                             .process = event->origin,
                             .child = event->child,
                             .status = (int)input_number(input, 2),
                             .has_usage = true,
                             .lived_ns = number(input),
                             .oom_killed = (enum oom_evidence)(input_number(input, 1) % 4)};
    end.usage.peak_rss = number(input);
    is_one_line(line, event_encode_exit(&end, line), sizeof line);
    is_one_line(line, event_encode_unobserved(&end, line), sizeof line);
    struct copy_event copy = {.spawn = exec.spawn, .child = event->origin, .goes_on = true};
    copy.lived_ns = number(input);
    copy.measured = number(input);
    copy.threads = number(input);
    is_one_line(line, event_encode_copy(&copy, line), sizeof line);
    is_one_line(line, event_encode_loss(&event->origin, number(input), end.status, line),
                EVENT_LOSS_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    struct event event = {.call = "posix_spawn", .origin = origin(&input)};
    event.sequence = start(&input);
    event.time_ns = start(&input);
    event.mechanism = (enum mechanism)(input_number(&input, 1) % MECHANISM_COUNT);
    event.clone_flags = input_number(&input, 8);
    event.child = (pid_t)input_number(&input, 3);
    event.child_start = start(&input);
    event.outcome.error = (int)input_number(&input, 1);
    event.caller_count = input_number(&input, 1) % (EVENT_CALLERS + 1);
    for (unsigned i = 0; i < event.caller_count; i++)
        event.callers[i] = (const char *)memcpy + input_number(&input, 3);
    fill(&input, event.thread, sizeof event.thread);
    event.outcome.duration_ns = number(&input);
    event.repeats = number(&input);
    fill(&input, event.command, sizeof event.command);
    fill_facts(&input, &event.facts);
    risk_assess(event.mechanism, &event.facts, &event.outcome, &event.risk);
    an_outcome_is_told(&input, &event);
    struct input again = input;
    char *arguments[MOST_ARGUMENTS + 1] = {NULL};
    long count = 0;
    for (; count < MOST_ARGUMENTS && input.at < input.end; count++)
        arguments[count] = input_word(&input);
    event.argument_count = count;
    a_spawn_is_told(&event);
    event.arguments = arguments;
    a_spawn_is_told(&event);
    event.arguments = NULL;
    with_a_context(&again, &event);
    for (long i = 0; i < count; i++)
        free(arguments[i]);
    return 0;
}
