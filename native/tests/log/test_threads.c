/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that log, fold and count at once; of use above all under ThreadSanitizer. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "../test.h"
#include "log/log.h"
#include "log/repeats.h"
#include "log/summary.h"

#define THREADS 4
#define CALLS   2000

static atomic_ulong accounted;

static void fold(unsigned turn)
{
    struct event event = {.call = "fork", .mechanism = MECHANISM_FORK};
    event.time_ns = 1 + turn;
    event.outcome.error = turn % 100 == 99 ? 0 : EAGAIN;
    struct row *row = repeats_expected(&event);
    if (row != NULL && repeats_continued(row, &event))
        return;
    int error;
    atomic_fetch_add(&accounted, repeats_take(&event, &error) + 1);
    summary_count(&event);
}

static void *run(void *unused)
{
    struct origin origin = {.pid = 41, .tid = 1, .start = 99};
    for (unsigned i = 0; i < CALLS; i++) {
        fold(i);
        if (i % 16 == 0)
            log_append(&origin, "line\n", 5);
    }
    return unused;
}

TEST(each_call_of_each_thread_is_accounted_for_once)
{
    char path[] = "/tmp/spawnrisk-threads-XXXXXX";
    close(mkstemp(path));
    assert_int_equal(log_to(path), 0);
    summary_want();
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);

    struct event event;
    while (repeats_next(&event))
        atomic_fetch_add(&accounted, event.repeats);
    assert_int_equal(atomic_load(&accounted), THREADS * CALLS);
    int fd = open(path, O_RDONLY);
    assert_int_equal(lseek(fd, 0, SEEK_END), THREADS * CALLS / 16 * 5);
    close(fd);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_of_each_thread_is_accounted_for_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
