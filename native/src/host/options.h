/* SPDX-License-Identifier: Apache-2.0 */
/* What the user asked for: SPAWNRISK_* of the environment, or the agent's arguments. */
#ifndef SPAWNRISK_HOST_OPTIONS_H
#define SPAWNRISK_HOST_OPTIONS_H

#include <limits.h>
#include <stdbool.h>

/* Every name after SPAWNRISK_; those that only the Java agent reads are known here so as not to be
 * refused. */
#define OPTION_NAMES(NAME)                                                                         \
    NAME("LOG")                                                                                    \
    NAME("ARGUMENTS")                                                                              \
    NAME("REDACT")                                                                                 \
    NAME("FOLLOW")                                                                                 \
    NAME("SUMMARY")                                                                                \
    NAME("FACTS")                                                                                  \
    NAME("COPIES")                                                                                 \
    NAME("REPORT")                                                                                 \
    NAME("REPORT_JSON")                                                                            \
    NAME("REPORT_HTML")                                                                            \
    NAME("WEAVE")                                                                                  \
    NAME("JMX")                                                                                    \
    NAME("PROMETHEUS")                                                                             \
    NAME("OTLP")                                                                                   \
    NAME("NATIVE")                                                                                 \
    NAME("CONFIG")

struct options {
    const char *log;     /* file or folder as given; NULL: keep no file */
    bool follow;         /* children are observed too */
    bool exact_facts;    /* areas are walked through before each call that copies memory */
    bool copy_timer;     /* a copy is measured while it computes (outcome/beat.h) */
    bool summary;        /* ten lines at the process's end */
    bool full_arguments; /* false: only the program's name and the argument count leave the process
                          */
    const char *redact;  /* patterns of what stays in it all the same; NULL: the usual ones */
};

/*
 * Reads the environment. What is unknown or malformed is told in one line on standard error, and
 * left at its default. Only to be called from a constructor: getenv isn't async-signal-safe.
 */
void options_from_environment(struct options *options);

#endif
