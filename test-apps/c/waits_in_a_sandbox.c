/* SPDX-License-Identifier: Apache-2.0 */
/* A copy forbids itself what only a wait in parts takes, has a child, and waits for it. */
#include <time.h>

#include "policy.h"
#include "witness.h"

static int fork_and_wait(void)
{
    pid_t child = fork();
    if (child == 0) {
        nanosleep(&(struct timespec){.tv_nsec = 50000000L}, NULL);
        _exit(5);
    }
    witness("fork", child, 0);
    return reap(child);
}

int main(void)
{
    pid_t copy = fork();
    if (copy == 0) {
        if (!answer_to(SYS_rt_sigtimedwait, SECCOMP_RET_KILL_PROCESS))
            _exit(77);
        _exit(fork_and_wait());
    }
    witness("fork", copy, 0);
    int status = reap(copy);
    printf("status %d\n", status);
    return status == 77 ? 77 : 0;
}
