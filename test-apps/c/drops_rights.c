/* SPDX-License-Identifier: Apache-2.0 */
/* Gives root's rights away, takes them back, then away for good, spawning all along. */
#include "bare_exit.h"
#include "witness.h"

#define NOBODY 65534

static int spawn(void)
{
    pid_t child = fork();
    /* By the instruction: one that takes long to end would tell of its copy, and lose that too. */
    if (child == 0)
        bare_exit(5);
    return reap(child);
}

int main(void)
{
    printf("as root: status %d\n", spawn());
    if (seteuid(NOBODY) != 0)
        return 77;
    printf("without rights: status %d", spawn());
    printf(" and %d\n", spawn());
    if (seteuid(0) != 0)
        return 2;
    printf("as root again: status %d\n", spawn());
    if (setuid(NOBODY) != 0)
        return 2;
    printf("for good: status %d\n", spawn());
    return 0;
}
