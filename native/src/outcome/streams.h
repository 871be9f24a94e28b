/* SPDX-License-Identifier: Apache-2.0 */
/* Which child a stream of popen leads to, from popen to the call that closes it. */
#ifndef SPAWNRISK_OUTCOME_STREAMS_H
#define SPAWNRISK_OUTCOME_STREAMS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct stream_child {
    pid_t pid;
    uint64_t sequence; /* of its spawn */
    int fd;            /* of the stream: kept in memory/piped.h as long as it is */
};

/* Both are async-signal-safe and take no lock. More streams at once than there is room for are not
 * kept. */
void streams_add(const void *stream, struct stream_child child);

/* False: none is kept. Else it no longer is. */
bool streams_take(const void *stream, struct stream_child *child);

#endif
