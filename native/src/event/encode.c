/* SPDX-License-Identifier: Apache-2.0 */
/* From event to line. Key order is for people; what gets cut comes last. */
#include <string.h>

#include "callers.h"
#include "event.h"
#include "facts_json.h"
#include "host/clock.h"
#include "host/errno_name.h"
#include "host/peek.h"
#include "json.h"
#include "line.h"
#include "secrets.h"

/* The most that each free text may take of the line, escapes included; a test holds the sum. */
#define COMMAND_BYTES   128
#define THREAD_BYTES    96
#define FRAME_BYTES     400
#define ARGUMENT_BYTES  256
#define ARGUMENTS_BYTES 1024
#define REDIRECT_BYTES  16

/* Kept free for what comes behind the arguments and frames. */
#define JVM_FIGURES_BYTES     624
#define JVM_LAUNCH_BYTES      144
#define JVM_STATE_BYTES       192
#define JVM_COLLECTIONS_BYTES 128
#define CLOSING_BYTES         40

static void put_call(struct json *json, const struct event *event)
{
    const struct caller_context *context = event->context;
    json_name(json, "call", event->call);
    json_name(json, "mechanism", mechanism_name(event->mechanism));
    if (event->mechanism == MECHANISM_CLONE || event->mechanism == MECHANISM_CLONE_VM)
        json_number(json, "clone_flags", event->clone_flags);
    json_bool(json, "copies_memory", copies_memory(event->mechanism));
    bool told = context != NULL && context->command != NULL;
    const char *command = told ? context->command : event->command;
    long count = told ? context->argument_count : event->argument_count;
    if (*command != '\0')
        json_string(json, "command", command, COMMAND_BYTES);
    if (count >= 0)
        json_integer(json, "argument_count", count);
}

static void put_outcome(struct json *json, const struct event *event)
{
    int error = event->outcome.error;
    if (error == 0 && event->child > 0)
        json_integer(json, "child_pid", event->child);
    if (error != 0)
        line_error(json, error);
    if (event->left)
        json_bool(json, "left", true);
    if (event->child_start != 0)
        json_number(json, "child_start", event->child_start);
    if (error == 0)
        line_trail(json, event->trail);
    json_number(json, "duration_ns", event->outcome.duration_ns);
    if (event->repeats > 1)
        json_number(json, "repeats", event->repeats);
}

/* Each argument but what is secret, until the room for arguments is used up. */
static void put_arguments(struct json *json, const struct event *event)
{
    const struct caller_context *context = event->context;
    const char *told = context == NULL ? NULL : context->arguments;
    if (told == NULL && event->arguments == NULL)
        return;
    const char *end = told == NULL ? NULL : told + context->arguments_bytes;
    size_t floor = json_room(json) > ARGUMENTS_BYTES ? json_room(json) - ARGUMENTS_BYTES : 0;
    long count = told == NULL ? event->argument_count : context->argument_count;
    json_open(json, "arguments", '[');
    for (long i = 0, is_value = false; i < count; i++) {
        /* One byte more tells that something was cut. */
        char argument[ARGUMENT_BYTES + 2 + sizeof SECRETS_HIDDEN];
        if (json_room(json) < floor + ARGUMENT_BYTES || (told != NULL && told >= end) ||
            peek_string(argument, ARGUMENT_BYTES + 2, told == NULL ? event->arguments[i] : told) <
                0) {
            json->cut = true;
            break;
        }
        is_value = secrets_hide(argument, is_value);
        json_string(json, NULL, argument, ARGUMENT_BYTES);
        if (told != NULL)
            told += strlen(told) + 1;
    }
    json_close(json, ']');
}

/* Java's frames say more, so theirs is the room. */
static size_t kept_from_callers(const struct event *event)
{
    return event->context == NULL ? CLOSING_BYTES
                                  : CLOSING_BYTES + THREAD_BYTES + FRAME_BYTES + JVM_FIGURES_BYTES +
                                        JVM_STATE_BYTES + JVM_COLLECTIONS_BYTES;
}

static void put_frames(struct json *json, const char *frames)
{
    json_open(json, "stack", '[');
    while (*frames != '\0') {
        size_t length = strcspn(frames, "\n");
        if (json_room(json) < FRAME_BYTES + JVM_FIGURES_BYTES + CLOSING_BYTES) {
            json->cut = true;
            break;
        }
        (void)json_text(json, NULL, frames, length, FRAME_BYTES);
        frames += length + (frames[length] == '\n');
    }
    json_close(json, ']');
}

static void put_launch(struct json *json, const struct caller_context *context)
{
    static const char *const streams[] = {"input", "output", "error"};
    const char *kind = context->redirects;
    json_open(json, "launch", '{');
    json_bool(json, "directory", context->changes_directory);
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        size_t length = strcspn(kind, "\n");
        (void)json_text(json, streams[i], kind, length, REDIRECT_BYTES);
        kind += length + (kind[length] == '\n');
    }
    json_number(json, "environment", context->environment);
    json_close(json, '}');
}

static void put_state(struct json *json, const struct runtime_state *state)
{
    if (json_room(json) < JVM_STATE_BYTES + CLOSING_BYTES) {
        json->cut = true;
        return;
    }
    json_number(json, "direct", state->direct);
    json_number(json, "mapped", state->mapped);
    json_string(json, "collector", state->collector, COLLECTOR_BYTES);
    json_bool(json, "heap_shared", state->heap_is_shared);
    json_number(json, "live_threads", state->live_threads);
    json_number(json, "sampled_ns", state->sampled_ns);
}

static void put_collections(struct json *json, const struct collections *collections)
{
    if (json_room(json) < JVM_COLLECTIONS_BYTES + CLOSING_BYTES) {
        json->cut = true;
        return;
    }
    json_number(json, "gc_pauses", collections->pauses);
    json_number(json, "gc_pause_ns", collections->pause_ns);
    json_number(json, "gc_ended_ns", collections->ended_ns);
    if (collections->in_cycle)
        json_bool(json, "gc_cycle", true);
}

static void put_context(struct json *json, const struct caller_context *context)
{
    json_open(json, "jvm", '{');
    if (context->is_of_the_machine) {
        json_bool(json, "vm_own", true);
    } else {
        json_string(json, "thread", context->thread, THREAD_BYTES);
        json_bool(json, "virtual", context->is_virtual);
        put_frames(json, context->frames);
    }
    json_number(json, "heap_used", context->heap_used);
    json_number(json, "heap_committed", context->heap_committed);
    json_number(json, "heap_max", context->heap_max);
    json_number(json, "non_heap_committed", context->non_heap_committed);
    if (context->redirects != NULL && json_room(json) < JVM_LAUNCH_BYTES + CLOSING_BYTES)
        json->cut = true;
    else if (context->redirects != NULL)
        put_launch(json, context);
    if (context->collections != NULL)
        put_collections(json, context->collections);
    if (context->state != NULL)
        put_state(json, context->state);
    json_close(json, '}');
}

static size_t encode(const struct event *event, bool before, char *line)
{
    struct json json;
    json_start(&json, line, EVENT_LINE_BYTES - 1);
    line_head(&json, before ? "warning" : "spawn");
    line_id(&json, before ? "spawn" : "id", &event->origin, event->sequence);
    line_origin(&json, event->time_ns, &event->origin, event->facts.process.name);
    if (event->context == NULL && *event->thread != '\0')
        json_string(&json, "thread", event->thread, THREAD_BYTES);
    put_call(&json, event);
    if (!before)
        put_outcome(&json, event);
    facts_json(&json, event);
    put_arguments(&json, event);
    callers_json(&json, event, kept_from_callers(event));
    if (event->context != NULL)
        put_context(&json, event->context);
    return line_finish(&json, line);
}

size_t event_encode_spawn(const struct event *event, char *line)
{
    return encode(event, false, line);
}

size_t event_encode_warning(const struct event *event, char *line)
{
    return encode(event, true, line);
}

size_t event_encode_loss(const struct origin *origin, uint64_t lost, int why, char *line)
{
    struct json json;
    json_start(&json, line, EVENT_LOSS_BYTES - 1);
    line_head(&json, "loss");
    line_origin(&json, clock_nanoseconds(CLOCK_REALTIME), origin, NULL);
    json_number(&json, "lost", lost);
    json_name(&json, "why", errno_name(why) == NULL ? "unknown" : errno_name(why));
    return line_finish(&json, line);
}
