/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each call that waits for children returns, in a copy each, so that a second of its life
 * falls into the wait. All wait at once, and are told in order. argv[1]: the one thing to try.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <time.h>

#include "awaits.h"
#include "witness.h"

#define UNTOUCHED EPROTO

static volatile sig_atomic_t handled, sender, code;
static sigjmp_buf back;
static void must(int result)
{
    if (result < 0)
        abort();
}

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

static void handle(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    handled++;
    sender = info->si_pid;
    code = info->si_code;
}

static void jump(int signal)
{
    (void)signal;
    siglongjmp(back, 1);
}

static void set_handler(int signal, int flags)
{
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = flags | SA_SIGINFO};
    sigaction(signal, &action, NULL);
}

static bool is_blocked(int signal)
{
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    return sigismember(&now, signal) == 1;
}

static pid_t end_after(long ms, int status)
{
    pid_t child = fork();
    if (child == 0) {
        sleep_ms(ms);
        _exit(status);
    }
    witness("fork", child, 0);
    return child;
}

static void wait_for_one(const struct way *way, int options)
{
    int status = 0x7777;
    long began = now_ms();
    errno = UNTOUCHED;
    long child = way->waits(&status, options);
    int error = errno;
    printf("%s %x, errno %s, %s, handled %d, by %s %d, blocked %d %d\n",
           child == awaited ? "the child"
           : child < 0      ? "none"
                            : "ANOTHER",
           (unsigned)status, strerrorname_np(error), now_ms() - began < 1000 ? "AT ONCE" : "waited",
           handled,
           sender == getpid()    ? "itself"
           : sender == getppid() ? "its parent"
                                 : "nobody",
           code, is_blocked(SIGCHLD), is_blocked(SIGUSR1));
}

static void has_an_end(const struct way *way)
{
    awaited = end_after(1500, 3);
    wait_for_one(way, 0);
    wait_for_one(way, 0);
}

static void has_the_end_of_one_that_is_killed(const struct way *way)
{
    awaited = end_after(100000, 3);
    if (fork() == 0) {
        sleep_ms(1400);
        kill(awaited, SIGKILL);
        sleep_ms(1000);
        _exit(9);
    }
    wait_for_one(way, WUNTRACED);
}

static void has_it_after_another(const struct way *way)
{
    pid_t other = end_after(1200, 4);
    awaited = end_after(1700, 3);
    if (way->waits != by_waitpid && way->waits != by_wait4 && way->waits != by_waitid)
        awaited = other;
    wait_for_one(way, 0);
}

/* The parent sends both. */
static void is_interrupted(const struct way *way)
{
    set_handler(SIGUSR1, 0);
    awaited = end_after(2600, 3);
    wait_for_one(way, 0);
    kill(awaited, SIGKILL);
}

static void is_interrupted_by_what_restarts(const struct way *way)
{
    set_handler(SIGUSR1, SA_RESTART);
    awaited = end_after(2200, 3);
    wait_for_one(way, 0);
}

static void is_interrupted_by_either(const struct way *way)
{
    set_handler(SIGUSR2, SA_RESTART);
    is_interrupted(way);
}

static void is_left_by_a_jump(const struct way *way)
{
    signal(SIGUSR1, jump);
    awaited = end_after(2600, 3);
    if (sigsetjmp(back, 1) == 0)
        wait_for_one(way, 0);
    printf("left, blocked %d %d\n", is_blocked(SIGCHLD), is_blocked(SIGUSR1));
    kill(awaited, SIGKILL);
}

static void is_ended_by_a_signal(const struct way *way)
{
    set_handler(SIGUSR2, SA_RESTART);
    awaited = end_after(2000, 3);
    signal(SIGUSR1, SIG_DFL);
    wait_for_one(way, 0);
}

static pid_t stop_after(long ms, bool is_traced)
{
    pid_t child = fork();
    if (child == 0) {
        sleep_ms(ms);
        if (is_traced)
            ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        kill(getpid(), SIGSTOP);
        sleep_ms(300);
        _exit(5);
    }
    return child;
}

static void has_a_stop(const struct way *way)
{
    if (!way->has_options)
        return;
    awaited = stop_after(1400, false);
    wait_for_one(way, WUNTRACED);
    kill(awaited, SIGCONT);
    wait_for_one(way, 0);
}

/* Nobody asked for it. */
static void has_a_tracees_stop(const struct way *way)
{
    awaited = stop_after(1400, true);
    if (way->waits != by_waitid && way->waits != by_waitid_for_any)
        wait_for_one(way, 0);
    kill(awaited, SIGKILL);
}

static void handles_sigchld(const struct way *way)
{
    set_handler(SIGCHLD, SA_RESTART);
    awaited = end_after(1500, 3);
    wait_for_one(way, 0);
}

static void ignores_sigchld(const struct way *way)
{
    signal(SIGCHLD, SIG_IGN);
    awaited = end_after(1500, 3);
    wait_for_one(way, 0);
}

static void holds_sigchld(const struct way *way)
{
    sigset_t set, waiting;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    awaited = end_after(1500, 3);
    wait_for_one(way, 0);
    sigpending(&waiting);
    printf("waits %d\n", sigismember(&waiting, SIGCHLD));
}

static const struct {
    const char *name;
    void (*tries)(const struct way *way);
} trials[] = {{"has an end", has_an_end},
              {"has the end of one that is killed", has_the_end_of_one_that_is_killed},
              {"has it after another", has_it_after_another},
              {"is interrupted", is_interrupted},
              {"is interrupted by what restarts", is_interrupted_by_what_restarts},
              {"is interrupted by either", is_interrupted_by_either},
              {"is left by a jump", is_left_by_a_jump},
              {"is ended by a signal", is_ended_by_a_signal},
              {"has a stop", has_a_stop},
              {"has a tracee's stop", has_a_tracees_stop},
              {"handles SIGCHLD", handles_sigchld},
              {"ignores SIGCHLD", ignores_sigchld},
              {"holds SIGCHLD", holds_sigchld}};

static pid_t begin(const struct way *way, void (*tries)(const struct way *way), int *output)
{
    int ends[2];
    must(pipe(ends));
    pid_t copy = fork();
    if (copy == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[1]);
        setpgid(0, 0);
        tries(way);
        exit(0);
    }
    witness("fork", copy, 0);
    close(ends[1]);
    *output = ends[0];
    return copy;
}

/* What a copy's own children hold open does not end. */
static void copy_output(pid_t copy, int output)
{
    char text[1024];
    int status = reap(copy);
    ssize_t size = read(output, text, sizeof text);
    printf("%.*s%s", size > 0 ? (int)size : 0, text, size > 0 ? "" : "\n");
    if (status != 0)
        printf("status %d\n", status);
    close(output);
}

int main(int count, char **values)
{
    const char *what = count > 1 ? values[1] : "";
    for (size_t trial = 0; trial < sizeof trials / sizeof *trials; trial++) {
        pid_t copies[WAYS];
        int outputs[WAYS];
        if (strcmp(what, trials[trial].name) != 0)
            continue;
        for (size_t i = 0; i < WAYS; i++)
            copies[i] = begin(&ways[i], trials[trial].tries, &outputs[i]);
        sleep_ms(1600);
        for (size_t i = 0; i < WAYS && strstr(what, "is ") == what; i++)
            kill(copies[i], SIGUSR1);
        for (size_t i = 0; i < WAYS; i++) {
            printf("%s %s: ", ways[i].name, what);
            copy_output(copies[i], outputs[i]);
        }
    }
    return 0;
}
