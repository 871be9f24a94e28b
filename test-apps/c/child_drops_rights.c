/* SPDX-License-Identifier: Apache-2.0 */
/* A child gives up its rights and executes before its parent's fork has returned. */
#include <pthread.h>

#include "witness.h"

#define NOBODY 65534

static int executed[2];

/* The end that the child has is closed by its exec. */
static void wait_for_the_exec(void)
{
    char byte;
    close(executed[1]);
    if (read(executed[0], &byte, 1) != 0)
        abort();
}

int main(void)
{
    if (pipe2(executed, O_CLOEXEC) != 0 || pthread_atfork(NULL, wait_for_the_exec, NULL) != 0)
        return 2;
    pid_t child = fork();
    if (child == 0) {
        if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
            _exit(77);
        execl("/bin/true", "true", (char *)NULL);
        _exit(1);
    }
    witness("fork", child, 0);
    printf("status %d\n", reap(child));
    return 0;
}
