/* SPDX-License-Identifier: Apache-2.0 */
/* Reaps in a signal handler and in a thread: children are gone before the call that made them is
 * over. One more is made by a bare instruction, which no function sees. */
#include <pthread.h>
#include <signal.h>

#include "bare_fork.h"
#include "witness.h"

#define ROUNDS 200

static volatile int reaped;

static void reap_all(int signal)
{
    (void)signal;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        reaped++;
}

static void fork_until_all_are_reaped(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        int before = reaped;
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        witness("fork", child, 0);
        while (reaped == before)
            sched_yield();
    }
}

static void *wait_for_any(void *unused)
{
    for (int left = ROUNDS; left > 0;)
        if (wait(NULL) > 0)
            left--;
        else
            sched_yield();
    return unused;
}

static void reap_in_a_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_any, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        witness("fork", child, 0);
    }
    pthread_join(thread, NULL);
}

static void fork_by_a_bare_instruction(void)
{
    pid_t child = bare_fork();
    if (child == 0)
        _exit(13);
    char line[32];
    snprintf(line, sizeof line, "%d\n", (int)child);
    append_line("UNOBSERVED", line);
    printf("by a bare instruction: status %d\n", reap(child));
}

int main(void)
{
    signal(SIGCHLD, reap_all);
    fork_until_all_are_reaped(ROUNDS);
    signal(SIGCHLD, SIG_DFL);
    reap_in_a_thread();
    fork_by_a_bare_instruction();
    return 0;
}
