/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a child: its exec, its end, its copy; a line of JSON each (docs/event.md). */
#ifndef SPAWNRISK_EVENT_OUTCOME_H
#define SPAWNRISK_EVENT_OUTCOME_H

#include "event.h"
#include "risk/outcome.h"

/* The longest of these lines: a program's name, and numbers. */
#define EVENT_OUTCOME_BYTES 1024

/* The spawn that a line is about: the process that made the call, and the call's number. */
struct spawn_id {
    struct origin process;
    uint64_t sequence;
};

/* The child runs another program, or failed to. Unknown numbers are UNKNOWN. */
struct exec_event {
    struct spawn_id spawn; /* of an unfollowed program its process is 0 */
    struct origin child;
    char command[128];     /* base name only; empty: not known */
    uint64_t window_ns;    /* from before the spawn until before the exec */
    uint64_t child_faults; /* page faults of the child in that window, each a page copied or made */
    uint64_t parent_faults; /* the same of its parent */
    enum trail trail;
    int error; /* errno of an exec that failed after its line was written; else 0 */
};

/* What a child used, its own reaped children included (getrusage(2)). */
struct usage {
    uint64_t peak_rss;
    uint64_t parent_peak_rss; /* of who reaped it: a child that executed can't show less */
    uint64_t minor_faults, major_faults, user_ns, system_ns;
};

/* No end has this one (wait(2)): who reaped the child could not be told how it ended. */
#define STATUS_UNREAD (-1)

/* The child has been reaped. */
struct exit_event {
    struct spawn_id spawn;
    struct origin process; /* that reaped it */
    pid_t child;           /* 0: not known */
    int status;            /* as wait(2) gives it, or STATUS_UNREAD */
    bool has_usage;
    struct usage usage;
    uint64_t lived_ns; /* from before the spawn until it was reaped */
    enum oom_evidence oom_killed;
    /* Threads of a parent whose copy has neither run another program nor told of itself; else
     * UNKNOWN */
    uint64_t silent_copy_of;
};

/* What a child that got a copy, and lived on in it, tells of itself: at its end, and before. */
struct copy_event {
    struct spawn_id spawn;
    struct origin child;
    uint64_t lived_ns;
    uint64_t
        measured; /* private dirty bytes, UNKNOWN where they are none of the copy, or too dear */
    uint64_t threads;  /* the parent's, at the spawn */
    bool goes_on;      /* this is not its end */
    bool risk_is_told; /* by an earlier line */
};

/* The runtime has told its caller that the program was not started. */
struct unstarted_event {
    struct spawn_id spawn;
    const char *exception; /* the name of its class */
    int error;             /* what it names as the cause; 0: nothing */
};

/* Each writes one line of at most EVENT_OUTCOME_BYTES; else as the encoders of event.h. */
size_t event_encode_exec(const struct exec_event *event, char *line);

/* A program that will not be observed, run by a process whose own spawn is another one's to tell.
 * Only child, command, trail and error are read. */
size_t event_encode_unfollowed(const struct exec_event *event, char *line);
size_t event_encode_exit(const struct exit_event *event, char *line);

size_t event_encode_copy(const struct copy_event *event, char *line);

size_t event_encode_unstarted(const struct unstarted_event *event, char *line);

/* A reaped child that no door saw come; spawn and lived_ns are not read. */
size_t event_encode_unobserved(const struct exit_event *event, char *line);

#endif
