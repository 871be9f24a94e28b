/* SPDX-License-Identifier: Apache-2.0 */
/* THE JOURNEY of a spawn: facts, risk, event, log, in this order. Doors call begin and end. */
#ifndef SPAWNRISK_SPAWN_H
#define SPAWNRISK_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "event/event.h"
#include "log/log.h"
#include "outcome/exec.h"

/* One call from begin to end, kept by the door: on its frame, or, for vfork, off it. */
struct spawn {
    /* Leaves the lowest bits of an address free: interpose/syscall.h. */
    _Alignas(16) struct event event;
    uint64_t started;      /* CLOCK_MONOTONIC */
    uint64_t after_boot;   /* the same moment, CLOCK_BOOTTIME */
    uint64_t faults;       /* minor page faults of this process by then */
    const void *caller;    /* where the door goes back to */
    const void *door;      /* a frame of ours, from which the walk to who called begins */
    uint64_t site;         /* of lessons.h; 0: not looked up */
    unsigned copy;         /* of copies.h; 0: none */
    uint64_t held;         /* of reporter.h; 0: no reader waits for this call */
    uint64_t named_before; /* its number in the process that this one is a copy of */
    struct row *row;       /* of failures that this call is expected to continue; NULL: none */
    unsigned descriptors_closed; /* before the call: descriptors_close_copies */
    uint16_t kept;           /* place of calls.h until the call is over, counted from 1; 0: none */
    bool observed;           /* somebody reads the event */
    bool shares_descriptors; /* the child has its parent's very table: CLONE_FILES */
    bool given_up;           /* calls.h: no end of a child waits for it */
    bool is_followed;        /* left.h: its child's end is joined */
    bool is_copied;          /* begun by the process that this one is a copy of */
    bool is_vfork;           /* its child leaves word of an exec */
    volatile enum telling telling; /* of its line */
};

/* Gives what a runtime knows of the calling thread, valid until the spawn ends; NULL: nothing.
 * caller: where the door goes back to. On the caller's own stack, before anything of ours. */
typedef const struct caller_context *context_provider(const void *caller);

/* Registers the provider; NULL: there is none any more. */
void spawn_context_from(context_provider *provider);

/* Whether every argument is logged from now on, not only the program's name. */
void spawn_log_arguments(bool wanted);
bool spawn_logs_arguments(void);

/*
 * Takes the facts, assesses the risk, and where it is a warning or worse logs that first. call is
 * a literal; program and arguments may be NULL or bad pointers. Async-signal-safe, keeps errno,
 * takes no lock, at most 8 KiB of stack; nothing is done where nobody reads.
 */
void spawn_begin(struct spawn *spawn, const char *call, enum mechanism mechanism,
                 const char *program, char *const arguments[]);

/* The same where nothing can close a descriptor between the call and the program's start. */
void spawn_begin_program(struct spawn *spawn, const char *call, enum mechanism mechanism,
                         const char *program, char *const arguments[]);

/* The same where the child closes the descriptors of memory/piped.h, and no other. */
void spawn_begin_pipe(struct spawn *spawn, const char *call, enum mechanism mechanism,
                      const char *program, char *const arguments[]);

/* Of a call that runs a program: what it hands to it, before it is made. As spawn_begin. */
void spawn_hands_on(struct spawn *spawn, char *const environment[]);

/* In the parent: there was no spawn in that call after all. As spawn_begin. */
void spawn_drop(struct spawn *spawn);

/* In the parent: logs the outcome. error is the errno of a failed call, else 0. As spawn_begin. */
void spawn_end(struct spawn *spawn, pid_t child, int error);

/* After spawn_end, where the call has reaped its child and does not tell who it was. As
 * spawn_begin.
 */
void spawn_tell_end(const struct spawn *spawn, int status);

/* At the end of the process: tells of calls of this thread that never came back. */
void spawn_tell_left(void);

/* What the child of this spawn has to know of it. */
void spawn_birth(const struct spawn *spawn, struct birth *birth);

/* In a child that got a copy of the memory: what was its parent's is not its own. As spawn_begin.
 */
void spawn_child(const struct spawn *spawn);

/* Before an exec: this may be a child in which the call has not returned yet, as in a handler of
 * pthread_atfork. Takes no system call where it is none. */
void spawn_child_within(void);

/* spawn_child where the parent has ended in the call: what it had to tell is now the child's to
 * tell.
 */
void spawn_child_alone(const struct spawn *spawn);

/* After spawn_end of the call of that number in this process: the runtime told its caller by this
 * exception, which names that errno or 0, that the program was not started. As spawn_begin. */
void spawn_tell_unstarted(uint64_t number, const char *exception, int error);

/*
 * Logs the failures that were only counted, and that no later call of theirs would tell: at the end
 * of the process, or where a reader has nothing else to do.
 */
void spawn_tell_repeats(void);

#endif
