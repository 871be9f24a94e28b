/* SPDX-License-Identifier: Apache-2.0 */
/* Holds vfork to its contract: shared memory, a suspended parent, a stack that survives. */
#include <signal.h>
#include <spawn.h>
#include <time.h>

#include "witness.h"

static volatile int written;
static volatile pid_t innermost;

static void sleep_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
}

static void finish(const char *what, pid_t child, int holds)
{
    int status = reap(child);
    witness("vfork", child, 0);
    printf("%s: %s, status %d\n", what, holds ? "yes" : "NO", status);
}

static void waits_until_the_child_exits(void)
{
    written = 0;
    errno = EPROTO;
    pid_t child = vfork();
    if (child == 0) {
        sleep_a_little();
        written = 1;
        _exit(5);
    }
    int kept = errno == EPROTO;
    finish("the child's write is there when the parent goes on", child, written == 1);
    printf("errno is kept: %s\n", kept ? "yes" : "NO");
}

static void waits_until_the_child_executes(void)
{
    written = 0;
    pid_t child = vfork();
    if (child == 0) {
        sleep_a_little();
        written = 2;
        execl("/bin/sleep", "sleep", "0.2", (char *)NULL);
        _exit(127);
    }
    int holds = written == 2 && waitpid(child, NULL, WNOHANG) == 0;
    finish("the parent goes on at the exec, not at the exit", child, holds);
}

static void survives_a_killed_child(void)
{
    volatile unsigned long canary[8];
    for (int i = 0; i < 8; i++)
        canary[i] = 0xC0FFEE00UL + (unsigned)i;
    pid_t child = vfork();
    if (child == 0) {
        kill(getpid(), SIGKILL);
        _exit(1);
    }
    int holds = 1;
    for (int i = 0; i < 8; i++)
        holds &= canary[i] == 0xC0FFEE00UL + (unsigned)i;
    finish("a child killed while its parent waits does no harm", child, holds);
}

static __attribute__((noinline)) void trash_the_stack(void)
{
    volatile char below[65536];
    for (size_t i = 0; i < sizeof below; i++)
        below[i] = (char)0xAA;
}

static void survives_a_trashed_stack(void)
{
    volatile int above = 4711;
    pid_t child = vfork();
    if (child == 0) {
        trash_the_stack();
        _exit(6);
    }
    finish("what the child leaves below its frame is not read", child, above == 4711);
}

static void allows_a_child_its_own_vfork(void)
{
    written = 0;
    pid_t child = vfork();
    if (child == 0) {
        pid_t grandchild = vfork();
        if (grandchild == 0) {
            written = 3;
            _exit(4);
        }
        innermost = grandchild;
        _exit(written == 3 ? reap(grandchild) : 99);
    }
    finish("a child of vfork may call vfork", child, written == 3);
    witness("vfork", innermost, 0);
}

static void allows_a_child_to_spawn(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = vfork();
    if (child == 0) {
        pid_t grandchild;
        int error = posix_spawn(&grandchild, "/bin/true", NULL, NULL, arguments, environ);
        innermost = grandchild;
        _exit(error == 0 ? reap(grandchild) : 99);
    }
    finish("a child of vfork may call posix_spawn", child, 1);
    witness("posix_spawn", innermost, 0);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    waits_until_the_child_exits();
    waits_until_the_child_executes();
    survives_a_killed_child();
    survives_a_trashed_stack();
    allows_a_child_its_own_vfork();
    allows_a_child_to_spawn();
    return 0;
}
