/* SPDX-License-Identifier: Apache-2.0 */
/* How long fork stops a process of so many MiB in small pages: as FORK_STALL predicts it, and as it
 * was. Prints a row for each size that is asked for. Fails where the machine has no room for it,
 * and where the process's own forks did not teach it what the next one takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/clock.h"
#include "risk/mechanism.h"
#include "risk/stall.h"

#define MIB (UINT64_C(1024) * 1024)
/* Forks behind the first, which may have waited for a processor: so many that it is forgotten. */
#define MORE       12
#define MOST_TIMES 4

struct fork_time {
    uint64_t predicted, measured;
};

static void touch(uint64_t bytes)
{
    void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) {
        perror("fork_stall: mmap");
        exit(1);
    }
    madvise(area, bytes, MADV_NOHUGEPAGE);
    memset(area, 1, bytes);
}

/* As the library does it: the facts before, the clock round the call, the rate kept for the next.
 */
static struct fork_time time_fork(struct facts *facts)
{
    process_read(&facts->process, PROCESS_SELF);
    system_read(&facts->system);
    /* Other processes' are not known from ours, which has none (docs/risk-model.md). */
    facts->system.anonymous_huge = 0;
    uint64_t predicted = stall_foreseen(facts);
    uint64_t before = clock_nanoseconds(CLOCK_MONOTONIC);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    struct outcome outcome = {.duration_ns = clock_nanoseconds(CLOCK_MONOTONIC) - before};
    if (child < 0) {
        perror("fork_stall: fork");
        exit(1);
    }
    waitpid(child, NULL, 0);
    facts->stall_rate = stall_rate_after(MECHANISM_FORK, facts, &outcome);
    return (struct fork_time){predicted, outcome.duration_ns};
}

static double ratio(const struct fork_time *time)
{
    return (double)time->predicted / (double)time->measured;
}

static int by_ratio(const void *a, const void *b)
{
    double difference = ratio(a) - ratio(b);
    return (difference > 0) - (difference < 0);
}

static double ms(uint64_t nanoseconds)
{
    return (double)nanoseconds / 1e6;
}

/* In a process of its own, which gives all back at its end. False where all later forks were
 * predicted by more than MOST_TIMES too high, or all too low. */
static bool print_row(unsigned long mib)
{
    static struct facts facts;
    struct fork_time more[MORE];
    touch(mib * MIB);
    struct fork_time first = time_fork(&facts);
    for (int i = 0; i < MORE; i++)
        more[i] = time_fork(&facts);
    qsort(more, MORE, sizeof *more, by_ratio);
    const struct fork_time *low = &more[0], *middle = &more[MORE / 2], *high = &more[MORE - 1];
    printf("| %lu | %.1f | %.1f | %.2f | %.1f | %.1f | %.2f (%.2f to %.2f) |\n", mib,
           ms(first.predicted), ms(first.measured), ratio(&first), ms(middle->predicted),
           ms(middle->measured), ratio(middle), ratio(low), ratio(high));
    fflush(stdout);
    return ratio(low) < MOST_TIMES && ratio(high) > 1.0 / MOST_TIMES;
}

static int row_of(unsigned long mib)
{
    struct system_facts system;
    system_read(&system);
    if (mib == 0 || !is_known(system.available) || system.available / 2 < mib * MIB) {
        fprintf(stderr, "fork_stall: %lu MiB are none, or above half of what is available\n", mib);
        return 1;
    }
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        _exit(!print_row(mib));
    }
    waitpid(child, &status, 0);
    return status != 0;
}

int main(int count, char **arguments)
{
    int failed = count < 2;
    if (failed)
        fprintf(stderr, "usage: fork_stall MIB...\n");
    else
        printf("| MiB touched | first fork: predicted, ms | measured | ratio "
               "| later ones: predicted | measured | ratio (least to most) |\n"
               "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    fflush(stdout);
    for (int i = 1; i < count; i++)
        failed |= row_of(strtoul(arguments[i], NULL, 10));
    return failed;
}
