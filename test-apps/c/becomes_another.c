/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns, and then becomes itself again by exec, argv[1] times: a start script that ends by exec.
 */
#include <spawn.h>

#include "witness.h"

static void spawn_one(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = -1;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    printf("status %d\n", reap(child));
}

int main(int count, char **values)
{
    int again = count > 1 ? atoi(values[1]) : 0;
    for (int i = 0; i < 3; i++)
        spawn_one();
    fflush(stdout);
    if (again > 0) {
        char left[16];
        snprintf(left, sizeof left, "%d", again - 1);
        execl(values[0], values[0], left, (char *)NULL);
        return 1;
    }
    return 0;
}
