/* SPDX-License-Identifier: Apache-2.0 */
/* Registers pthread_atfork handlers, one of which forks again in the child. */
#include <pthread.h>
#include <sys/mman.h>

#include "witness.h"

/* Shared, so that the parent can tell in what order the child's handlers ran. */
static struct {
    char parent[64], child[64], grandchild[64];
} *order;
static pid_t origin;
static int depth;

static void note(const char *step)
{
    strcat(depth == 0 ? order->parent : depth == 1 ? order->child : order->grandchild, step);
}

static void prepare_first(void)
{
    note(" prepare1");
}

static void prepare_second(void)
{
    note(" prepare2");
}

static void parent_first(void)
{
    note(" parent1");
}

static void parent_second(void)
{
    note(" parent2");
}

static void child_first(void)
{
    depth++;
    note(" child1");
}

/* The last handler of the first child forks, once. */
static void child_second(void)
{
    note(" child2");
    if (depth != 1)
        return;
    pid_t child = fork();
    if (child == 0)
        _exit(8);
    witness("fork", child, 0);
    note(reap(child) == 8 ? " forked" : " FAILED");
}

int main(void)
{
    order = mmap(NULL, sizeof *order, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (order == MAP_FAILED)
        return 2;
    origin = getpid();
    pthread_atfork(prepare_first, parent_first, child_first);
    pthread_atfork(prepare_second, parent_second, child_second);
    pid_t child = fork();
    if (child == 0)
        _exit(getpid() == origin ? 99 : 7);
    witness("fork", child, 0);
    int status = reap(child);
    printf("parent:%s\nchild:%s\ngrandchild:%s\nstatus %d\n", order->parent, order->child,
           order->grandchild, status);
    return 0;
}
