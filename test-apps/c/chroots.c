/* SPDX-License-Identifier: Apache-2.0 */
/* Locks itself up in an empty folder (argv[1]), as daemons do, and goes on spawning. */
#include <sys/stat.h>

#include "witness.h"

static int spawn(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(4);
    return reap(child);
}

int main(int count, char **values)
{
    if (count != 2 || mkdir(values[1], 0755) != 0)
        return 2;
    printf("before: status %d\n", spawn());
    if (chroot(values[1]) != 0 || chdir("/") != 0)
        return 77;
    for (int i = 0; i < 3; i++)
        printf("inside: status %d\n", spawn());
    return 0;
}
