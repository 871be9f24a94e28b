/* SPDX-License-Identifier: Apache-2.0 */
/* Children that give up their rights, and then execute, spawn, or live on in their copy. */
#include <time.h>

#include "witness.h"

#define NOBODY 65534
#define EACH   4

static void execute(void)
{
    execl("/bin/true", "true", (char *)NULL);
}

static void spawn(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    (void)reap(child);
}

static void live_on(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 150000000L}, NULL);
}

static int make(void (*then)(void))
{
    pid_t child = fork();
    if (child == 0) {
        if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
            _exit(77);
        then();
        _exit(0);
    }
    return reap(child) == 0;
}

int main(void)
{
    int made = 0;
    for (int i = 0; i < EACH; i++)
        made += make(execute) + make(spawn) + make(live_on);
    printf("%d children\n", made);
    return 0;
}
