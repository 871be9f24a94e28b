/* SPDX-License-Identifier: Apache-2.0 */
/* The in-process sink: order, bounds, and many writers against one reader. */
#include "log/reporter.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../test.h"
#include "event/event.h"
#include "host/clock.h"

#define QUEUED  2048
#define WRITERS 4
#define LINES   20000

static char taken[EVENT_LINE_BYTES];

static void drain(void)
{
    while (reporter_take(taken, false) > 0)
        ;
}

TEST(lines_come_out_in_the_order_in_which_they_went_in)
{
    reporter_offer("first", 5);
    reporter_offer("second!", 7);
    assert_int_equal(reporter_take(taken, false), 5);
    assert_memory_equal(taken, "first", 5);
    assert_int_equal(reporter_take(taken, false), 7);
    assert_memory_equal(taken, "second!", 7);
    assert_int_equal(reporter_take(taken, false), 0);
}

TEST(the_longest_line_fits)
{
    static char longest[EVENT_LINE_BYTES - 1];
    memset(longest, 'x', sizeof longest);
    reporter_offer(longest, sizeof longest);
    assert_int_equal(reporter_take(taken, false), sizeof longest);
}

TEST(a_full_queue_counts_what_it_misses_and_keeps_what_it_has)
{
    unsigned long missed = reporter_missed();
    for (int i = 0; i < QUEUED + 3; i++)
        reporter_offer("line", 4);
    assert_int_equal(reporter_missed() - missed, 3);
    int count = 0;
    while (reporter_take(taken, false) > 0)
        count++;
    assert_int_equal(count, QUEUED);
}

static uint64_t in_an_hour(void)
{
    return clock_nanoseconds(CLOCK_MONOTONIC) + 3600ULL * NANOSECONDS;
}

TEST(a_patient_reader_takes_nothing_until_each_call_is_over)
{
    uint64_t first = reporter_hold(in_an_hour()), second = reporter_hold(in_an_hour());
    assert_true(first != 0 && second != 0);
    reporter_offer("warning", 7);
    assert_int_equal(reporter_take(taken, true), 0);
    reporter_release(first);
    assert_int_equal(reporter_take(taken, true), 0);
    reporter_release(second);
    assert_int_equal(reporter_take(taken, true), 7);
}

TEST(who_asks_gets_each_line_at_once)
{
    uint64_t hold = reporter_hold(in_an_hour());
    reporter_offer("warning", 7);
    assert_int_equal(reporter_take(taken, false), 7);
    reporter_release(hold);
}

TEST(a_call_that_hangs_holds_its_warning_for_its_time_and_no_longer)
{
    uint64_t hold = reporter_hold(clock_nanoseconds(CLOCK_MONOTONIC) + NANOSECONDS / 50);
    reporter_offer("warning", 7);
    size_t length = 0;
    while (length == 0)
        length = reporter_take(taken, true);
    assert_int_equal(length, 7);
    assert_true(clock_nanoseconds(CLOCK_MONOTONIC) >= hold);
}

TEST(calls_that_never_came_back_leave_room_for_others)
{
    for (int i = 0; i < 100; i++)
        assert_int_not_equal(reporter_hold(1), 0);
    uint64_t hold = reporter_hold(in_an_hour());
    reporter_offer("warning", 7);
    assert_int_equal(reporter_take(taken, true), 0);
    reporter_release(hold);
    assert_int_equal(reporter_take(taken, true), 7);
}

TEST(a_patient_reader_leaves_half_of_the_queue_free)
{
    uint64_t hold = reporter_hold(in_an_hour());
    for (int i = 0; i < QUEUED / 2 - 1; i++)
        reporter_offer("line", 4);
    assert_int_equal(reporter_take(taken, true), 0);
    reporter_offer("line", 4);
    assert_int_equal(reporter_take(taken, true), 4);
    assert_int_equal(reporter_take(taken, true), 0);
    reporter_release(hold);
    drain();
}

static void *write_lines(void *number)
{
    char line[32];
    for (int i = 0; i < LINES; i++) {
        int length = snprintf(line, sizeof line, "%d %d", *(int *)number, i);
        reporter_offer(line, (size_t)length);
    }
    return NULL;
}

TEST(every_line_of_every_writer_is_taken_once_or_counted_as_missed)
{
    drain();
    unsigned long missed = reporter_missed(), count = 0;
    pthread_t writers[WRITERS];
    int numbers[WRITERS], last[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        numbers[i] = i;
        last[i] = -1;
        assert_int_equal(pthread_create(&writers[i], NULL, write_lines, &numbers[i]), 0);
    }
    while (count + (reporter_missed() - missed) < WRITERS * LINES) {
        size_t length = reporter_take(taken, false);
        if (length == 0)
            continue;
        taken[length] = '\0';
        int writer = -1, line = -1;
        assert_int_equal(sscanf(taken, "%d %d", &writer, &line), 2);
        assert_true(line > last[writer]);
        last[writer] = line;
        count++;
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(writers[i], NULL);
    assert_int_equal(reporter_take(taken, false), 0);
    assert_int_equal(count + (reporter_missed() - missed), WRITERS * LINES);
}

TEST(a_closed_queue_forgets_what_it_had_before_it_is_opened_again)
{
    reporter_offer("before", 6);
    for (int i = 0; i < QUEUED; i++)
        reporter_offer("more", 4);
    reporter_close();
    assert_false(reporter_is_open());
    assert_int_equal(reporter_open(), 0);
    assert_true(reporter_is_open());
    assert_int_equal(reporter_missed(), 0);
    assert_int_equal(reporter_take(taken, false), 0);
    reporter_offer("after", 5);
    assert_int_equal(reporter_take(taken, false), 5);
    assert_memory_equal(taken, "after", 5);
}

/* Exact, unlike what statm tells: the kernel walks the pages for it. */
static unsigned long own_kilobytes(void)
{
    char line[128];
    unsigned long own = 0;
    FILE *rollup = fopen("/proc/self/smaps_rollup", "re");
    while (rollup != NULL && fgets(line, sizeof line, rollup) != NULL)
        if (sscanf(line, "Anonymous: %lu", &own) == 1)
            break;
    if (rollup != NULL)
        (void)fclose(rollup);
    return own;
}

TEST(a_closed_queue_has_given_its_lines_memory_back)
{
    static char longest[EVENT_LINE_BYTES - 1];
    memset(longest, 'x', sizeof longest);
    for (int i = 0; i < QUEUED; i++)
        reporter_offer(longest, sizeof longest);
    unsigned long full = own_kilobytes();
    assert_true(full > 0);
    reporter_close();
    /* A sanitizer keeps a little of its own for what it sees for the first time. */
    assert_true(own_kilobytes() + QUEUED * EVENT_LINE_BYTES / 1024 <= full + 64);
    assert_int_equal(reporter_open(), 0);
    assert_int_equal(reporter_take(taken, false), 0);
}

TEST(a_closed_queue_takes_no_line)
{
    reporter_close();
    reporter_offer("late", 4);
    assert_int_equal(reporter_take(taken, false), 0);
    assert_int_equal(reporter_open(), 0);
    assert_int_equal(reporter_take(taken, false), 0);
}

static atomic_bool enough;

static void *write_until_enough(void *letter)
{
    char line[EVENT_LINE_BYTES - 1];
    memset(line, *(char *)letter, sizeof line);
    while (!atomic_load(&enough))
        reporter_offer(line, sizeof line);
    return NULL;
}

TEST(a_line_that_is_written_while_the_queue_is_closed_and_opened_comes_out_whole)
{
    pthread_t writers[WRITERS];
    char letters[WRITERS] = {'a', 'b', 'c', 'd'};
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&writers[i], NULL, write_until_enough, &letters[i]), 0);
    uint64_t end = clock_nanoseconds(CLOCK_MONOTONIC) + NANOSECONDS;
    while (clock_nanoseconds(CLOCK_MONOTONIC) < end) {
        reporter_close();
        assert_int_equal(reporter_open(), 0);
        for (int asked = 0; asked < 500; asked++) {
            size_t length = reporter_take(taken, false);
            if (length == 0)
                continue;
            assert_int_equal(length, EVENT_LINE_BYTES - 1);
            assert_in_range(taken[0], 'a', 'a' + WRITERS - 1);
            assert_memory_equal(taken, taken + 1, length - 1);
        }
    }
    atomic_store(&enough, true);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(writers[i], NULL);
    drain();
}

static int open_queue(void **state)
{
    (void)state;
    return reporter_open();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_out_in_the_order_in_which_they_went_in),
        cmocka_unit_test(the_longest_line_fits),
        cmocka_unit_test(a_full_queue_counts_what_it_misses_and_keeps_what_it_has),
        cmocka_unit_test(a_patient_reader_takes_nothing_until_each_call_is_over),
        cmocka_unit_test(who_asks_gets_each_line_at_once),
        cmocka_unit_test(a_call_that_hangs_holds_its_warning_for_its_time_and_no_longer),
        cmocka_unit_test(calls_that_never_came_back_leave_room_for_others),
        cmocka_unit_test(a_patient_reader_leaves_half_of_the_queue_free),
        cmocka_unit_test(a_closed_queue_forgets_what_it_had_before_it_is_opened_again),
        cmocka_unit_test(a_closed_queue_has_given_its_lines_memory_back),
        cmocka_unit_test(a_closed_queue_takes_no_line),
        cmocka_unit_test(
            a_line_that_is_written_while_the_queue_is_closed_and_opened_comes_out_whole),
        cmocka_unit_test(every_line_of_every_writer_is_taken_once_or_counted_as_missed),
    };
    return cmocka_run_group_tests(tests, open_queue, NULL);
}
