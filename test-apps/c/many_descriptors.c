/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps argv[1] descriptors open, or as many as its limit allows, and spawns argv[2] times; with
 * argv[3] one more is opened each time. */
#include <spawn.h>
#include <stdbool.h>

#include "witness.h"

/* What a spawn and a trace need for themselves. */
#define LEFT_FREE 10

/* False where there would be none left for others. */
static bool open_null(void)
{
    int fd = open("/dev/null", O_RDONLY), last = fd < 0 ? -1 : fcntl(0, F_DUPFD, fd + LEFT_FREE);
    if (last >= 0)
        close(last);
    return last >= 0;
}

int main(int count, char **values)
{
    int descriptors = atoi(values[1]), spawns = atoi(values[2]);
    int opened = 0;
    while (opened < descriptors && open_null())
        opened++;
    printf("%d opened\n", opened);
    for (int i = 0; i < spawns; i++) {
        char *const arguments[] = {"true", NULL};
        pid_t child;
        if (count > 3 && !open_null())
            return 2;
        int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
        witness("posix_spawn", child, error);
        (void)reap(child);
    }
    return 0;
}
