/* SPDX-License-Identifier: Apache-2.0 */
/* What Java told of a thread's coming spawn, kept for the door that the spawn goes through. */
#ifndef SPAWNRISK_JVM_CONTEXT_H
#define SPAWNRISK_JVM_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/event.h"

/* Texts as in caller_context; what does not fit is cut. */
struct java_context {
    const char *thread, *command, *arguments, *frames;
    size_t thread_bytes, command_bytes, arguments_bytes, frames_bytes;
    int is_virtual;
    bool is_given; /* by the advice, which may not end what it began (context_forget_given) */
    long argument_count;
    uint64_t heap_used, heap_committed, heap_max, non_heap_committed;
    const char *redirects; /* as in caller_context, with the next two */
    size_t redirects_bytes;
    bool changes_directory;
    uint64_t environment;
};

/*
 * Keeps a copy for the calling thread's next spawn. Returns a token for context_leave, 0 where
 * there was no memory or too many threads. Allocates: not for an interposed call.
 */
uint64_t context_enter(const struct java_context *given);

/* Whether the calling thread has entered and not left. */
bool context_is_entered(void);

/* The number of the spawn that took it; 0: none did, or one that has no line of its own. */
uint64_t context_taker(uint64_t token);

/* Ends the hand-over. From any thread: a virtual thread may have changed its carrier since. */
void context_leave(uint64_t token);

/* What the advice has entered is left, by whomever: it does not come back to say so where it is
 * gone, or sees that nobody observes any more. */
void context_forget_given(void);

/* The context_provider: of the JDK's own call what the thread has entered and not left; else what
 * the machine tells of a thread that may ask it (machine.h). Async-signal-safe where that may not.
 */
const struct caller_context *context_current(const void *caller);

#endif
