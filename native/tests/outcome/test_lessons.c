/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of children's deeds, of whom, and for how long. */
#include "outcome/lessons.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"

static struct learned_facts known(uint64_t site)
{
    struct learned_facts learned;
    lessons_read(site, &learned);
    return learned;
}

TEST(a_site_is_where_it_is_and_what_it_runs)
{
    const char here[2] = "", *frames = "a.B.c:1\nd.E.f:2";
    struct caller_context java = {.frames = frames};
    struct caller_context other = {.frames = "a.B.c:2"};
    assert_int_equal(lessons_site(here, NULL, "true"), lessons_site(here, NULL, "true"));
    assert_true(lessons_site(here, NULL, "true") != lessons_site(here + 1, NULL, "true"));
    assert_true(lessons_site(here, NULL, "true") != lessons_site(here, NULL, "false"));
    assert_true(lessons_site(here, NULL, "") != 0);
    /* All Java calls come from the same place in the JDK's library. */
    assert_int_equal(lessons_site(here, &java, "true"), lessons_site(here + 1, &java, "true"));
    assert_true(lessons_site(here, &java, "true") != lessons_site(here, &other, "true"));
}

TEST(what_was_taught_is_known_of_that_site_alone)
{
    assert_int_equal(known(77).children, 0);
    lessons_teach(77, LESSON_CHILDREN, 1);
    lessons_teach(77, LESSON_CHILDREN, 1);
    lessons_teach(77, LESSON_COPIED, 5 * MIB);
    lessons_teach(77, LESSON_PEAK_RSS, 7 * MIB);
    lessons_teach(77, LESSON_WINDOW, 900);
    lessons_teach(77, LESSON_NO_EXEC, 1);
    struct learned_facts learned = known(77);
    assert_int_equal(learned.children, 2);
    assert_int_equal(learned.copied, 5 * MIB);
    assert_int_equal(learned.peak_rss, 7 * MIB);
    assert_int_equal(learned.window_ns, 900);
    assert_int_equal(learned.no_exec, 1);
    assert_int_equal(known(78).children, 0);
}

TEST(who_never_spawned_and_what_is_unknown_is_not_learned)
{
    lessons_teach(4242, LESSON_COPIED, MIB);
    assert_int_equal(known(4242).copied, 0);
    lessons_teach(4242, LESSON_COPIED, UNKNOWN);
    lessons_teach(0, LESSON_COPIED, MIB);
    assert_int_equal(known(4242).copied, 0);
}

TEST(a_bound_lowers_what_is_above_it_and_teaches_nothing_else)
{
    (void)known(501);
    lessons_bound(501, LESSON_PEAK_RSS, 8 * MIB);
    assert_int_equal(known(501).peak_rss, 0);
    assert_int_equal(lessons_figure(501, LESSON_PEAK_RSS), 0);
    lessons_teach(501, LESSON_PEAK_RSS, 16 * MIB);
    assert_int_equal(lessons_figure(501, LESSON_PEAK_RSS), 16 * MIB);
    lessons_bound(501, LESSON_PEAK_RSS, UNKNOWN);
    lessons_bound(501, LESSON_PEAK_RSS, 17 * MIB);
    assert_int_equal(known(501).peak_rss, 16 * MIB);
    lessons_bound(501, LESSON_PEAK_RSS, 8 * MIB);
    assert_int_equal(known(501).peak_rss, 15 * MIB);
    for (int i = 0; i < 200; i++)
        lessons_bound(501, LESSON_PEAK_RSS, 8 * MIB);
    assert_in_range(known(501).peak_rss, 8 * MIB, 8 * MIB + 8);
    assert_int_equal(lessons_figure(502, LESSON_PEAK_RSS), 0);
}

/* Sites that all begin their look at the same place. */
static uint64_t crowding(uint64_t n)
{
    return (n << 50) + n * 512 + 100;
}

TEST(the_site_that_has_spawned_longest_ago_gives_up_its_place)
{
    for (uint64_t n = 1; n <= 8; n++) {
        assert_int_equal(known(crowding(n)).children, 0);
        lessons_teach(crowding(n), LESSON_CHILDREN, 1);
    }
    assert_int_equal(known(crowding(1)).children, 1);
    assert_int_equal(known(crowding(9)).children, 0);
    assert_int_equal(known(crowding(1)).children, 1);
    /* What comes late for the second is not the ninth's. */
    lessons_teach(crowding(2), LESSON_COPIED, MIB);
    assert_int_equal(known(crowding(9)).copied, 0);
    assert_int_equal(known(crowding(2)).children, 0);
}

TEST(a_copy_of_the_process_teaches_its_parent)
{
    (void)known(9001);
    pid_t child = fork();
    if (child == 0) {
        lessons_teach(9001, LESSON_COPIED, 33 * MIB);
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(known(9001).copied, 33 * MIB);
}

TEST(a_figure_that_is_larger_than_any_machine_stays_below_its_owners_name)
{
    (void)known(31);
    lessons_teach(31, LESSON_PEAK_RSS, UINT64_MAX - 1);
    assert_int_equal(known(31).peak_rss, (UINT64_C(1) << 48) - 1);
}

static void *teach_many(void *unused)
{
    for (uint64_t i = 1; i < 20000; i++) {
        uint64_t site = (i % 700 + 1) * 0x9e3779b97f4a7c15U;
        struct learned_facts learned = known(site);
        assert_true(learned.copied == 0 || learned.copied == i % 700 + 1);
        lessons_teach(site, LESSON_COPIED, i % 700 + 1);
    }
    return unused;
}

TEST(threads_that_crowd_the_table_learn_nothing_that_is_anothers)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, teach_many, NULL), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_site_is_where_it_is_and_what_it_runs),
        cmocka_unit_test(what_was_taught_is_known_of_that_site_alone),
        cmocka_unit_test(who_never_spawned_and_what_is_unknown_is_not_learned),
        cmocka_unit_test(a_bound_lowers_what_is_above_it_and_teaches_nothing_else),
        cmocka_unit_test(the_site_that_has_spawned_longest_ago_gives_up_its_place),
        cmocka_unit_test(a_copy_of_the_process_teaches_its_parent),
        cmocka_unit_test(a_figure_that_is_larger_than_any_machine_stays_below_its_owners_name),
        cmocka_unit_test(threads_that_crowd_the_table_learn_nothing_that_is_anothers),
    };
    return RUN(tests);
}
