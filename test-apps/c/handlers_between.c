/* SPDX-License-Identifier: Apache-2.0 */
/* A signal handler and an atfork handler that make children, while a library that stands between
 * the program and the C library is at work (nesting_library.c raises the signal there). */
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <sys/syscall.h>

#include "witness.h"

/* AddressSanitizer's library, which some runs preload before ours, has a vfork of its own. */
pid_t __vfork(void) __attribute__((returns_twice));

static int is_within, status_of_handlers;

static void keep(const char *call, pid_t child)
{
    witness(call, child, 0);
    int status = reap(child);
    status_of_handlers += status > 0 ? status : 1000;
}

static void fork_one(void)
{
    pid_t child = _Fork();
    if (child == 0)
        _exit(10);
    keep("_Fork", child);
}

static void vfork_one(void)
{
    pid_t child = __vfork();
    if (child == 0)
        _exit(20);
    keep("__vfork", child);
}

static void call_one(void)
{
    pid_t child = (pid_t)syscall(SYS_fork);
    if (child == 0)
        _exit(40);
    keep("syscall", child);
}

static void handle(int number)
{
    (void)number;
    int before = errno;
    fork_one();
    vfork_one();
    call_one();
    errno = before;
}

static void prepare(void)
{
    if (is_within)
        return;
    is_within = 1;
    vfork_one();
    is_within = 0;
}

int main(void)
{
    struct sigaction action = {.sa_handler = handle};
    if (sigaction(SIGUSR2, &action, NULL) != 0 || pthread_atfork(prepare, NULL, NULL) != 0)
        abort();
    int status = system("exit 2");
    witness_unnamed("system");
    printf("system: status %x, handlers' %d\n", (unsigned)status, status_of_handlers);
    int terminal;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0)
        _exit(3);
    witness("forkpty", child, 0);
    printf("forkpty: status %d", reap(child));
    printf(", handlers' %d\n", status_of_handlers);
    return 0;
}
