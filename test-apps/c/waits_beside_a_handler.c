/* SPDX-License-Identifier: Apache-2.0 */
/* Waits in waitid while a handler of SIGCHLD reaps what it finds: who was waiting first has the
 * child. Alone, or (argv[1] is "threads") beside a thread; and is cancelled in waitid. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "asleep.h"
#include "witness.h"

#define ROUNDS 20

static volatile sig_atomic_t taken_by_handler;
static atomic_int is_waiting;

static void take_all(int signal)
{
    int before = errno;
    (void)signal;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        taken_by_handler++;
    errno = before;
}

/* Its parent sleeps nowhere else. */
static void end_once_it_sleeps(pid_t parent)
{
    wait_until_asleep(parent);
    _exit(7);
}

static void wait_for_each(idtype_t type)
{
    int own = 0, others = 0;
    taken_by_handler = 0;
    for (int i = 0; i < ROUNDS; i++) {
        pid_t parent = getpid(), child = fork();
        if (child == 0)
            end_once_it_sleeps(parent);
        witness("fork", child, 0);
        siginfo_t info = {0};
        int result = waitid(type, type == P_PID ? (id_t)child : 0, &info, WEXITED);
        own += result == 0 && info.si_pid == child && info.si_status == 7;
        others += result != 0;
    }
    printf("waitid of type %d: %d ends, %d refused, the handler took %d\n", (int)type, own, others,
           (int)taken_by_handler);
}

static void *sleep_on(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static void *wait_once(void *options)
{
    siginfo_t info;
    is_waiting = 1;
    do
        (void)waitid(P_ALL, 0, &info, *(int *)options);
    while ((*(int *)options & WNOHANG) != 0);
    return NULL;
}

static pthread_t start(void *(*function)(void *), void *argument)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, function, argument) != 0)
        abort();
    return thread;
}

static void cancel_in(const char *what, int options)
{
    void *result = NULL;
    is_waiting = 0;
    pthread_t thread = start(wait_once, &options);
    while (!is_waiting)
        sleep_a_moment();
    for (int i = 0; i < 20; i++)
        sleep_a_moment();
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("cancelled in waitid that %s: %s\n", what, result == PTHREAD_CANCELED ? "yes" : "NO");
}

static void be_cancelled(void)
{
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    witness("fork", child, 0);
    cancel_in("waits", WEXITED);
    cancel_in("asks again and again", WEXITED | WNOHANG);
    kill(child, SIGTERM);
    siginfo_t info = {0};
    int outcome = waitid(P_PID, (id_t)child, &info, WEXITED);
    printf("waitid: %d, signal %d\n", outcome, info.si_status);
}

int main(int count, char **values)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    struct sigaction action = {.sa_handler = take_all, .sa_flags = SA_RESTART};
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    bool has_threads = count > 1 && strcmp(values[1], "threads") == 0;
    if (has_threads)
        (void)start(sleep_on, NULL);
    if (has_threads)
        be_cancelled();
    sigaction(SIGCHLD, &action, NULL);
    pthread_sigmask(SIG_UNBLOCK, &ends, NULL);
    wait_for_each(P_PID);
    wait_for_each(P_ALL);
    return 0;
}
