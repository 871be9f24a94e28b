/* SPDX-License-Identifier: Apache-2.0 */
/* Calls vfork N times (argv[1]) from threads with the smallest stack, while signals arrive.
 * argv[2]: by a raw system call instead. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include "witness.h"

#define THREADS 4
#define CANARY  0x5AFE57AC5AFE57ACUL

static atomic_ulong signals, faults;
static unsigned long rounds;
static pid_t *children[THREADS]; /* two for each round: the inner is 0 where there is none */

/* syscall, but the compiler knows what it knows of vfork: it may return twice, on one stack. */
long call_twice_returning(long number, ...) __asm__("syscall") __attribute__((returns_twice));

static int is_raw;

#define SHARE() (is_raw ? (pid_t)call_twice_returning(SYS_vfork) : vfork())

static void count_signal(int number)
{
    (void)number;
    atomic_fetch_add(&signals, 1);
}

static __attribute__((noinline)) void trash_the_stack(void)
{
    volatile char below[1024];
    for (size_t i = 0; i < sizeof below; i++)
        below[i] = (char)0xAA;
}

/* The child's part: ends in one of four ways, none of which may harm the parent. */
static void end_of_a_child(unsigned long round, volatile pid_t *inner)
{
    if (round % 4 == 1)
        trash_the_stack();
    if (round % 4 == 2)
        kill(getpid(), SIGKILL);
    if (round % 4 == 3) {
        pid_t grandchild = SHARE();
        if (grandchild == 0)
            _exit(0);
        *inner = grandchild;
        (void)reap(grandchild);
    }
}

static void one_round(unsigned long round, volatile pid_t *pair)
{
    volatile unsigned long canary[4] = {CANARY, CANARY, CANARY, CANARY};
    volatile unsigned long seen = 0;
    pid_t child = SHARE();
    if (child == 0) {
        seen = round + 1;
        end_of_a_child(round, &pair[1]);
        _exit(0);
    }
    pair[0] = child;
    int expected = round % 4 == 2 ? 256 + SIGKILL : 0;
    int status = reap(child);
    int whole = seen == round + 1;
    for (int i = 0; i < 4; i++)
        whole &= canary[i] == CANARY;
    if (!whole || status != expected)
        atomic_fetch_add(&faults, 1);
}

static void *run(void *pids)
{
    pid_t *pair = pids;
    for (unsigned long round = 0; round < rounds; round++)
        one_round(round, pair + 2 * round);
    return NULL;
}

static void send_signals(long every_microseconds)
{
    struct sigaction action = {.sa_handler = count_signal, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    struct timeval interval = {.tv_usec = every_microseconds};
    setitimer(ITIMER_REAL, &(struct itimerval){interval, interval}, NULL);
}

static void tell_witness(void)
{
    for (int thread = 0; thread < THREADS; thread++)
        for (unsigned long i = 0; i < 2 * rounds; i++)
            if (children[thread][i] != 0)
                witness(is_raw ? "syscall" : "vfork", children[thread][i], 0);
}

int main(int count, char **values)
{
    is_raw = count > 2;
    rounds = (count > 1 ? strtoul(values[1], NULL, 10) : 1000) / THREADS;
    pthread_t threads[THREADS];
    pthread_attr_t small;
    pthread_attr_init(&small);
    long least = sysconf(_SC_THREAD_STACK_MIN);
    pthread_attr_setstacksize(&small, least > 16384 ? (size_t)least : 16384);
    send_signals(500);
    for (int i = 0; i < THREADS; i++) {
        children[i] = calloc(2 * rounds, sizeof(pid_t));
        if (pthread_create(&threads[i], &small, run, children[i]) != 0)
            return 2;
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    send_signals(0);
    tell_witness();
    printf("%lu rounds in each of %d threads, %lu faults, signals came: %s\n", rounds, THREADS,
           atomic_load(&faults), atomic_load(&signals) > 0 ? "yes" : "NO");
    return 0;
}
