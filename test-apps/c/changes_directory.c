/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves its working directory before it spawns. */
#include "witness.h"

int main(void)
{
    if (chdir("/") != 0)
        return 2;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    witness("fork", child, 0);
    printf("status %d\n", reap(child));
    return 0;
}
