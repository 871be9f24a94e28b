/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through every door in a signal handler, on an alternate stack of argv[1] bytes with a page
 * below it that nobody may touch. */
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "witness.h"

static char *arguments[] = {"true", NULL};
static void (*door)(void);
static const char *call;
static pid_t child;
static int status;

static void by_fork(void)
{
    child = fork();
    if (child == 0)
        _exit(3);
}

static void by_vfork(void)
{
    pid_t result = vfork();
    if (result == 0) {
        execv("/bin/true", arguments);
        _exit(3);
    }
    child = result;
}

static void by_fork_and_exec(void)
{
    child = fork();
    if (child == 0) {
        execv("/bin/true", arguments);
        _exit(3);
    }
}

static void by_posix_spawn(void)
{
    posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
}

static void by_syscall(void)
{
    child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        _exit(3);
}

static void handle(int number)
{
    (void)number;
    int end = 0;
    door();
    if (waitpid(child, &end, 0) != child)
        abort();
    status = end;
}

static void go_through(const char *name, const char *what, void (*by)(void))
{
    call = name;
    door = by;
    raise(SIGUSR1);
    witness(call, child, 0);
    printf("%s: status %d\n", what, WEXITSTATUS(status));
}

int main(int count, char **values)
{
    size_t size = count > 1 ? (size_t)atol(values[1]) : 8192;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory =
        mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0)
        return 2;
    stack_t stack = {.ss_sp = memory + page, .ss_size = size};
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    if (sigaltstack(&stack, NULL) != 0 || sigaction(SIGUSR1, &action, NULL) != 0)
        return 2;
    go_through("fork", "fork", by_fork);
    go_through("fork", "fork and exec", by_fork_and_exec);
    go_through("vfork", "vfork and exec", by_vfork);
    go_through("posix_spawn", "posix_spawn", by_posix_spawn);
    go_through("syscall", "syscall", by_syscall);
    return 0;
}
