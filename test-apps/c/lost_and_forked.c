/* SPDX-License-Identifier: Apache-2.0 */
/* Loses events for want of descriptors, then forks a child that spawns on its own account. */
#include <sys/resource.h>

#include "witness.h"

static pid_t spawn(int (*in_child)(void))
{
    pid_t child = fork();
    if (child == 0)
        _exit(in_child == NULL ? 0 : in_child());
    return child;
}

static int spawn_again(void)
{
    pid_t child = spawn(NULL);
    witness("fork", child, 0);
    return reap(child);
}

int main(void)
{
    struct rlimit before, none;
    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
    pid_t lost[2] = {spawn(NULL), spawn(NULL)};
    setrlimit(RLIMIT_NOFILE, &before);

    witness("fork", lost[0], 0);
    witness("fork", lost[1], 0);
    pid_t child = spawn(spawn_again);
    witness("fork", child, 0);
    (void)reap(lost[0]);
    (void)reap(lost[1]);
    printf("status %d\n", reap(child));
    return 0;
}
