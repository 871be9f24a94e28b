/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a program will be observed too: by the environment that it is handed. */
#ifndef SPAWNRISK_HOST_TRAIL_H
#define SPAWNRISK_HOST_TRAIL_H

enum trail {
    TRAIL_UNKNOWN, /* not readable, or children are not to be followed by their environment */
    TRAIL_GOES_ON, /* LD_PRELOAD names the library, and SPAWNRISK_LOG a log by its full path */
    TRAIL_IS_LOST
};

/* At the start: children are to be followed where this environment itself names both. */
void trail_begin(char *const environment[]);

/*
 * Looks at an environment that is handed on; it may be NULL or hold bad pointers. A system call for
 * each page that it lies in, changes nothing, async-signal-safe.
 */
enum trail trail_in(char *const environment[]);

#endif
