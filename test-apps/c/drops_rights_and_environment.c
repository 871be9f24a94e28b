/* SPDX-License-Identifier: Apache-2.0 */
/* A child gives up its rights and runs a shell with an environment of its own, as su and sudo do.
 */
#include "witness.h"

#define NOBODY 65534

int main(void)
{
    char *const arguments[] = {"sh", "-c", "/bin/true; exit 3", NULL};
    char *const environment[] = {"PATH=/bin", NULL};
    pid_t child = fork();
    if (child == 0) {
        if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
            _exit(77);
        execve("/bin/sh", arguments, environment);
        _exit(1);
    }
    witness("fork", child, 0);
    printf("status %d\n", reap(child));
    return 0;
}
