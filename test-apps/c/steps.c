/* SPDX-License-Identifier: Apache-2.0 */
/* Forks once for each line of standard input, so that the world can change in between. */
#include "witness.h"

int main(void)
{
    char line[16];
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        pid_t child = fork();
        if (child == 0)
            _exit(3);
        witness("fork", child, child < 0 ? errno : 0);
        if (child < 0)
            puts("refused");
        else
            printf("status %d\n", reap(child));
    }
    return 0;
}
