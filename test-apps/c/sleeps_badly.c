/* SPDX-License-Identifier: Apache-2.0 */
/* What calls that would sleep for long return at once, in a copy: what the kernel refuses, and sets
 * of descriptors that a program has made larger itself. */
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "sleeps.h"
#include "witness.h"

#define UNTOUCHED EPROTO
#define LONG_MS   100000

/* A number that is in every table of descriptors: the kernel takes no notice of those above. */
#define CLOSED 40

/* Nothing is mapped there, and the compiler need not know it. */
static void *volatile nowhere = (void *)8;

static long began_ms;

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return as_ms(&now);
}

static void begin(void)
{
    began_ms = now_ms();
    errno = UNTOUCHED;
}

static void tell(const char *what, long result)
{
    int error = errno;
    printf("%s: %ld, errno %s, %s\n", what, result, strerrorname_np(error),
           now_ms() - began_ms < 1000 ? "at once" : "LATE");
    begin();
}

static void sleeps(void)
{
    const struct timespec negative = {-1, 0}, too_many = {5, 1000000000}, too_few = {5, -1},
                          fine = {LONG_MS, 0};
    const struct timespec *bad[] = {&negative, &too_many, &too_few, nowhere};
    begin();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        tell("nanosleep", nanosleep(bad[i], NULL));
        tell("clock_nanosleep", clock_nanosleep(CLOCK_MONOTONIC, 0, bad[i], NULL));
        tell("deadline", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, bad[i], NULL));
        tell("thrd_sleep", thrd_sleep(bad[i], NULL));
    }
    tell("a clock of none", clock_nanosleep(99, 0, &fine, NULL));
    tell("a thread's clock", clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &fine, NULL));
    tell("past", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){1, 0}, NULL));
    tell("no time", nanosleep(&(struct timespec){0, 0}, NULL));
    tell("sleep", sleep(0));
    tell("usleep", usleep(0));
}

static void signals(void)
{
    sigset_t set = hold_awaited();
    siginfo_t info;
    begin();
    tell("sigwaitinfo", sigwaitinfo(nowhere, &info));
    tell("sigtimedwait", sigtimedwait(&set, &info, nowhere));
    tell("sigtimedwait", sigtimedwait(&set, &info, &(struct timespec){5, -1}));
    tell("sigtimedwait", sigtimedwait(&set, &info, &(struct timespec){0, 0}));
    tell("sigsuspend", sigsuspend(nowhere));
    kill(getpid(), AWAITED);
    tell("sigwaitinfo", sigwaitinfo(&set, nowhere));
    kill(getpid(), AWAITED);
    tell("sigwaitinfo", sigwaitinfo(&set, NULL));
}

static void polls(void)
{
    struct pollfd polled = {.fd = CLOSED, .events = POLLIN};
    const struct timespec fine = {LONG_MS, 0}, bad = {5, -1};
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    begin();
    tell("a bad pointer", poll(nowhere, 1, LONG_MS));
    tell("a closed descriptor", poll(&polled, 1, LONG_MS));
    tell("too many", poll(&polled, limit.rlim_cur + 1, LONG_MS));
    tell("a bad time", ppoll(&polled, 1, &bad, NULL));
    tell("a bad mask", ppoll(NULL, 0, &fine, nowhere));
    tell("at once", poll(NULL, 0, 0));
}

static void select_more_than_fit(int readable)
{
    enum { COUNT = 4096 };
    uint8_t *set = calloc(COUNT / 8, 1);
    int high = dup2(readable, 3001);
    if (high < 0)
        abort();
    set[high / 8] = (uint8_t)(1 << high % 8);
    begin();
    tell("many", select(high + 1, (fd_set *)set, NULL, NULL, &(struct timeval){LONG_MS, 0}));
    printf("set %d\n", set[high / 8] == 1 << high % 8);
    close(high);
    free(set);
}

static void selects(int readable)
{
    fd_set set, empty;
    struct timeval time = {LONG_MS, 0};
    FD_ZERO(&empty);
    FD_ZERO(&set);
    FD_SET(CLOSED, &set);
    begin();
    tell("a closed descriptor", select(CLOSED + 1, &set, NULL, NULL, &time));
    printf("set %d, left %ld\n", FD_ISSET(CLOSED, &set) != 0, (long)(time.tv_sec / 100));
    tell("a bad set", select(10, nowhere, NULL, NULL, &time));
    tell("another", select(10, &empty, NULL, nowhere, &time));
    tell("a negative count", select(-1, NULL, NULL, NULL, &time));
    tell("a negative time", select(0, NULL, NULL, NULL, &(struct timeval){-1, 0}));
    tell("another", select(0, NULL, NULL, NULL, &(struct timeval){0, -1}));
    tell("a bad time", pselect(0, NULL, NULL, NULL, &(struct timespec){5, 1000000000}, NULL));
    tell("a bad mask", pselect(0, NULL, NULL, NULL, &(struct timespec){LONG_MS, 0}, nowhere));
    FD_ZERO(&set);
    FD_SET(readable, &set);
    time = (struct timeval){0, LONG_MS * 1000000L};
    tell("many microseconds", select(readable + 1, &set, NULL, NULL, &time));
    printf("set %d, left %ld\n", FD_ISSET(readable, &set) != 0, (long)(time.tv_sec / 100));
    tell("at once", select(readable + 1, NULL, NULL, &set, &(struct timeval){0, 0}));
    printf("set %d\n", FD_ISSET(readable, &set) != 0);
    select_more_than_fit(readable);
}

static void epolls(int readable)
{
    struct epoll_event events[2];
    struct epoll_event event = {.events = EPOLLIN};
    int epoll = new_epoll();
    begin();
    tell("a closed one", epoll_wait(CLOSED, events, 2, LONG_MS));
    tell("none", epoll_wait(readable, events, 2, LONG_MS));
    tell("no room", epoll_wait(epoll, events, 0, LONG_MS));
    tell("a bad mask", epoll_pwait(epoll, events, 2, LONG_MS, nowhere));
    tell("a bad time", epoll_pwait2(epoll, events, 2, &(struct timespec){5, -1}, NULL));
    tell("at once", epoll_wait(epoll, events, 2, 0));
    epoll_ctl(epoll, EPOLL_CTL_ADD, readable, &event);
    tell("ready", epoll_wait(epoll, events, 2, -1));
    tell("ready, at a bad pointer", epoll_wait(epoll, nowhere, 2, -1));
}

static void do_nothing(int signal)
{
    (void)signal;
}

/* A second of a copy's life falls into it. */
static void is_interrupted(void)
{
    const struct itimerval timer = {.it_value = {1, 300000}};
    const struct timespec fine = {LONG_MS, 0};
    const struct sigaction action = {.sa_handler = do_nothing};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    errno = UNTOUCHED;
    long result = nanosleep(&fine, nowhere);
    printf("left nowhere: %ld, errno %s\n", result, strerrorname_np(errno));
}

int main(void)
{
    int readable[2];
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (pipe(readable) != 0 || write(readable[1], "", 1) != 1)
        abort();
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max < 4096 ? limit.rlim_max : 4096;
    setrlimit(RLIMIT_NOFILE, &limit);
    pid_t child = fork();
    if (child == 0) {
        sleeps();
        signals();
        polls();
        selects(readable[0]);
        epolls(readable[0]);
        is_interrupted();
        /* Once more, when a measure is due soon. */
        nanosleep(&(struct timespec){2, 0}, NULL);
        epolls(readable[0]);
        exit(7);
    }
    witness("fork", child, 0);
    printf("status %d\n", reap(child));
    return 0;
}
