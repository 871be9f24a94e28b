/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through every door on the smallest stack, and tells $STACK_USE how deep it went. */
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "witness.h"

#define FILL 0xA5

/* The call does not tell the child, and waits for it. */
#define UNNAMED 0

static char *arguments[] = {"true", NULL};
static pid_t child;

static void *by_fork(void *unused)
{
    child = fork();
    if (child == 0)
        _exit(0);
    return unused;
}

static void *by_vfork(void *unused)
{
    pid_t result = vfork();
    if (result == 0)
        _exit(0);
    child = result;
    return unused;
}

/* The child runs on this very stack. */
static void *by_vfork_and_exec(void *unused)
{
    pid_t result = vfork();
    if (result == 0) {
        execlp("true", "true", "one", "two", (char *)NULL);
        _exit(1);
    }
    child = result;
    return unused;
}

static void *by_fork_and_wait(void *unused)
{
    pid_t others[2];
    for (int i = 0; i < 2; i++) {
        others[i] = fork();
        if (others[i] == 0)
            _exit(0);
        witness("fork", others[i], 0);
    }
    siginfo_t info;
    if (waitpid(others[0], NULL, 0) != others[0] ||
        waitid(P_PID, (id_t)others[1], &info, WEXITED) != 0)
        abort();
    return by_fork(unused);
}

static void *by_posix_spawn(void *unused)
{
    if (posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ) != 0)
        child = -1;
    return unused;
}

static void *by_posix_spawnp(void *unused)
{
    if (posix_spawnp(&child, "true", NULL, NULL, arguments, environ) != 0)
        child = -1;
    return unused;
}

static int end(void *unused)
{
    return unused != NULL;
}

static void *by_clone(void *unused)
{
    static char stack[16384] __attribute__((aligned(16)));
    child = clone(end, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
    return unused;
}

static void *by_syscall(void *unused)
{
    child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        _exit(0);
    return unused;
}

static void *by_forkpty(void *unused)
{
    int terminal;
    child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0)
        _exit(0);
    return unused;
}

static void *by_system(void *unused)
{
    child = system("exit 0") == 0 ? UNNAMED : -1;
    return unused;
}

static void *by_popen(void *unused)
{
    FILE *stream = popen("exit 0", "r");
    child = stream != NULL && pclose(stream) == 0 ? UNNAMED : -1;
    return unused;
}

static size_t stack_size(void)
{
    long least = sysconf(_SC_THREAD_STACK_MIN);
    return least > 16384 ? (size_t)least : 16384;
}

/* A stack with a page below it that nobody may touch. */
static unsigned char *new_stack(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *memory =
        mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0)
        abort();
    memset(memory + page, FILL, size);
    return memory + page;
}

static void go_through(const char *call, const char *what, void *(*door)(void *))
{
    size_t size = stack_size(), untouched = 0;
    unsigned char *stack = new_stack(size);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, size);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, door, NULL) != 0)
        abort();
    pthread_join(thread, NULL);
    while (untouched < size && stack[untouched] == FILL)
        untouched++;
    if (child == UNNAMED)
        witness_unnamed(call);
    else
        witness(call, child, 0);
    printf("%s on a small stack: status %d\n", what, child == UNNAMED ? 0 : reap(child));
    char line[64];
    snprintf(line, sizeof line, "%s: %zu of %zu\n", what, size - untouched, size);
    append_line("STACK_USE", line);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    go_through("fork", "fork", by_fork);
    go_through("vfork", "vfork", by_vfork);
    go_through("vfork", "vfork and exec", by_vfork_and_exec);
    go_through("fork", "fork and wait", by_fork_and_wait);
    go_through("posix_spawn", "posix_spawn", by_posix_spawn);
    go_through("posix_spawnp", "posix_spawnp", by_posix_spawnp);
    go_through("clone", "clone", by_clone);
    go_through("syscall", "syscall", by_syscall);
    go_through("forkpty", "forkpty", by_forkpty);
    go_through("system", "system", by_system);
    go_through("popen", "popen", by_popen);
    return 0;
}
