/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each call that sleeps returns, in a copy each, so that a second of its life falls into the
 * sleep. All sleep at once, and are told in order. argv[1]: the one thing to try.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdbool.h>
#include <sys/time.h>
#include <sys/timerfd.h>

#include "sleeps.h"
#include "witness.h"

#define UNTOUCHED EPROTO

static volatile sig_atomic_t handled;
static sigjmp_buf back;

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return as_ms(&now);
}

static const char *about(long expected, long value)
{
    static char text[32];
    if (value >= expected && value < expected + 1000)
        return "as expected";
    snprintf(text, sizeof text, "%ld", value);
    return text;
}

static void handle(int signal)
{
    (void)signal;
    handled++;
}

static void jump(int signal)
{
    (void)signal;
    siglongjmp(back, 1);
}

static void set_handler(int signal, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigaction(signal, &action, NULL);
}

static void send_after(int signal, long ms)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal};
    struct itimerspec times = {.it_value = as_timespec(ms)};
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 ||
        timer_settime(timer, 0, &times, NULL) != 0)
        abort();
}

static bool is_blocked(int signal)
{
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    return sigismember(&now, signal) == 1;
}

/* What is told after a sleep that was stopped is no one's to count on. */
#define NOT_ASKED (-1L)

/* Returns after so long, with that much left if it tells. */
static void call(const struct way *way, long ms, long lasts, long left)
{
    long began = now_ms();
    left_ms = seen = NOT_TOLD;
    errno = UNTOUCHED;
    long result = way->sleeps(ms);
    int error = errno;
    printf("%ld, errno %s, seen %ld, after %s, ", result, strerrorname_np(error), seen,
           about(lasts, now_ms() - began));
    if (left == NOT_ASKED || left_ms == NOT_TOLD || left_ms == ms)
        printf("left %ld, ", left == NOT_ASKED ? NOT_TOLD : left_ms);
    else
        printf("left %s, ", about(left - 500, left_ms));
    printf("handled %d, blocked %d\n", handled, is_blocked(SIGALRM));
}

static void elapses(const struct way *way)
{
    long ms = way->sleeps == by_sleep ? 2000 : 1300;
    call(way, ms, ms, 0);
}

static void is_interrupted(const struct way *way)
{
    set_handler(SIGALRM, handle, 0);
    send_after(SIGALRM, 1600);
    send_after(AWAITED, way->has & AWAITS ? 2200 : 100000);
    call(way, 3000, way->sleeps == by_sigwait ? 2200 : 1600, 1400);
}

static void is_interrupted_by_what_restarts(const struct way *way)
{
    set_handler(SIGALRM, handle, SA_RESTART);
    send_after(SIGALRM, 1600);
    send_after(AWAITED, way->has & AWAITS ? 2200 : 100000);
    call(way, 3000, way->sleeps == by_sigwait ? 2200 : 1600, 1400);
}

static void has_what_it_waits_for(const struct way *way)
{
    struct itimerspec times = {.it_value = as_timespec(1500)};
    if ((way->has & (WATCHES | AWAITS)) == 0)
        return;
    if (way->has & AWAITS)
        send_after(AWAITED, 1500);
    else {
        watched = timerfd_create(CLOCK_MONOTONIC, 0);
        timerfd_settime(watched, 0, &times, NULL);
    }
    call(way, 3000, 1500, 1500);
}

/* Nor by what is ignored. */
static void finds_nothing(const struct way *way)
{
    long ms = way->sleeps == by_sleep ? 2000 : 1500;
    if ((way->has & HAS_TIME) == 0)
        return;
    watched = timerfd_create(CLOCK_MONOTONIC, 0);
    signal(SIGALRM, SIG_IGN);
    send_after(SIGALRM, 1200);
    send_after(SIGWINCH, 500);
    call(way, ms, ms, 0);
}

static void holds_a_signal(const struct way *way)
{
    sigset_t mask;
    if ((way->has & HAS_MASK) == 0)
        return;
    sigemptyset(&mask);
    sigaddset(&mask, SIGALRM);
    mask_within = &mask;
    set_handler(SIGALRM, handle, 0);
    set_handler(SIGUSR1, handle, 0);
    send_after(SIGALRM, 900);
    send_after(SIGUSR1, way->has & HAS_TIME ? 100000 : 1500);
    call(way, 1500, 1500, 0);
}

static void lets_a_signal_in(const struct way *way)
{
    sigset_t mask, none;
    if ((way->has & HAS_MASK) == 0)
        return;
    sigemptyset(&none);
    sigemptyset(&mask);
    sigaddset(&mask, SIGALRM);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    mask_within = &none;
    set_handler(SIGALRM, handle, 0);
    send_after(SIGALRM, 1400);
    call(way, 3000, 1400, 1600);
}

/* By another copy. */
static void is_stopped_and_goes_on(const struct way *way)
{
    pid_t sleeper = getpid();
    if ((way->has & HAS_TIME) == 0)
        return;
    if (fork() == 0) {
        usleep(1200000);
        kill(sleeper, SIGSTOP);
        usleep(100000);
        kill(sleeper, SIGCONT);
        _exit(0);
    }
    bool ends_then = way->has & AWAITS || strncmp(way->name, "epoll", 5) == 0;
    /* It may fall asleep a little after the other one did. */
    call(way, 2000, ends_then ? 1200 : 2000, NOT_ASKED);
}

static void is_left_by_a_jump(const struct way *way)
{
    set_handler(SIGALRM, jump, 0);
    send_after(SIGALRM, 1500);
    if (sigsetjmp(back, 1) == 0)
        call(way, 3000, 0, 0);
    int type = 77;
    pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &type);
    printf("left, blocked %d %d, cancelled %s\n", is_blocked(SIGALRM), is_blocked(SIGUSR1),
           type == PTHREAD_CANCEL_DEFERRED ? "deferred" : "at once");
}

static const struct {
    const char *name;
    void (*tries)(const struct way *way);
} trials[] = {{"elapses", elapses},
              {"is interrupted", is_interrupted},
              {"is interrupted by what restarts", is_interrupted_by_what_restarts},
              {"has what it waits for", has_what_it_waits_for},
              {"finds nothing", finds_nothing},
              {"holds a signal", holds_a_signal},
              {"lets a signal in", lets_a_signal_in},
              {"is stopped and goes on", is_stopped_and_goes_on},
              {"is left by a jump", is_left_by_a_jump}};

/* Its output. */
static int begin(const struct way *way, void (*tries)(const struct way *way))
{
    int output[2];
    if (pipe(output) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        dup2(output[1], STDOUT_FILENO);
        tries(way);
        exit(0);
    }
    witness("fork", child, 0);
    close(output[1]);
    return output[0];
}

static void copy_output(int output)
{
    char text[512];
    for (ssize_t size; (size = read(output, text, sizeof text - 1)) > 0;) {
        text[size] = '\0';
        fputs(text, stdout);
    }
    close(output);
}

int main(int count, char **values)
{
    const char *what = count > 1 ? values[1] : "";
    for (size_t trial = 0; trial < sizeof trials / sizeof *trials; trial++) {
        int outputs[WAYS];
        if (strcmp(what, trials[trial].name) != 0)
            continue;
        for (size_t way = 0; way < WAYS; way++) {
            bool has_an_end = ways[way].has & HAS_TIME || trials[trial].tries != elapses;
            outputs[way] = has_an_end ? begin(&ways[way], trials[trial].tries) : -1;
        }
        for (size_t way = 0; way < WAYS; way++) {
            printf("%s %s: ", ways[way].name, what);
            fflush(stdout);
            if (outputs[way] >= 0)
                copy_output(outputs[way]);
            puts("");
        }
    }
    return 0;
}
