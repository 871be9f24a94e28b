/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through doors behind which another library may go through more of them (nesting_library.c),
 * and, between those, through doors of its own, in parent and child. */
#include <pty.h>

#include "witness.h"

static void by_fork(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(1);
    witness("fork", child, 0);
    printf("fork: status %d\n", reap(child));
}

static void by_system(void)
{
    int status = system("exit 2");
    witness_unnamed("system");
    printf("system: status %x\n", (unsigned)status);
}

static void by_forkpty(void)
{
    int terminal;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0) {
        by_fork();
        _exit(3);
    }
    witness("forkpty", child, 0);
    printf("forkpty: status %d\n", reap(child));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    by_fork();
    by_system();
    by_fork();
    by_forkpty();
    by_fork();
    return 0;
}
