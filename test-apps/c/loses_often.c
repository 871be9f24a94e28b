/* SPDX-License-Identifier: Apache-2.0 */
/* By turns (argv[1] times) no descriptor is free for a spawn, and some are for the next one. */
#include <sys/resource.h>

#include "witness.h"

static void fork_one(rlim_t descriptors)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        abort();
    limit.rlim_cur = descriptors;
    setrlimit(RLIMIT_NOFILE, &limit);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    (void)reap(child);
}

int main(int count, char **values)
{
    int times = count > 1 ? atoi(values[1]) : 10;
    for (int i = 0; i < times; i++) {
        fork_one(0);
        fork_one(64);
    }
    return 0;
}
