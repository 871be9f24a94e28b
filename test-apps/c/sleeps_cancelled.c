/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads of a copy, on the smallest stacks, that are cancelled in a sleep into which a second of
 * its life falls. argv[1]: "at once": they may be anywhere; "disabled": they may not, until it is
 * over; "before": as they begin.
 */
#include <pthread.h>
#include <stdbool.h>

#include "asleep.h"
#include "sleeps.h"
#include "witness.h"

#define MS 2500

struct sleeper {
    const struct way *way;
    pthread_t thread;
    long result;
    pid_t id;
    bool is_cleaned_up, holds_signals;
};

static struct sleeper sleepers[WAYS];
static pthread_barrier_t all;

/* One copy each: they may be cancelled where they wait; anywhere; not before it is over; and are as
 * they begin. */
static const char *const trials[] = {"deferred", "at once", "disabled", "before"};
#define TRIALS (sizeof trials / sizeof *trials)
static const char *what;

static void clean_up(void *data)
{
    struct sleeper *sleeper = data;
    sigset_t now;
    pthread_sigmask(SIG_BLOCK, NULL, &now);
    sleeper->is_cleaned_up = true;
    sleeper->holds_signals = sigismember(&now, SIGALRM) == 1 || sigismember(&now, SIGTERM) == 1;
}

static void *sleeps(void *data)
{
    struct sleeper *sleeper = data;
    sleeper->id = gettid();
    sleeper->result = 99;
    if (strcmp(what, "at once") == 0) {
        /* NOLINTNEXTLINE(cert-pos47-c): that is what is tried */
        pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    }
    if (strcmp(what, "disabled") == 0)
        pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    pthread_barrier_wait(&all);
    if (strcmp(what, "before") == 0)
        pthread_cancel(pthread_self());
    pthread_cleanup_push(clean_up, data);
    long result = sleeper->way->sleeps(MS);
    sleeper->result = result;
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pthread_testcancel();
    pthread_cleanup_pop(0);
    return NULL;
}

static bool has_an_end(const struct way *way)
{
    return strcmp(what, "disabled") != 0 || (way->has & HAS_TIME) != 0;
}

static void start_all(void)
{
    pthread_attr_t small;
    unsigned count = 0;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 16384);
    for (size_t i = 0; i < WAYS; i++)
        count += has_an_end(&ways[i]);
    pthread_barrier_init(&all, NULL, count + 1);
    for (size_t i = 0; i < WAYS; i++) {
        sleepers[i].way = &ways[i];
        if (has_an_end(&ways[i]) &&
            pthread_create(&sleepers[i].thread, &small, sleeps, &sleepers[i]) != 0)
            abort();
    }
    pthread_barrier_wait(&all);
}

static void cancel_all(void)
{
    /* As long as nobody is measured at once, all that follow sleep beyond the first second. */
    for (int i = 0; i < 150; i++)
        usleep(10000);
    for (size_t i = 0; i < WAYS; i++) {
        if (!has_an_end(&ways[i]))
            continue;
        if (strcmp(what, "before") != 0)
            wait_until_asleep(sleepers[i].id);
        pthread_cancel(sleepers[i].thread);
    }
}

static void tell(const struct sleeper *sleeper)
{
    void *result = NULL;
    if (!has_an_end(sleeper->way))
        return;
    pthread_join(sleeper->thread, &result);
    printf("%s: %s, %ld, cleaned up %d, holds signals %d\n", sleeper->way->name,
           result == PTHREAD_CANCELED ? "cancelled" : "NOT CANCELLED", sleeper->result,
           sleeper->is_cleaned_up, sleeper->holds_signals);
}

static void run(const char *trial)
{
    what = trial;
    start_all();
    cancel_all();
    for (size_t i = 0; i < WAYS; i++)
        tell(&sleepers[i]);
}

/* Its output. */
static int begin(const char *trial)
{
    int output[2];
    if (pipe(output) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        dup2(output[1], STDOUT_FILENO);
        run(trial);
        exit(7);
    }
    witness("fork", child, 0);
    close(output[1]);
    return output[0];
}

int main(void)
{
    int outputs[TRIALS];
    char text[4096];
    for (size_t i = 0; i < TRIALS; i++)
        outputs[i] = begin(trials[i]);
    for (size_t i = 0; i < TRIALS; i++) {
        printf("%s:\n", trials[i]);
        for (ssize_t size; (size = read(outputs[i], text, sizeof text)) > 0;)
            fwrite(text, 1, (size_t)size, stdout);
    }
    return 0;
}
