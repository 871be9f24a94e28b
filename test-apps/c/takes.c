/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each call that waits for something to take returns, in a copy each, so that a second of its
 * life falls into the wait. All wait at once, and are told in order. argv[1]: the one thing to try.
 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "takes.h"
#include "witness.h"

#define UNTOUCHED EPROTO

static volatile sig_atomic_t handled;
static sigjmp_buf back;
static struct source sources[TAKERS];
static pid_t copies[TAKERS];
static size_t own;

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
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

static void close_own(int signal)
{
    handle(signal);
    close(sources[own].taken);
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
    struct itimerspec times = {.it_value = {ms / 1000, ms % 1000 * 1000000}};
    must(timer_create(CLOCK_MONOTONIC, &event, &timer));
    must(timer_settime(timer, 0, &times, NULL));
}

static bool is_blocked(int signal)
{
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    return sigismember(&now, signal) == 1;
}

static void take(void)
{
    char room[ROOM] = "";
    long began = now_ms();
    errno = UNTOUCHED;
    long result = takers[own].takes(sources[own].taken, room);
    int error = errno;
    printf("%ld '%s', errno %s, %s, handled %d, blocked %d\n", result, room, strerrorname_np(error),
           now_ms() - began < 1000 ? "AT ONCE" : "waited", handled, is_blocked(SIGALRM));
}

static void is_interrupted(void)
{
    set_handler(SIGALRM, handle, 0);
    send_after(SIGALRM, 1600);
    take();
}

static void is_interrupted_once(void)
{
    set_handler(SIGALRM, handle, (int)SA_RESETHAND);
    send_after(SIGALRM, 1600);
    take();
}

static void is_interrupted_by_what_restarts(void)
{
    set_handler(SIGALRM, handle, SA_RESTART);
    send_after(SIGALRM, 300);
    send_after(SIGALRM, 1300);
    take();
}

static void is_interrupted_by_either(void)
{
    set_handler(SIGUSR1, handle, SA_RESTART);
    set_handler(SIGALRM, handle, 0);
    send_after(SIGUSR1, 1300);
    send_after(SIGALRM, 1600);
    take();
}

static void is_not_interrupted(void)
{
    set_handler(SIGUSR1, handle, 0);
    signal(SIGALRM, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    send_after(SIGALRM, 1200);
    send_after(SIGUSR1, 1200);
    send_after(SIGWINCH, 500);
    take();
}

static void closes_it_in_a_handler(void)
{
    set_handler(SIGALRM, close_own, SA_RESTART);
    send_after(SIGALRM, 1400);
    take();
}

static void is_left_by_a_jump(void)
{
    set_handler(SIGALRM, jump, 0);
    send_after(SIGALRM, 1500);
    if (sigsetjmp(back, 1) == 0)
        take();
    printf("left, blocked %d %d\n", is_blocked(SIGALRM), is_blocked(SIGUSR1));
}

static void *closes(void *unused)
{
    sleep_ms(1300);
    close(sources[own].taken);
    return unused;
}

/* What is being taken from stays until that is over. */
static void is_closed_by_a_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, closes, NULL) != 0)
        abort();
    take();
    pthread_join(thread, NULL);
}

static void *takes(void *unused)
{
    take();
    return unused;
}

static void is_cancelled(void)
{
    pthread_t thread;
    void *result = NULL;
    if (pthread_create(&thread, NULL, takes, NULL) != 0)
        abort();
    sleep_ms(1400);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("%s, blocked %d\n", result == PTHREAD_CANCELED ? "cancelled" : "NOT CANCELLED",
           is_blocked(SIGALRM));
}

static void give_all(void)
{
    for (size_t i = 0; i < TAKERS; i++)
        give(sources[i]);
}

/* Nobody gives any more, or can. */
static void end_all(void)
{
    for (size_t i = 0; i < TAKERS; i++) {
        (void)shutdown(sources[i].taken, SHUT_RD);
        close(sources[i].given);
    }
}

static void stop_all(void)
{
    for (size_t i = 0; i < TAKERS; i++)
        kill(copies[i], SIGSTOP);
    sleep_ms(100);
    for (size_t i = 0; i < TAKERS; i++)
        kill(copies[i], SIGCONT);
    sleep_ms(200);
    give_all();
}

static void do_nothing(void)
{
}

static const struct {
    const char *name;
    void (*tries)(void);
    void (*meanwhile)(void); /* after a second and a half */
} trials[] = {{"has what it waits for", take, give_all},
              {"ends", take, end_all},
              {"is stopped and goes on", take, stop_all},
              {"is not interrupted", is_not_interrupted, give_all},
              {"is interrupted", is_interrupted, do_nothing},
              {"is interrupted once", is_interrupted_once, do_nothing},
              {"is interrupted by what restarts", is_interrupted_by_what_restarts, give_all},
              {"is interrupted by either", is_interrupted_by_either, do_nothing},
              {"closes it in a handler", closes_it_in_a_handler, do_nothing},
              {"is left by a jump", is_left_by_a_jump, do_nothing},
              {"is closed by a thread", is_closed_by_a_thread, give_all},
              {"is cancelled", is_cancelled, do_nothing}};

/* Its output. */
static int begin(size_t taker, void (*tries)(void))
{
    int output[2];
    must(pipe(output));
    copies[taker] = fork();
    if (copies[taker] == 0) {
        dup2(output[1], STDOUT_FILENO);
        close(output[1]);
        own = taker;
        for (size_t i = 0; i < TAKERS; i++)
            if (tries == take || i != taker)
                close(sources[i].given);
        tries();
        exit(0);
    }
    witness("fork", copies[taker], 0);
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

static void run(const char *what, void (*tries)(void), void (*meanwhile)(void))
{
    int outputs[TAKERS];
    for (size_t i = 0; i < TAKERS; i++)
        sources[i] = takers[i].from();
    for (size_t i = 0; i < TAKERS; i++)
        outputs[i] = begin(i, tries);
    sleep_ms(1500);
    meanwhile();
    for (size_t i = 0; i < TAKERS; i++) {
        printf("%s %s: ", takers[i].name, what);
        fflush(stdout);
        copy_output(outputs[i]);
    }
}

int main(int count, char **values)
{
    const char *what = count > 1 ? values[1] : "";
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
        if (strcmp(what, trials[i].name) == 0)
            run(what, trials[i].tries, trials[i].meanwhile);
    return 0;
}
