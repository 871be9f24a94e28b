/* SPDX-License-Identifier: Apache-2.0 */
/* By a file that we read at each spawn, as a seccomp policy may not know rt_sigaction. */
#include "caught.h"

#include <stddef.h>
#include <string.h>

#include "host/file.h"
#include "host/stretch.h"
#include "memory/text.h"

#define DIGITS 16 /* render_sigset_t, fs/proc/array.c */

static uint64_t parse(const char *digits)
{
    uint64_t signals = 0;
    if (strlen(digits) != DIGITS)
        return UINT64_MAX;
    for (int i = 0; i < DIGITS; i++) {
        char digit = digits[i];
        signals =
            signals << 4 | (digit <= '9' ? (uint64_t)(digit - '0') : (uint64_t)(digit - 'a') + 10);
    }
    return signals;
}

static void ask(void *answer)
{
    uint64_t *signals = answer;
    struct lines lines;
    const char *line, *caught = NULL;
    *signals = UINT64_MAX;
    if (!lines_open(&lines, "/proc/thread-self/status"))
        return;
    while (caught == NULL && (line = lines_next(&lines)) != NULL)
        caught = text_line(line, "SigCgt:");
    *signals = caught == NULL ? UINT64_MAX : parse(caught);
    lines_close(&lines);
}

uint64_t caught_signals(void)
{
    uint64_t signals;
    stretch_run(ask, &signals);
    return signals;
}
