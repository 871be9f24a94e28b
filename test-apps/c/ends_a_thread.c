/* SPDX-License-Identifier: Apache-2.0 */
/* Copies that live on and end as their last thread does: by the return of clone's function, and by
 * the system call that ends one thread. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

#include "witness.h"

static char stack[65536] __attribute__((aligned(16)));

static void sleep_milliseconds(long milliseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

static int return_late(void *status)
{
    sleep_milliseconds(150);
    return *(const int *)status;
}

static void end_thread(int status)
{
    syscall(SYS_exit, status);
}

static int first_thread_lives(void)
{
    char path[64], state = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", getpid());
    FILE *stat = fopen(path, "r");
    if (stat == NULL || fscanf(stat, "%*d %*s %c", &state) != 1)
        abort();
    fclose(stat);
    return state != 'Z';
}

static void *go_on_alone(void *unused)
{
    while (first_thread_lives())
        sleep_milliseconds(10);
    sleep_milliseconds(150);
    syscall(SYS_exit_group, 7);
    return unused;
}

static void end_beside_another(int status)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, go_on_alone, NULL) != 0)
        abort();
    end_thread(status);
}

static void fork_one(void (*ends)(int))
{
    pid_t child = fork();
    if (child == 0) {
        sleep_milliseconds(150);
        ends(6);
    }
    witness("fork", child, 0);
    printf("fork: status %d\n", reap(child));
}

int main(void)
{
    int status = 5;
    setvbuf(stdout, NULL, _IOLBF, 0);
    pid_t child = clone(return_late, stack + sizeof stack, SIGCHLD, &status);
    witness("clone", child, 0);
    printf("clone: status %d\n", reap(child));
    fork_one(end_thread);
    fork_one(end_beside_another);
    return 0;
}
