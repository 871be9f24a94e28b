/* SPDX-License-Identifier: Apache-2.0 */
/* What children were seen to do, by the call site and the command that they were made for. */
#ifndef SPAWNRISK_OUTCOME_LESSONS_H
#define SPAWNRISK_OUTCOME_LESSONS_H

#include "event/event.h"

enum lesson {
    LESSON_CHILDREN, /* that have ended; counted */
    LESSON_NO_EXEC,  /* copies that went on for as long as NO_EXEC asks; counted */
    LESSON_COPIED,   /* measured copy; usual, as the two below */
    LESSON_PEAK_RSS, /* of a program, where it is the child's own */
    LESSON_WINDOW,   /* nanoseconds from a copying call to the child's exec */
    LESSONS
};

/*
 * 1. The table has 512 places and takes no more memory. A site looks at 8 of them; where none is
 *    free it takes that of the site which has spawned longest ago.
 * 2. Copies of this process share it, as a copy is the only one who can measure itself. A program
 *    that one of them runs has a table of its own.
 * 3. Each figure says whose it is, so that what comes in late for a site that has lost its place is
 *    nobody's. Who is second at a figure loses its sample.
 * All are async-signal-safe, and take no lock.
 */

/* Names a site: by the runtime's stack where there is one, else by where the door goes back to. */
uint64_t lessons_site(const void *caller, const struct caller_context *context,
                      const char *command);

/* Before a spawn of that site: what is known. It has a place from then on. */
void lessons_read(uint64_t site, struct learned_facts *learned);

/* One more sample; counted figures count it as 1. Nothing where the site has no place. */
void lessons_teach(uint64_t site, enum lesson lesson, uint64_t sample);

/* A sample of which is known that it was no more than this: it lowers a figure that is above. */
void lessons_bound(uint64_t site, enum lesson lesson, uint64_t most);

/* 0: nothing is known. */
uint64_t lessons_figure(uint64_t site, enum lesson lesson);

#endif
