/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps away from RLIMIT_FSIZE.
 *
 * 1. Another process may write between our look at the size and our write. Then the kernel sends
 *    SIGXFSZ to the thread that writes (generic_write_check_limits, fs/read_write.c), where signals
 *    wait; so it is taken away again.
 * 2. Standard signals do not queue. If the program had one waiting for this thread, that and ours
 *    are one, and it stays.
 * 3. A seccomp policy may kill for rt_sigtimedwait. Under one no line is written that comes within
 *    256 KiB of the limit, for others will hardly write as much in between.
 * 4. As far from the limit without a policy, nothing is looked at before the write, which would
 *    cost more than the line; if others have written as much after all, it is looked at then.
 */
#include "size_limit.h"

#include <signal.h>
#include <string.h>

#include "event/event.h"
#include "host/file.h"
#include "host/raw.h"
#include "memory/facts.h"
#include "memory/text.h"

#define MARGIN 262144

/* Where a policy refuses prlimit64. */
static uint64_t read_limit(void)
{
    struct lines lines;
    if (!lines_open(&lines, "/proc/self/limits"))
        return UINT64_MAX;
    const char *line, *soft = NULL;
    while (soft == NULL && (line = lines_next(&lines)) != NULL)
        soft = text_line(line, "Max file size");
    uint64_t bytes = soft == NULL ? UNKNOWN : text_number(soft, NULL);
    lines_close(&lines);
    return is_known(bytes) ? bytes : UINT64_MAX;
}

static uint64_t ask_for_limit(void)
{
    struct rlimit limit = {0};
    if (raw_getrlimit(RLIMIT_FSIZE, &limit) != 0)
        return read_limit();
    return limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : limit.rlim_cur;
}

/* Sixteen digits, of the highest signals first (render_sigset_t, fs/proc/array.c). */
static bool has_signal(const char *set, unsigned signal)
{
    size_t digits = strspn(set, "0123456789abcdef"), from_right = (signal - 1) / 4 + 1;
    if (digits < from_right)
        return true;
    char digit = set[digits - from_right];
    unsigned bits = (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    return (bits >> (signal - 1) % 4 & 1) != 0;
}

/* SigPnd is of the thread alone; it stands before Seccomp (proc_pid_status, fs/proc/array.c). */
static void look_at_status(struct size_limit *limit)
{
    struct lines lines;
    limit->has_policy = limit->has_a_waiting = true;
    if (!lines_open(&lines, "/proc/thread-self/status"))
        return;
    const char *line, *waiting, *mode = NULL;
    while (mode == NULL && (line = lines_next(&lines)) != NULL) {
        waiting = text_line(line, "SigPnd:");
        mode = text_line(line, "Seccomp:");
        if (waiting != NULL)
            limit->has_a_waiting = has_signal(waiting, SIGXFSZ);
    }
    limit->has_policy = mode == NULL || text_number(mode, NULL) != 0;
    lines_close(&lines);
}

void size_limit_look(struct size_limit *limit, int fd)
{
    struct stat status = {0};
    *limit = (struct size_limit){.bytes = ask_for_limit()};
    if (limit->bytes == UINT64_MAX || raw_fstat(fd, &status) != 0)
        return;
    uint64_t kept = MARGIN + 2 * EVENT_LINE_BYTES;
    limit->is_near = limit->bytes < kept || (uint64_t)status.st_size > limit->bytes - kept;
    if (limit->is_near)
        look_at_status(limit);
}

bool size_limit_forbids(const struct size_limit *limit, uint64_t size, size_t more)
{
    uint64_t kept = more + (limit->has_policy ? MARGIN : 0);
    return limit->bytes < kept || size > limit->bytes - kept;
}

void size_limit_was_reached(struct size_limit *limit)
{
    static const uint64_t xfsz = UINT64_C(1) << (SIGXFSZ - 1);
    if (!limit->is_near) {
        look_at_status(limit);
        limit->has_a_waiting = false;
    }
    if (!limit->has_policy && !limit->has_a_waiting)
        raw_sigtake(&xfsz);
}
