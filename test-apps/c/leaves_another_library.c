/* SPDX-License-Identifier: Apache-2.0 */
/* A handler leaves a system that a library makes of other functions (nesting_library.c) by
 * siglongjmp. Then another function of that library spawns for the program, and a child that no
 * function saw is reaped. */
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>

#include "bare_fork.h"
#include "witness.h"

static sigjmp_buf out;

static void jump(int unused)
{
    (void)unused;
    siglongjmp(out, 1);
}

static void leave_system(void)
{
    char command[64];
    snprintf(command, sizeof command, "kill -USR1 %d; exec 2>&-", (int)getpid());
    if (sigsetjmp(out, 1) == 0)
        (void)system(command);
}

static void fork_by_a_bare_instruction(void)
{
    pid_t child = bare_fork();
    if (child == 0)
        _exit(13);
    printf("by a bare instruction: status %d\n", reap(child));
}

int main(void)
{
    pid_t (*spawn_one)(void) = (pid_t(*)(void))dlsym(RTLD_DEFAULT, "spawn_one");
    if (spawn_one == NULL)
        abort();
    signal(SIGUSR1, jump);
    leave_system();
    while (wait(NULL) > 0)
        ;
    pid_t child = spawn_one();
    witness("posix_spawn", child, 0);
    printf("of the library: status %d\n", reap(child));
    fork_by_a_bare_instruction();
    return 0;
}
