/* SPDX-License-Identifier: Apache-2.0 */
/* What the user asked the native agent for: -agentpath:libspawnrisk.so=log=FILE,facts=exact. */
#ifndef SPAWNRISK_JVM_AGENT_OPTIONS_H
#define SPAWNRISK_JVM_AGENT_OPTIONS_H

#include <stdbool.h>

struct agent_options {
    const char *log;    /* file or folder; NULL: none named */
    const char *redact; /* as in host/options.h */
    bool full_arguments, exact_facts;
    bool stops; /* the word "stop", which closes the doors of an agent that is there */
    char text[2304];
};

/*
 * What text leaves open is taken from the environment. False: it is wrong, and standard error says
 * why. Points into options and the environment.
 */
bool agent_options_read(struct agent_options *options, const char *text);

#endif
