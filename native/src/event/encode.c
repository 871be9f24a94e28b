/* SPDX-License-Identifier: Apache-2.0 */
/* From event to line. Key order is for people; what gets cut comes last. */
#include <string.h>

#include "event.h"
#include "facts_json.h"
#include "host/clock.h"
#include "host/errno_name.h"
#include "host/peek.h"
#include "host/symbol.h"
#include "json.h"
#include "line.h"
#include "time.h"

/* The most that each free text may take of the line, escapes included; a test holds the sum. */
#define NAME_BYTES      64
#define COMMAND_BYTES   128
#define THREAD_BYTES    96
#define FRAME_BYTES     400
#define ARGUMENT_BYTES  256
#define ARGUMENTS_BYTES 1024
#define REDIRECT_BYTES  16
#define OBJECT_BYTES    64
#define SYMBOL_BYTES    160
#define CALLER_BYTES    (OBJECT_BYTES + SYMBOL_BYTES + 32)

/* Kept free for what comes behind the arguments and frames. */
#define JVM_FIGURES_BYTES 528
#define JVM_LAUNCH_BYTES  144
#define JVM_STATE_BYTES   224
#define CLOSING_BYTES     40

void line_id(struct json *json, const char *key, const struct origin *process, uint64_t sequence)
{
    char id[64];
    struct json number;
    json_start(&number, id, sizeof id - 1);
    json_integer(&number, NULL, process->pid);
    *number.at++ = '.';
    number.after_value = false;
    json_number(&number, NULL, process->start);
    *number.at++ = '.';
    number.after_value = false;
    json_number(&number, NULL, sequence);
    *number.at = '\0';
    json_name(json, key, id);
}

void line_head(struct json *json, const char *kind)
{
    json_open(json, NULL, '{');
    json_number(json, "schema", 1);
    json_name(json, "event", kind);
}

void line_origin(struct json *json, uint64_t time_ns, const struct origin *origin, const char *name)
{
    char time[TIME_BYTES];
    time_format(time_ns, time);
    json_name(json, "time", time);
    json_open(json, "process", '{');
    json_integer(json, "pid", origin->pid);
    json_integer(json, "tid", origin->tid);
    if (origin->start != 0)
        json_number(json, "start", origin->start);
    if (origin->parent != 0)
        json_integer(json, "parent", origin->parent);
    if (origin->parent != 0 && origin->parent_start != 0)
        json_number(json, "parent_start", origin->parent_start);
    if (name != NULL && *name != '\0')
        json_string(json, "name", name, NAME_BYTES);
    json_close(json, '}');
}

void line_error(struct json *json, int error)
{
    const char *name = errno_name(error);
    json_integer(json, "errno", error);
    json_name(json, "error", name == NULL ? "unknown" : name);
}

void line_trail(struct json *json, enum trail trail)
{
    if (trail != TRAIL_UNKNOWN)
        json_bool(json, "followed", trail == TRAIL_GOES_ON);
}

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

/* Each argument, until the room for arguments is used up. */
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
    for (long i = 0; i < count; i++) {
        char argument[ARGUMENT_BYTES + 2]; /* one byte more tells that something was cut */
        if (json_room(json) < floor + ARGUMENT_BYTES || (told != NULL && told >= end) ||
            peek_string(argument, sizeof argument, told == NULL ? event->arguments[i] : told) < 0) {
            json->cut = true;
            break;
        }
        json_string(json, NULL, argument, ARGUMENT_BYTES);
        if (told != NULL)
            told += strlen(told) + 1;
    }
    json_close(json, ']');
}

static char *put_hexadecimal(char *at, uint64_t number)
{
    int digits = 1;
    while (digits < 16 && number >> 4 * digits != 0)
        digits++;
    while (digits-- > 0)
        *at++ = "0123456789abcdef"[number >> 4 * digits & 15];
    return at;
}

static char *put_cut(char *at, const char *text, size_t most)
{
    size_t length = strnlen(text, most);
    memcpy(at, text, length);
    return at + length;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* object!function+0x1f, or object+0x1f where it has no such function. */
static bool put_caller(struct json *json, const void *address)
{
    struct symbol symbol;
    char text[CALLER_BYTES];
    if (!symbol_before(address, &symbol))
        return false;
    char *at = put_cut(text, base_name(symbol.object), OBJECT_BYTES);
    if (symbol.name != NULL) {
        *at++ = '!';
        at = put_cut(at, symbol.name, SYMBOL_BYTES);
    }
    at = stpcpy(at, "+0x");
    at = put_hexadecimal(at, symbol.offset);
    (void)json_text(json, NULL, text, (size_t)(at - text), CALLER_BYTES);
    return true;
}

/* Java's frames say more, so theirs is the room. */
static void put_callers(struct json *json, const struct event *event)
{
    size_t kept = CALLER_BYTES + CLOSING_BYTES;
    struct symbol symbol;
    if (event->context != NULL)
        kept += THREAD_BYTES + FRAME_BYTES + JVM_FIGURES_BYTES + JVM_STATE_BYTES;
    if (event->caller_count == 0 || !symbol_before(event->callers[0], &symbol))
        return;
    if (json_room(json) < kept) {
        json->cut = true;
        return;
    }
    json_open(json, "native_stack", '[');
    for (unsigned i = 0; i < event->caller_count && json_room(json) >= kept; i++)
        if (!put_caller(json, event->callers[i]))
            break;
    json_close(json, ']');
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
    json_number(json, "gc_ended_ns", state->gc_ended_ns);
    json_number(json, "sampled_ns", state->sampled_ns);
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
    if (context->state != NULL)
        put_state(json, context->state);
    json_close(json, '}');
}

size_t line_finish(struct json *json, char *line)
{
    if (json->cut)
        json_bool(json, "truncated", true);
    json_close(json, '}');
    *json->at++ = '\n';
    return (size_t)(json->at - line);
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
    put_callers(&json, event);
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
