/* SPDX-License-Identifier: Apache-2.0 */
/* Children that share their parent's memory, made by raw system calls and clone, fail to execute
 * and then execute. Each tells whether thread-locals, the library's among them, were changed by
 * that.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

#include "witness.h"

#define STACK  65536
#define LOCALS 512 /* below the thread pointer */

static char before[LOCALS];
static char stack[STACK] __attribute__((aligned(16)));
static char *arguments[] = {"true", NULL};
static int changed;

static const char *locals(void)
{
    return (const char *)__builtin_thread_pointer() - LOCALS;
}

/* On the stack that the child shares with its parent, or on its own. */
static int execute(void *unused)
{
    (void)unused;
    int error = errno;
    memcpy(before, locals(), LOCALS);
    execv("/dev/null", arguments);
    execve("/no/such/program", arguments, environ);
    execlp("/dev/null", "null", (char *)NULL);
    errno = error;
    changed += memcmp(before, locals(), LOCALS) != 0;
    execv("/bin/true", arguments);
    _exit(99);
}

static void tell(const char *call, const char *what, pid_t child)
{
    witness(call, child, 0);
    printf("%s: status %d, memory %s\n", what, reap(child), changed == 0 ? "kept" : "CHANGED");
}

static void make_all(void)
{
    pid_t child = (pid_t)syscall(SYS_vfork);
    if (child == 0)
        execute(NULL);
    tell("syscall", "vfork", child);
    child = (pid_t)syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        execute(NULL);
    tell("syscall", "clone", child);
    child = clone(execute, stack + STACK, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
    tell("clone", "clone of the C library", child);
}

/* The same in a child that is a copy, and tells of itself. */
int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    make_all();
    pid_t child = fork();
    if (child == 0) {
        make_all();
        _exit(0);
    }
    witness("fork", child, 0);
    printf("fork: status %d\n", reap(child));
    return 0;
}
