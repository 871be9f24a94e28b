/* SPDX-License-Identifier: Apache-2.0 */
/* A handler forks on a stack of its own while system is under way: within the frame of an outer
 * function, and elsewhere. */
#include <signal.h>

#include "witness.h"

#define STACK  65536
#define ROUNDS 10

static char elsewhere[STACK];

static void fork_in_handler(int unused)
{
    (void)unused;
    fork_and_reap();
}

static void call_system_with(char *stack, const char *where)
{
    char command[64];
    const stack_t own = {.ss_sp = stack, .ss_size = STACK};
    if (sigaltstack(&own, NULL) != 0)
        abort();
    snprintf(command, sizeof command, "kill -USR1 %d; exit 5", (int)getpid());
    for (int i = 0; i < ROUNDS; i++) {
        int status = system(command);
        witness_unnamed("system");
        printf("%s: status %x\n", where, (unsigned)status);
    }
}

int main(void)
{
    char on_it[STACK];
    struct sigaction action = {.sa_handler = fork_in_handler, .sa_flags = SA_ONSTACK | SA_RESTART};
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigaction(SIGUSR1, &action, NULL);
    call_system_with(on_it, "on it");
    call_system_with(elsewhere, "elsewhere");
    return 0;
}
