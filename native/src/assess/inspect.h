/* SPDX-License-Identifier: Apache-2.0 */
/* What if a process forked now? Facts and risk of a call that nobody makes. */
#ifndef SPAWNRISK_ASSESS_INSPECT_H
#define SPAWNRISK_ASSESS_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "event/event.h"

/* A call that may be asked about. */
struct supposition {
    const char *call;
    enum mechanism mechanism;
    bool passes_descriptors; /* nothing can close them before the child's exec */
};

/* By the call's name; NULL where it is none. */
const struct supposition *supposition_named(const char *call);

#define GAP_SOURCE_BYTES 256

/* A source that could not be read. */
struct gap {
    const char *facts;  /* those that are missing, in words */
    int error;          /* the errno; 0: it does not tell, or not all */
    const char *source; /* its path, in texts; of a longer one the end, behind "..." */
};

#define MOST_GAPS       12
#define GAP_TEXTS_BYTES 1280

struct inspection {
    struct event event;
    bool exact; /* by a walk over the areas */
    bool has_nearest;
    struct reason nearest; /* the limit that would be hit first */
    unsigned gap_count;
    struct gap gaps[MOST_GAPS];
    size_t texts_used;
    char texts[GAP_TEXTS_BYTES];
};

/*
 * pid 0: the process that runs. quick: no walk over the areas. Returns 0 or an errno: ESRCH where
 * there is no such process any more, ECHILD for a zombie, EOPNOTSUPP for a thread of the kernel.
 * Async-signal-safe.
 */
int inspect(struct inspection *inspection, pid_t pid, const struct supposition *supposition,
            bool quick);

/* It is in no log, where lines are shorter; a test holds that the longest fits. */
#define INSPECTION_LINE_BYTES 8192

/* As a line of JSON with its newline (docs/assess.md), into line, of INSPECTION_LINE_BYTES. Returns
 * its length. */
size_t inspection_encode(const struct inspection *inspection, char *line);

/* Asks and encodes. Returns the length, or the negative errno. On a stack of ours. */
ssize_t inspect_line(pid_t pid, const char *call, bool quick, char *line);

#endif
