/* SPDX-License-Identifier: Apache-2.0 */
/* What a JVM has open for itself without close-on-exec: no user can close it. */
#ifndef SPAWNRISK_MEMORY_OWN_DESCRIPTORS_H
#define SPAWNRISK_MEMORY_OWN_DESCRIPTORS_H

#include <stdbool.h>

/*
 * calls counts the system calls of a whole look, which are OWN_MOST_CALLS at most: whatever is
 * found after them is not told to be the JVM's. Async-signal-safe.
 */
#define OWN_MOST_CALLS 5

/* Of a listening socket: whether HotSpot hears there who attaches. */
bool own_socket(int fd, int *calls);

/* Of a descriptor's link: whether it is the file of the modules that the JVM runs. */
bool own_file(const char *link, int *calls);

#endif
