/* SPDX-License-Identifier: Apache-2.0 */
/* A handler leaves the last call of the process, its only one, by siglongjmp. Then the process
 * ends, or (argv[1] is "thread" or "cancelled") first the thread that was in the call. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#include "witness.h"

static sigjmp_buf out;
static sigset_t jumps;

static void jump(int number)
{
    (void)number;
    siglongjmp(out, 1);
}

static __attribute__((noinline)) void leave_system(void)
{
    char command[64];
    signal(SIGUSR1, jump);
    snprintf(command, sizeof command, "kill -USR1 %d; exec 2>&-", (int)getpid());
    if (sigsetjmp(out, 1) == 0)
        (void)system(command);
}

/* Where the call lay. */
static __attribute__((noinline)) void overwrite(void)
{
    volatile char bytes[16384];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = 0x55;
}

static void say_unwound(void *how)
{
    printf("unwound: %s\n", (const char *)how);
}

static void *leave_and_end(void *how)
{
    pthread_sigmask(SIG_UNBLOCK, &jumps, NULL);
    pthread_cleanup_push(say_unwound, how);
    leave_system();
    overwrite();
    if (strcmp(how, "cancelled") == 0)
        pthread_cancel(pthread_self());
    pthread_testcancel();
    pthread_exit(NULL);
    pthread_cleanup_pop(0);
}

static void leave_in_a_thread(char *how)
{
    pthread_t thread;
    sigemptyset(&jumps);
    sigaddset(&jumps, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &jumps, NULL);
    if (pthread_create(&thread, NULL, leave_and_end, how) != 0)
        abort();
    pthread_join(thread, NULL);
}

int main(int count, char **values)
{
    char *end = count > 1 ? values[1] : "exit";
    if (strcmp(end, "thread") == 0 || strcmp(end, "cancelled") == 0)
        leave_in_a_thread(end);
    else
        leave_system();
    if (strcmp(end, "_exit") == 0)
        _exit(3);
    return 3;
}
