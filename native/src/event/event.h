/* SPDX-License-Identifier: Apache-2.0 */
/* The spawn event: what is known of one call, and its one line of JSON (docs/event.md). */
#ifndef SPAWNRISK_EVENT_EVENT_H
#define SPAWNRISK_EVENT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "host/trail.h"
#include "memory/facts.h"
#include "risk/assess.h"

/* The longest line with its newline: one write of a page is one piece on local file systems. */
#define EVENT_LINE_BYTES 4096
#define EVENT_LOSS_BYTES 256

/* Of start times: USER_HZ (include/asm-generic/param.h). */
#define TICKS_PER_SECOND 100

/* Which process and thread an event is of. pid and start name a process for the life of the
 * machine. */
struct origin {
    pid_t pid, tid;
    uint64_t start; /* clock ticks after boot, field 22 of /proc/self/stat */
    pid_t parent;   /* 0: not asked for, or not in this pid namespace */
    uint64_t parent_start;
};

/* What a runtime was last seen to be like as a whole; unknown numbers UNKNOWN. */
struct runtime_state {
    uint64_t direct, mapped; /* bytes in buffers outside of the heap */
    uint64_t live_threads;
    uint64_t sampled_ns; /* since all of this was read */
    bool heap_is_shared; /* a shared mapping: a copy of the process has no copy of it */
    const char *collector;
};

/* Garbage collections at a call; unknown numbers UNKNOWN. */
struct collections {
    uint64_t pauses;   /* that have ended since pauses are heard of */
    uint64_t pause_ns; /* since that began in which the call is made; UNKNOWN: it is in none */
    uint64_t ended_ns; /* since a pause, or a cycle beside Java, was last seen to end */
    bool in_cycle;     /* one has begun, and had not ended when it was last looked */
};

#define COLLECTOR_BYTES 16

/* Return addresses that an event keeps, and what /proc tells of a thread's name (TASK_COMM_LEN). */
#define EVENT_CALLERS   6
#define TASK_NAME_BYTES 17

/* What a runtime above knows of the caller; texts are UTF-8, unknown numbers UNKNOWN. */
struct caller_context {
    bool is_of_the_machine;  /* the runtime itself asks for the child; then nothing else is known */
    bool is_of_the_launcher; /* the code of the runtime that starts processes makes the call */
    const char *thread;      /* the runtime's name of the thread */
    bool is_virtual;         /* a virtual thread, not its carrier */
    const char *frames;      /* "pkg.Class.method:line", '\n' between, innermost first */
    const char *command;
    const char *arguments;  /* a NUL behind each; NULL unless opted in */
    size_t arguments_bytes; /* kept of them; what lies behind is not of this call */
    long argument_count;    /* the program's name included; -1: not known */
    uint64_t heap_used, heap_committed, heap_max, non_heap_committed;
    const struct runtime_state *state;     /* NULL: not known */
    const struct collections *collections; /* likewise */
    /* How the child's input, output and error are set up, '\n' between; NULL: neither this nor the
     * next two are known. */
    const char *redirects;
    bool changes_directory;
    uint64_t environment;    /* variables that the child gets; UNKNOWN: those of this process */
    _Atomic uint64_t *taker; /* is left the number of the spawn; NULL: nobody asks for it */
};

struct event {
    struct origin origin;
    pid_t inspected;   /* whose facts these are, if not of the process that runs; else 0 */
    uint64_t sequence; /* origin and sequence make the id */
    uint64_t time_ns;  /* since the Epoch, before the call */
    const char *call;  /* the door: the function that the program called */
    enum mechanism mechanism;
    uint64_t clone_flags;                 /* of MECHANISM_CLONE and MECHANISM_CLONE_VM */
    char command[80];                     /* base name only; empty: not known */
    char *const *arguments;               /* the caller's argv where opted in, else NULL */
    long argument_count;                  /* -1: not known */
    const struct caller_context *context; /* NULL: no runtime above */
    const void *callers[EVENT_CALLERS];   /* return addresses, innermost first */
    unsigned caller_count;
    char thread[TASK_NAME_BYTES]; /* empty: the first one, or not known; context's goes before it */
    struct facts facts;
    struct risk risk;
    pid_t child;          /* on success; 0: the call does not tell */
    uint64_t child_start; /* its start time, as in origin; 0: not known */
    enum trail trail;     /* of the program that the call runs */
    bool left; /* by a jump out of a signal handler: nobody knows how the call came out */
    struct outcome outcome;
    uint64_t repeats; /* calls that this event stands for, itself included */
};

/*
 * Each writes one line with its newline into line, of EVENT_LINE_BYTES (a loss: EVENT_LOSS_BYTES),
 * and returns its length.
 * Facts and risk always fit; arguments and frames are cut at their end, and the line says so.
 * Async-signal-safe.
 */
size_t event_encode_spawn(const struct event *event, char *line);
size_t event_encode_warning(const struct event *event, char *line);
size_t event_encode_loss(const struct origin *origin, uint64_t lost, int why, char *line);

/* The process and thread that run now. The start time is read once per process. Async-signal-safe.
 */
void origin_read(struct origin *origin);

/* In a child of fork: it may be another pid namespace's process of the same number. */
void origin_forget(void);

/* The caller's number in the pid namespace of /proc, where it is the only one of that number; its
 * own namespaces have a 1 each. UNKNOWN without /proc. Async-signal-safe. */
uint64_t origin_number(void);

/* Adds the parent, whose start time is read once as long as it is the same. Async-signal-safe. */
void origin_read_parent(struct origin *origin);

/* The start time of a process, as in origin; 0 where it is gone. Async-signal-safe. */
uint64_t origin_start_of(pid_t pid);

/* The same of a process that was made between these two times of CLOCK_BOOTTIME, and is known to be
 * no other: where they lie in one tick, without a look at it. */
uint64_t origin_start_between(pid_t pid, uint64_t before, uint64_t after);

/* The part of a program's path that is no secret: its base name, up to a blank in the path. There
 * it is cut, with "..." in place of the rest, for which path needs three bytes more. */
const char *redact_path(char *path);

/* Copies that part of a path of the host's. False: not readable. */
bool redact_command(char *copy, size_t size, const char *program);

#endif
