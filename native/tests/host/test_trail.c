/* SPDX-License-Identifier: Apache-2.0 */
/* Environments that are handed to programs: whole, cleared, changed, and unreadable. */
#include "host/trail.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../test.h"

#define PRELOAD "LD_PRELOAD=/opt/libother.so:/opt/libspawnrisk.so"
#define LOG     "SPAWNRISK_LOG=/var/log/spawns"

static char *const whole[] = {"PATH=/bin", PRELOAD, "A=b", LOG, NULL};

static enum trail after(char *const environment[])
{
    trail_begin(whole);
    return trail_in(environment);
}

TEST(the_trail_goes_on_where_library_and_log_are_handed_on)
{
    char *const turned[] = {LOG, PRELOAD, NULL};
    assert_int_equal(after(whole), TRAIL_GOES_ON);
    assert_int_equal(after(turned), TRAIL_GOES_ON);
}

TEST(the_trail_is_lost_where_either_is_missing_or_the_log_is_relative)
{
    char *const empty[] = {NULL};
    char *const no_log[] = {PRELOAD, "SPAWNRISK_LOGS=x", NULL};
    char *const empty_log[] = {PRELOAD, "SPAWNRISK_LOG=", NULL};
    char *const relative_log[] = {PRELOAD, "SPAWNRISK_LOG=log/spawns", NULL};
    char *const no_preload[] = {LOG, "XLD_PRELOAD=libspawnrisk.so", NULL};
    char *const other_preload[] = {LOG, "LD_PRELOAD=libspawn.so:libspawnris", NULL};
    assert_int_equal(after(NULL), TRAIL_IS_LOST);
    assert_int_equal(after(empty), TRAIL_IS_LOST);
    assert_int_equal(after(no_log), TRAIL_IS_LOST);
    assert_int_equal(after(empty_log), TRAIL_IS_LOST);
    assert_int_equal(after(relative_log), TRAIL_IS_LOST);
    assert_int_equal(after(no_preload), TRAIL_IS_LOST);
    assert_int_equal(after(other_preload), TRAIL_IS_LOST);
}

TEST(nothing_is_said_where_the_process_itself_did_not_get_the_library_by_its_environment)
{
    char *const log_only[] = {LOG, NULL};
    trail_begin(log_only);
    assert_int_equal(trail_in(whole), TRAIL_UNKNOWN);
    assert_int_equal(trail_in(NULL), TRAIL_UNKNOWN);
}

TEST(of_entries_of_one_name_the_last_library_and_the_first_log_count)
{
    char *const without_preload[] = {PRELOAD, LOG, "LD_PRELOAD=", NULL};
    char *const with_preload[] = {"LD_PRELOAD=", LOG, PRELOAD, "SPAWNRISK_LOG=", NULL};
    char *const without_log[] = {PRELOAD, "SPAWNRISK_LOG=", LOG, NULL};
    assert_int_equal(after(without_preload), TRAIL_IS_LOST);
    assert_int_equal(after(with_preload), TRAIL_GOES_ON);
    assert_int_equal(after(without_log), TRAIL_IS_LOST);
}

TEST(bad_pointers_are_passed_over)
{
    /* volatile, or the compiler sees them for what they are. */
    char *const *volatile unmapped = (char *const *)8;
    char *const *volatile unaligned = (char *const *)9;
    char *const bad_entries[] = {(char *)1, PRELOAD, (char *)-8, LOG, NULL};
    assert_int_equal(after(bad_entries), TRAIL_GOES_ON);
    assert_int_equal(after(unmapped), TRAIL_UNKNOWN);
    assert_int_equal(after(unaligned), TRAIL_UNKNOWN);
}

TEST(an_entry_at_the_edge_of_memory_is_read_and_one_that_runs_over_it_is_passed_over)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(memory, MAP_FAILED);
    assert_int_equal(munmap(memory + page, page), 0);
    char *edge = memory + page;
    char *const ends_there[] = {LOG, strcpy(edge - sizeof PRELOAD, PRELOAD), NULL};
    assert_int_equal(after(ends_there), TRAIL_GOES_ON);
    char *const runs_over[] = {LOG, memcpy(edge - 12, PRELOAD, 12), NULL};
    assert_int_equal(after(runs_over), TRAIL_IS_LOST);
}

TEST(nothing_is_said_of_an_environment_that_is_too_long_to_be_looked_through)
{
    enum { COUNT = 5000 };
    char **many = calloc(COUNT + 1, sizeof *many);
    for (size_t i = 0; i < COUNT; i++)
        many[i] = "A=b";
    assert_int_equal(after(many), TRAIL_UNKNOWN);
    free(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trail_goes_on_where_library_and_log_are_handed_on),
        cmocka_unit_test(the_trail_is_lost_where_either_is_missing_or_the_log_is_relative),
        cmocka_unit_test(
            nothing_is_said_where_the_process_itself_did_not_get_the_library_by_its_environment),
        cmocka_unit_test(of_entries_of_one_name_the_last_library_and_the_first_log_count),
        cmocka_unit_test(bad_pointers_are_passed_over),
        cmocka_unit_test(
            an_entry_at_the_edge_of_memory_is_read_and_one_that_runs_over_it_is_passed_over),
        cmocka_unit_test(nothing_is_said_of_an_environment_that_is_too_long_to_be_looked_through),
    };
    return RUN(tests);
}
