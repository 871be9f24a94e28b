/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns for the last time while no descriptor is free, and ends with some free again. */
#include <sys/resource.h>

#include "witness.h"

int main(void)
{
    struct rlimit few;
    getrlimit(RLIMIT_NOFILE, &few);
    few.rlim_cur = 32;
    setrlimit(RLIMIT_NOFILE, &few);
    while (dup(1) >= 0)
        ;
    pid_t child = fork();
    if (child == 0)
        _exit(3);
    printf("status %d\n", reap(child));
    for (int fd = 3; fd < 32; fd++)
        close(fd);
    return 0;
}
