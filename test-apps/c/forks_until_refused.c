/* SPDX-License-Identifier: Apache-2.0 */
/* Forks children that stay until a fork is refused, and ends them all. */
#include <signal.h>

#include "witness.h"

#define MOST 200

int main(void)
{
    pid_t children[MOST];
    int count = 0;
    while (count < MOST) {
        pid_t child = fork();
        if (child == 0)
            for (;;)
                pause();
        int error = child < 0 ? errno : 0;
        witness("fork", child, error);
        if (child < 0)
            break;
        children[count++] = child;
    }
    for (int i = 0; i < count; i++) {
        kill(children[i], SIGKILL);
        (void)reap(children[i]);
    }
    printf("%d children\n", count);
    return 0;
}
