/* SPDX-License-Identifier: Apache-2.0 */
/* RLIMIT_FSIZE: a line that it forbids is not written, as SIGXFSZ would kill the host. */
#ifndef SPAWNRISK_LOG_SIZE_LIMIT_H
#define SPAWNRISK_LOG_SIZE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct size_limit {
    uint64_t bytes;     /* UINT64_MAX: there is none */
    bool is_near;       /* so that the rest has been looked at */
    bool has_policy;    /* of seccomp, or nobody knows */
    bool has_a_waiting; /* SIGXFSZ of the program's own, or nobody knows */
};

/* Before a line is written to fd, which is a log. Signals wait from before this until after the
 * write. Async-signal-safe, as are the others. */
void size_limit_look(struct size_limit *limit, int fd);

/* Whether that many more bytes may not be written to a file of this size. */
bool size_limit_forbids(const struct size_limit *limit, uint64_t size, size_t more);

/* The kernel has refused the write all the same (EFBIG): the program gets no signal of it. */
void size_limit_was_reached(struct size_limit *limit);

#endif
