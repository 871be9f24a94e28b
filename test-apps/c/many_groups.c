/* SPDX-License-Identifier: Apache-2.0 */
/* Forks as a member of 400 groups, which make a line of the process's status longer than most
 * reads. */
#include <grp.h>

#include "witness.h"

#define GROUPS 400

int main(void)
{
    gid_t groups[GROUPS];
    for (gid_t i = 0; i < GROUPS; i++)
        groups[i] = 1000000000 + i;
    if (setgroups(GROUPS, groups) != 0)
        return 77;
    pid_t child = fork();
    if (child == 0)
        _exit(3);
    witness("fork", child, 0);
    dprintf(1, "status %d\n", reap(child));
    return 0;
}
