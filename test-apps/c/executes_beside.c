/* SPDX-License-Identifier: Apache-2.0 */
/* Children that share their parent's memory and run beside it, by both names of clone, fail to
 * execute and then execute. */
#include <sched.h>
#include <signal.h>

#include "witness.h"

#define STACK    16384
#define CHILDREN 4

typedef int maker(int (*)(void *), void *, int, void *, ...);
int __clone(int (*)(void *), void *, int, void *, ...);

static char stacks[CHILDREN][STACK] __attribute__((aligned(16)));

static int execute(void *program)
{
    char *arguments[] = {program, NULL};
    execv("/dev/null", arguments);
    execv(program, arguments);
    _exit(99);
}

int main(void)
{
    static maker *const makers[CHILDREN] = {clone, __clone, clone, __clone};
    static const int flags[CHILDREN] = {0, 0, CLONE_FILES, CLONE_FS | CLONE_FILES};
    pid_t children[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        /* At an odd address, which the C library rounds down. */
        children[i] =
            makers[i](execute, stacks[i] + STACK - i, CLONE_VM | flags[i] | SIGCHLD, "/bin/true");
        witness(makers[i] == clone ? "clone" : "__clone", children[i], 0);
    }
    for (int i = 0; i < CHILDREN; i++)
        printf("status %d\n", reap(children[i]));
    return 0;
}
