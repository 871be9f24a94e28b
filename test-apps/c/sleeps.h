/* SPDX-License-Identifier: Apache-2.0 */
/* The calls in which a thread sleeps, each for a number of milliseconds. */
#ifndef SLEEPS_H
#define SLEEPS_H

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/types.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

/* debug/poll_chk.c, debug/ppoll_chk.c of glibc */
int __poll_chk(struct pollfd *polled, nfds_t count, int milliseconds, size_t size);
int __ppoll_chk(struct pollfd *polled, nfds_t count, const struct timespec *time,
                const sigset_t *mask, size_t size);

#define NOT_TOLD (-1L)

/* What a call waits for besides its time, if it is not -1; with which mask, if not NULL; what it
 * told of both, or NOT_TOLD. */
static int watched = -1;
static const sigset_t *mask_within;
static __thread long left_ms, seen;

/* What sigwait and its relatives wait for. */
#define AWAITED SIGUSR2

static inline struct timespec as_timespec(long ms)
{
    return (struct timespec){ms / 1000, ms % 1000 * 1000000};
}

static inline long as_ms(const struct timespec *time)
{
    return time->tv_sec * 1000 + time->tv_nsec / 1000000;
}

static inline long by_nanosleep(long ms)
{
    struct timespec time = as_timespec(ms), left = {-1, 0};
    long result = nanosleep(&time, &left);
    left_ms = left.tv_sec < 0 ? NOT_TOLD : as_ms(&left);
    return result;
}

static inline long by_clock_nanosleep(long ms)
{
    struct timespec time = as_timespec(ms), left = {-1, 0};
    long result = clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &left);
    left_ms = left.tv_sec < 0 ? NOT_TOLD : as_ms(&left);
    return result;
}

static inline long until_a_time(clockid_t clock, long ms)
{
    struct timespec time, left = {-1, 0}, more = as_timespec(ms);
    clock_gettime(clock, &time);
    time.tv_sec += more.tv_sec + (time.tv_nsec + more.tv_nsec) / 1000000000;
    time.tv_nsec = (time.tv_nsec + more.tv_nsec) % 1000000000;
    long result = clock_nanosleep(clock, TIMER_ABSTIME, &time, &left);
    left_ms = left.tv_sec < 0 ? NOT_TOLD : as_ms(&left);
    return result;
}

static inline long by_monotonic_deadline(long ms)
{
    return until_a_time(CLOCK_MONOTONIC, ms);
}

static inline long by_real_deadline(long ms)
{
    return until_a_time(CLOCK_REALTIME, ms);
}

/* In whole seconds. */
static inline long by_sleep(long ms)
{
    return sleep((unsigned)((ms + 999) / 1000));
}

static inline long by_usleep(long ms)
{
    return usleep((useconds_t)ms * 1000);
}

static inline long by_thrd_sleep(long ms)
{
    struct timespec time = as_timespec(ms), left = {-1, 0};
    long result = thrd_sleep(&time, &left);
    left_ms = left.tv_sec < 0 ? NOT_TOLD : as_ms(&left);
    return result;
}

static inline long by_pause(long ms)
{
    (void)ms;
    return pause();
}

static inline long by_sigsuspend(long ms)
{
    sigset_t now;
    (void)ms;
    sigprocmask(SIG_BLOCK, NULL, &now);
    return sigsuspend(mask_within != NULL ? mask_within : &now);
}

static inline sigset_t hold_awaited(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, AWAITED);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return set;
}

static inline long by_sigwait(long ms)
{
    sigset_t set = hold_awaited();
    int got = 0;
    (void)ms;
    long result = sigwait(&set, &got);
    seen = got;
    return result;
}

static inline long by_sigwaitinfo(long ms)
{
    sigset_t set = hold_awaited();
    siginfo_t info = {0};
    (void)ms;
    long result = sigwaitinfo(&set, &info);
    seen = info.si_signo;
    return result;
}

static inline long by_sigtimedwait(long ms)
{
    sigset_t set = hold_awaited();
    siginfo_t info = {0};
    struct timespec time = as_timespec(ms);
    long result = sigtimedwait(&set, &info, &time);
    seen = info.si_signo;
    return result;
}

static inline long by_poll(long ms)
{
    struct pollfd polled = {.fd = watched, .events = POLLIN, .revents = 0x55};
    long result = poll(&polled, 1, (int)ms);
    seen = polled.revents;
    return result;
}

static inline long by_checked_poll(long ms)
{
    struct pollfd polled = {.fd = watched, .events = POLLIN, .revents = 0x55};
    long result = __poll_chk(&polled, 1, (int)ms, sizeof polled);
    seen = polled.revents;
    return result;
}

static inline long by_ppoll(long ms)
{
    struct pollfd polled = {.fd = watched, .events = POLLIN, .revents = 0x55};
    struct timespec time = as_timespec(ms);
    long result = ppoll(&polled, 1, &time, mask_within);
    left_ms = as_ms(&time);
    seen = polled.revents;
    return result;
}

static inline long by_checked_ppoll(long ms)
{
    struct pollfd polled = {.fd = watched, .events = POLLIN, .revents = 0x55};
    struct timespec time = as_timespec(ms);
    long result = __ppoll_chk(&polled, 1, &time, mask_within, sizeof polled);
    left_ms = as_ms(&time);
    seen = polled.revents;
    return result;
}

static inline long sets_of(const fd_set sets[3])
{
    long bits = 0;
    for (int fd = 0; fd < 64; fd++)
        for (int i = 0; i < 3; i++)
            bits = bits * 7 + (FD_ISSET(fd, &sets[i]) != 0);
    return bits;
}

static inline void fill(fd_set sets[3])
{
    for (int i = 0; i < 3; i++) {
        FD_ZERO(&sets[i]);
        if (watched >= 0 && i != 1)
            FD_SET(watched, &sets[i]);
    }
}

static inline long by_select(long ms)
{
    fd_set sets[3];
    struct timeval time = {ms / 1000, ms % 1000 * 1000};
    fill(sets);
    long result = select(watched + 1, &sets[0], &sets[1], &sets[2], &time);
    left_ms = time.tv_sec * 1000 + time.tv_usec / 1000;
    seen = sets_of(sets);
    return result;
}

static inline long by_pselect(long ms)
{
    fd_set sets[3];
    struct timespec time = as_timespec(ms);
    fill(sets);
    long result = pselect(watched + 1, &sets[0], &sets[1], &sets[2], &time, mask_within);
    left_ms = as_ms(&time);
    seen = sets_of(sets);
    return result;
}

static inline int new_epoll(void)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 77};
    if (watched >= 0)
        epoll_ctl(epoll, EPOLL_CTL_ADD, watched, &event);
    return epoll;
}

static inline long by_epoll_wait(long ms)
{
    struct epoll_event events[2] = {{.events = 0}};
    int epoll = new_epoll();
    long result = epoll_wait(epoll, events, 2, (int)ms);
    seen = events[0].events;
    return result;
}

static inline long by_epoll_pwait(long ms)
{
    struct epoll_event events[2] = {{.events = 0}};
    int epoll = new_epoll();
    long result = epoll_pwait(epoll, events, 2, (int)ms, mask_within);
    seen = events[0].events;
    return result;
}

static inline long by_epoll_pwait2(long ms)
{
    struct epoll_event events[2] = {{.events = 0}};
    struct timespec time = as_timespec(ms);
    int epoll = new_epoll();
    long result = epoll_pwait2(epoll, events, 2, &time, mask_within);
    seen = events[0].events;
    return result;
}

/* What a call has besides sleeping. */
enum { HAS_TIME = 1, WATCHES = 2, HAS_MASK = 4, AWAITS = 8 };

static const struct way {
    const char *name;
    long (*sleeps)(long ms);
    int has;
} ways[] = {{"nanosleep", by_nanosleep, HAS_TIME},
            {"clock_nanosleep", by_clock_nanosleep, HAS_TIME},
            {"deadline", by_monotonic_deadline, HAS_TIME},
            {"real deadline", by_real_deadline, HAS_TIME},
            {"sleep", by_sleep, HAS_TIME},
            {"usleep", by_usleep, HAS_TIME},
            {"thrd_sleep", by_thrd_sleep, HAS_TIME},
            {"pause", by_pause, 0},
            {"sigsuspend", by_sigsuspend, HAS_MASK},
            {"sigwait", by_sigwait, AWAITS},
            {"sigwaitinfo", by_sigwaitinfo, AWAITS},
            {"sigtimedwait", by_sigtimedwait, AWAITS | HAS_TIME},
            {"poll", by_poll, HAS_TIME | WATCHES},
            {"__poll_chk", by_checked_poll, HAS_TIME | WATCHES},
            {"ppoll", by_ppoll, HAS_TIME | WATCHES | HAS_MASK},
            {"__ppoll_chk", by_checked_ppoll, HAS_TIME | WATCHES | HAS_MASK},
            {"select", by_select, HAS_TIME | WATCHES},
            {"pselect", by_pselect, HAS_TIME | WATCHES | HAS_MASK},
            {"epoll_wait", by_epoll_wait, HAS_TIME | WATCHES},
            {"epoll_pwait", by_epoll_pwait, HAS_TIME | WATCHES | HAS_MASK},
            {"epoll_pwait2", by_epoll_pwait2, HAS_TIME | WATCHES | HAS_MASK}};

#define WAYS (sizeof ways / sizeof *ways)

#endif
