/* SPDX-License-Identifier: Apache-2.0 */
/* Ends by argv[1], after children that had nothing to tell, or shared its memory, did the same.
 * argv[2] "lost": without the right to write to its log; "refused": after forks at its limit. */
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "witness.h"

#define NOBODY  65534
#define REFUSED 20
/* What a signal handler may have: and not a byte beneath it. */
#define HANDLER_STACK (8 << 10)
#define GUARD         (64 << 10)
#define CLONE_STACK   (256 << 10)

static int status;

static void ends_at_once(void)
{
    _exit(status);
}

static void handle(int unused)
{
    (void)unused;
    _exit(status);
}

static void end_in_a_handler(void)
{
    char *memory = mmap(NULL, GUARD + HANDLER_STACK, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_sp = memory + GUARD, .ss_size = HANDLER_STACK};
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    if (mprotect(stack.ss_sp, HANDLER_STACK, PROT_READ | PROT_WRITE) != 0 ||
        sigaltstack(&stack, NULL) != 0 || sigaction(SIGUSR1, &action, NULL) != 0)
        abort();
    raise(SIGUSR1);
}

static void end_by(const char *way, int with)
{
    status = with;
    fflush(stdout);
    if (strcmp(way, "_exit") == 0)
        _exit(status);
    if (strcmp(way, "_Exit") == 0)
        _Exit(status);
    if (strcmp(way, "quick_exit") == 0)
        quick_exit(status);
    if (strcmp(way, "exit in a handler") == 0)
        end_in_a_handler();
    if (strcmp(way, "_exit at exit") == 0)
        atexit(ends_at_once);
    if (strcmp(way, "_exit at quick_exit") == 0) {
        at_quick_exit(ends_at_once);
        quick_exit(status);
    }
    exit(status);
}

static void told(const char *call, pid_t child)
{
    witness(call, child, child < 0 ? errno : 0);
    printf("%s: status %d\n", call, reap(child));
}

static int in_shared_memory(void *unused)
{
    (void)unused;
    _exit(7);
}

static void spawn(const char *way)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        end_by(way, 3);
    told("fork", child);
    child = vfork();
    if (child == 0)
        _exit(4);
    told("vfork", child);
    char *stack = malloc(CLONE_STACK);
    if (stack == NULL)
        abort();
    told("clone", clone(in_shared_memory, stack + CLONE_STACK, CLONE_VM | SIGCHLD, NULL));
    free(stack);
}

static void be_refused(void)
{
    if (setrlimit(RLIMIT_NPROC, &(struct rlimit){1, 1}) != 0)
        abort();
    for (int i = 0; i < REFUSED; i++)
        if (fork() != -1)
            abort();
}

int main(int count, char **values)
{
    const char *way = count > 1 ? values[1] : "exit";
    if (count > 2 && strcmp(values[2], "refused") == 0) {
        be_refused();
        end_by(way, 5);
    }
    if (count > 2 && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        return 77;
    spawn(way);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        spawn(way);
        end_by(way, 6);
    }
    told("fork", child);
    end_by(way, 5);
}
