/* SPDX-License-Identifier: Apache-2.0 */
/* A library whose constructor spawns, before that of any preloaded library has run. */
#include <spawn.h>

#include "witness.h"

__attribute__((constructor)) static void spawn_early(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    witness("fork", child, 0);
    (void)reap(child);
    child = vfork();
    if (child == 0)
        _exit(0);
    witness("vfork", child, 0);
    (void)reap(child);
    int error = posix_spawnp(&child, "true", NULL, NULL, arguments, environ);
    witness("posix_spawnp", child, error);
    dprintf(1, "in the library's constructor: %d\n", reap(child));
}
