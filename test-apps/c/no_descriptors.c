/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns while every descriptor that RLIMIT_NOFILE allows is in use, then after some are free. */
#include <spawn.h>
#include <sys/resource.h>

#include "witness.h"

static pid_t by_fork(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(1);
    return child;
}

static pid_t by_vfork(void)
{
    pid_t child = vfork();
    if (child == 0)
        _exit(2);
    return child;
}

/* A dynamically linked program could not even be loaded. */
static int by_posix_spawn(void)
{
    char *const arguments[] = {"program", NULL};
    pid_t child;
    return posix_spawn(&child, "/no/such/program", NULL, NULL, arguments, environ);
}

static void use_up_descriptors(void)
{
    struct rlimit few;
    getrlimit(RLIMIT_NOFILE, &few);
    few.rlim_cur = 32;
    setrlimit(RLIMIT_NOFILE, &few);
    while (dup(1) >= 0)
        ;
}

int main(void)
{
    use_up_descriptors();
    printf("out of descriptors: %s\n", strerrorname_np(errno));
    pid_t first = by_fork(), second = by_vfork();
    int error = by_posix_spawn();
    printf("statuses %d", reap(first));
    printf(" %d, error %d\n", reap(second), error);

    for (int fd = 3; fd < 32; fd++)
        close(fd);
    witness("fork", first, 0);
    witness("vfork", second, 0);
    witness("posix_spawn", 0, error);
    pid_t last = by_fork();
    witness("fork", last, 0);
    printf("status %d\n", reap(last));
    return 0;
}
