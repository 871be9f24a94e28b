/* SPDX-License-Identifier: Apache-2.0 */
/* What Java told of a thread's coming spawn. */
#include "context.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "collections.h"
#include "heap.h"
#include "machine.h"
#include "memory/launches.h"
#include "stack.h"
#include "state.h"

/*
 * 1. A virtual thread may enter on one carrier and leave on another. So what is kept is never
 *    freed, only reused, and leaving is a compare-and-swap of its token, which any thread can do.
 * 2. A thread that ends hands its place to the next new one: there are as many as threads at most.
 */
#define INDEX_BITS 12
#define PLACES     (1U << INDEX_BITS)
#define TEXT_BYTES 3072

struct kept {
    _Atomic uint64_t token; /* 0: left */
    atomic_bool is_given;
    _Atomic uint64_t taker; /* 0: no spawn yet */
    _Atomic int64_t pipes;  /* that are there for a child which is being started */
    struct caller_context context;
    struct runtime_state state;
    struct collections collections;
    char text[TEXT_BYTES];
};

/* A thread may be asked what it does between what it enters and its own spawn: a list that a host
 * hands in as a command can run any code as it is read. */
struct place {
    struct kept entered, asked;
};

static struct place *places[PLACES];
static atomic_bool taken[PLACES];

/* The calling thread's place, counted from 1; the initial-exec model never allocates. */
static __thread unsigned my_place __attribute__((tls_model("initial-exec")));

static pthread_key_t at_thread_end;
static bool ends_are_seen;

static void give_place_back(void *place)
{
    atomic_store_explicit(&taken[(uintptr_t)place - 1], false, memory_order_release);
}

static void watch_thread_ends(void)
{
    ends_are_seen = pthread_key_create(&at_thread_end, give_place_back) == 0;
}

static bool take(unsigned index)
{
    if (atomic_load_explicit(&taken[index], memory_order_relaxed) ||
        atomic_exchange_explicit(&taken[index], true, memory_order_acquire))
        return false;
    if (places[index] == NULL)
        places[index] = calloc(1, sizeof *places[index]);
    if (places[index] != NULL)
        return true;
    atomic_store_explicit(&taken[index], false, memory_order_release);
    return false;
}

static bool take_place(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, watch_thread_ends);
    for (unsigned index = 0; ends_are_seen && index < PLACES; index++) {
        if (!take(index))
            continue;
        my_place = index + 1;
        if (pthread_setspecific(at_thread_end, (void *)(uintptr_t)my_place) == 0)
            return true;
        give_place_back((void *)(uintptr_t)my_place);
        my_place = 0;
        return false;
    }
    return false;
}

/* Appends a text and its NUL behind what is there already, cut to the room that is left. */
static const char *keep_text(struct kept *kept, size_t *used, const char *text, size_t length)
{
    if (text == NULL)
        return NULL;
    size_t room = sizeof kept->text - *used - 1;
    if (length > room)
        length = room;
    char *copy = kept->text + *used;
    memcpy(copy, text, length);
    copy[length] = '\0';
    *used += length + (*used + length + 1 < sizeof kept->text);
    return copy;
}

static void keep(struct kept *kept, const struct java_context *given)
{
    size_t used = 0;
    struct caller_context *context = &kept->context;
    context->thread = keep_text(kept, &used, given->thread, given->thread_bytes);
    context->command = keep_text(kept, &used, given->command, given->command_bytes);
    context->frames = keep_text(kept, &used, given->frames, given->frames_bytes);
    context->redirects = keep_text(kept, &used, given->redirects, given->redirects_bytes);
    size_t before = used;
    context->arguments = keep_text(kept, &used, given->arguments, given->arguments_bytes);
    context->arguments_bytes = used - before;
    context->is_virtual = given->is_virtual != 0;
    context->argument_count = given->argument_count;
    context->heap_used = given->heap_used;
    context->heap_committed = given->heap_committed;
    context->heap_max = given->heap_max;
    context->non_heap_committed = given->non_heap_committed;
    context->changes_directory = given->changes_directory;
    context->environment = given->environment;
    context->taker = given->redirects == NULL ? NULL : &kept->taker;
    atomic_store(&kept->taker, 0);
    context->state = state_read(&kept->state) ? &kept->state : NULL;
}

/* From the call of the JDK's launcher on, when it has made them, until that is left. */
static void keep_pipes(struct kept *kept, int64_t pipes)
{
    launches_add(pipes - atomic_exchange(&kept->pipes, pipes));
}

static int64_t count_pipes(const char *redirects)
{
    int64_t pipes = 0;
    for (const char *kind = redirects; kind != NULL; kind = strchr(kind, '\n')) {
        kind += *kind == '\n';
        /* forkAndExec makes the pipe of an error that is merged too (ProcessImpl_md.c). */
        pipes += strncmp(kind, "pipe", strlen("pipe")) == 0 ||
                 strncmp(kind, "merged", strlen("merged")) == 0;
    }
    return pipes;
}

void context_forget_given(void)
{
    for (unsigned index = 0; index < PLACES; index++)
        if (places[index] != NULL && atomic_load(&places[index]->entered.is_given))
            context_leave(atomic_load(&places[index]->entered.token));
}

uint64_t context_enter(const struct java_context *given)
{
    static _Atomic uint64_t turns;
    if (my_place == 0 && !take_place())
        return 0;
    unsigned index = my_place - 1;
    struct kept *kept = &places[index]->entered;
    atomic_store(&kept->token, 0);
    keep_pipes(kept, 0);
    keep(kept, given);
    atomic_store(&kept->is_given, given->is_given);
    uint64_t token = (atomic_fetch_add(&turns, 1) + 1) << INDEX_BITS | index;
    atomic_store(&kept->token, token);
    return token;
}

bool context_is_entered(void)
{
    return my_place != 0 && atomic_load(&places[my_place - 1]->entered.token) != 0;
}

uint64_t context_taker(uint64_t token)
{
    struct place *place = places[token & (PLACES - 1)];
    return token == 0 || place == NULL || atomic_load(&place->entered.token) != token
               ? 0
               : atomic_load(&place->entered.taker);
}

void context_leave(uint64_t token)
{
    struct place *place = places[token & (PLACES - 1)];
    if (token != 0 && place != NULL &&
        atomic_compare_exchange_strong(&place->entered.token, &(uint64_t){token}, 0))
        keep_pipes(&place->entered, 0);
}

/* One for all: what is known of them is the same. */
static const struct caller_context of_the_machine = {.is_of_the_machine = true,
                                                     .frames = "",
                                                     .argument_count = -1,
                                                     .heap_used = UNKNOWN,
                                                     .heap_committed = UNKNOWN,
                                                     .heap_max = UNKNOWN,
                                                     .non_heap_committed = UNKNOWN};

static const struct caller_context *told(struct kept *kept, const void *caller)
{
    kept->context.is_of_the_launcher = machine_launches_at(caller);
    collections_read(&kept->collections);
    kept->context.collections = &kept->collections;
    return &kept->context;
}

static const struct caller_context *ask(JNIEnv *env, const void *caller)
{
    char name[THREAD_NAME_BYTES], frames[STACK_TEXT_BYTES];
    bool is_virtual;
    if (!stack_read_thread(env, name, &is_virtual) || !stack_read(env, frames) ||
        (my_place == 0 && !take_place()))
        return NULL;
    struct heap heap = heap_read();
    struct java_context given = {.thread = name,
                                 .thread_bytes = strlen(name),
                                 .frames = frames,
                                 .frames_bytes = strlen(frames),
                                 .is_virtual = is_virtual,
                                 .argument_count = -1,
                                 .heap_used = heap.used,
                                 .heap_committed = heap.committed,
                                 .heap_max = heap.max,
                                 .non_heap_committed = state_non_heap_committed()};
    keep(&places[my_place - 1]->asked, &given);
    return told(&places[my_place - 1]->asked, caller);
}

const struct caller_context *context_current(const void *caller)
{
    if (machine_is_at(caller))
        return &of_the_machine;
    if (context_is_entered() && (machine_launches_at(caller) || machine_launcher() == NULL)) {
        struct kept *kept = &places[my_place - 1]->entered;
        keep_pipes(kept, count_pipes(kept->context.redirects));
        return told(kept, caller);
    }
    JNIEnv *env = machine_ask(caller);
    return env == NULL ? NULL : ask(env, caller);
}
