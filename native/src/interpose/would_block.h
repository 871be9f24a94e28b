/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a call that takes from a descriptor waits for it, until poll would tell of it. */
#ifndef SPAWNRISK_INTERPOSE_WOULD_BLOCK_H
#define SPAWNRISK_INTERPOSE_WOULD_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum taking { BY_READING, BY_RECEIVING };

/* One call, as the program makes it. What is pointed to is the program's, and may be unreadable. */
struct taking_call {
    enum taking by;
    int fd;
    int flags;
    struct iovec buffer;
    const struct iovec *buffers; /* NULL: the one above */
    long count;
    const struct msghdr *message; /* or by this */
};

/* Whether it may be one, by what it takes from: not a terminal, whose read may stop the process,
 * nor what never waits. Async-signal-safe, as is the other. */
bool may_block(const struct taking_call *call);

/* True: it waits, since there is nothing now, and for just what poll does. What is not known to
 * does not count. Changes nothing. */
bool would_block(const struct taking_call *call);

#endif
