/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copies of much memory, which takes some milliseconds to measure. argv[1]: "interrupted": in
 * sleeps that an alarm ends about when a second of their lives is over; "exact": how exactly the
 * best of several sleeps for longer than that.
 */
#include <sys/mman.h>
#include <sys/time.h>

#include "sleeps.h"
#include "witness.h"

#define BYTES (256UL << 20)

#define ALARMS     12
#define EXACT_ONES 6

#define CAME_BEFORE 2

static volatile sig_atomic_t handled;

static long long now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void handle(int signal)
{
    (void)signal;
    handled++;
}

/* Else it would sleep for good. */
static void end_after(long seconds)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
    const struct itimerspec times = {.it_value = {seconds, 0}};
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 ||
        timer_settime(timer, 0, &times, NULL) != 0)
        abort();
}

/* The status: whether the alarm has ended it. On a busy machine it may come before. */
static int is_interrupted(const struct way *way, long long born, int number)
{
    const struct sigaction action = {.sa_handler = handle};
    end_after(6);
    sigaction(SIGALRM, &action, NULL);
    long until = (long)(1000000 + 700 * number - (now_ns() - born) / 1000);
    const struct itimerval timer = {.it_value = {until / 1000000, until % 1000000}};
    if (until < 100000 || setitimer(ITIMER_REAL, &timer, NULL) != 0)
        return CAME_BEFORE;
    if (handled != 0)
        return CAME_BEFORE;
    way->sleeps(20000);
    return handled == 1 ? 0 : 1;
}

/* The status: tens of microseconds too late. */
static int oversleeps(const struct way *way, long long born, int number)
{
    long ms = 1200 + 70 * number;
    (void)born;
    long long began = now_ns();
    way->sleeps(ms);
    long long late = (now_ns() - began - ms * 1000000LL) / 10000;
    return late < 0 ? 255 : late > 254 ? 254 : (int)late;
}

static void fork_some(const struct way *way, int count, int statuses[],
                      int (*sleeps)(const struct way *, long long, int))
{
    pid_t children[ALARMS];
    for (int i = 0; i < count; i++) {
        long long born = now_ns();
        children[i] = fork();
        if (children[i] == 0)
            _exit(sleeps(way, born, i));
        witness("fork", children[i], 0);
    }
    for (int i = 0; i < count; i++)
        statuses[i] = reap(children[i]);
}

static void interrupt(const struct way *way)
{
    int statuses[ALARMS], lost = 0;
    if (way->sleeps != by_pause && way->sleeps != by_nanosleep && way->sleeps != by_select &&
        way->sleeps != by_epoll_wait)
        return;
    fork_some(way, ALARMS, statuses, is_interrupted);
    for (int i = 0; i < ALARMS; i++)
        lost += statuses[i] != 0 && statuses[i] != CAME_BEFORE;
    printf("%s: %d alarms lost\n", way->name, lost);
}

static void be_exact(const struct way *way)
{
    int statuses[EXACT_ONES], best = 255;
    if (way->sleeps != by_nanosleep && way->sleeps != by_monotonic_deadline)
        return;
    fork_some(way, EXACT_ONES, statuses, oversleeps);
    for (int i = 0; i < EXACT_ONES; i++)
        best = statuses[i] < best ? statuses[i] : best;
    printf("%s: %s\n", way->name, best < 100 ? "less than a millisecond late" : "LATE");
}

int main(int count, char **values)
{
    const char *what = count > 1 ? values[1] : "";
    setvbuf(stdout, NULL, _IOLBF, 0);
    char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || madvise(memory, BYTES, MADV_NOHUGEPAGE) != 0)
        abort();
    memset(memory, 1, BYTES);
    for (size_t i = 0; i < WAYS; i++)
        strcmp(what, "exact") == 0 ? be_exact(&ways[i]) : interrupt(&ways[i]);
    return 0;
}
