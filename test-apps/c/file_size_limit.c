/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns while no file may grow (RLIMIT_FSIZE), then lifts the limit and spawns again. */
#include <signal.h>
#include <sys/resource.h>

#include "witness.h"

#define LOST 3

static volatile sig_atomic_t signals;

static void count_signal(int number)
{
    (void)number;
    signals++;
}

static pid_t spawn(void)
{
    pid_t child = vfork(); /* a slow copy would tell of itself, which is one line more */
    if (child == 0)
        _exit(0);
    (void)reap(child);
    return child;
}

int main(void)
{
    signal(SIGXFSZ, count_signal);
    witness("vfork", spawn(), 0);

    struct rlimit before, tight;
    getrlimit(RLIMIT_FSIZE, &before);
    tight = before;
    tight.rlim_cur = 16;
    setrlimit(RLIMIT_FSIZE, &tight);
    pid_t unlogged[LOST];
    for (int i = 0; i < LOST; i++)
        unlogged[i] = spawn();
    setrlimit(RLIMIT_FSIZE, &before);

    for (int i = 0; i < LOST; i++)
        witness("vfork", unlogged[i], 0);
    witness("vfork", spawn(), 0);
    printf("SIGXFSZ came %d times\n", (int)signals);
    return 0;
}
