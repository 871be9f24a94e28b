/* SPDX-License-Identifier: Apache-2.0 */
/* Drops its rights before it spawns, and never gets them back: its log is closed to it for good. */
#include <grp.h>

#include "witness.h"

#define NOBODY 65534

int main(void)
{
    if (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
        return 77;
    pid_t child = fork();
    if (child == 0)
        _exit(3);
    printf("status %d\n", reap(child));
    return 0;
}
