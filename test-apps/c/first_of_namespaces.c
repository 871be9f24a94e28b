/* SPDX-License-Identifier: Apache-2.0 */
/* Pid 1 of a namespace makes another one's, which is its copy or shares its memory. Both spawn. */
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>

#include "witness.h"

#define STACK    65536
#define CHILDREN 3

static void fork_some(void)
{
    for (int i = 0; i < CHILDREN; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        witness("fork", child, 0);
        (void)reap(child);
    }
}

static int run_inner(void *unused)
{
    (void)unused;
    if (getpid() != 1)
        abort();
    fork_some();
    _exit(5);
}

static pid_t copy(void)
{
    if (unshare(CLONE_NEWPID) != 0)
        abort();
    int gate[2];
    char none;
    if (pipe(gate) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        close(gate[1]);
        fork_some();
        /* The namespace is its outer's children's too, until it ends. */
        _exit(read(gate[0], &none, 1) == 0 ? 5 : 1);
    }
    witness("fork", child, 0);
    fork_some();
    close(gate[1]);
    return child;
}

static pid_t share(void)
{
    static char stack[STACK];
    pid_t child =
        clone(run_inner, stack + STACK, CLONE_VM | CLONE_VFORK | CLONE_NEWPID | SIGCHLD, NULL);
    witness("clone", child, 0);
    return child;
}

static void run_outer(int shares)
{
    fork_some();
    pid_t inner = shares ? share() : copy();
    if (inner < 0)
        abort();
    if (shares)
        fork_some();
    printf("inner: status %d\n", reap(inner));
    exit(6);
}

int main(int count, char **values)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (unshare(CLONE_NEWPID) != 0)
        return 77;
    pid_t outer = fork();
    if (outer == 0)
        run_outer(count > 1 && strcmp(values[1], "shares") == 0);
    witness("fork", outer, 0);
    printf("outer: status %d\n", reap(outer));
    return 0;
}
