/* SPDX-License-Identifier: Apache-2.0 */
/* The journey of a spawn, of which a warning was foreseen, as the reader in the same process has
 * it.
 */
#include <string.h>

#include "../src/foresee.h"
#include "log/reporter.h"
#include "spawn.h"
#include "test.h"

static char taken[EVENT_LINE_BYTES];

void foresee_facts(struct event *event)
{
    event->facts = (struct facts){0};
}

void foresee_jdk(struct event *event, const char *program, char *const arguments[])
{
    (void)event;
    (void)program;
    (void)arguments;
}
void foresee(struct event *event, uint64_t site)
{
    (void)site;
    foresee_facts(event);
    event->risk = (struct risk){
        .level = LEVEL_WARNING,
        .count = 1,
        .reasons = {
            {.code = REASON_FORK_STALL, .level = LEVEL_WARNING, .source = SOURCE_PAGE_TABLES}}};
}

static bool takes(const char *kind, bool patiently)
{
    size_t length = reporter_take(taken, patiently);
    taken[length] = '\0';
    return length > 0 && strstr(taken, kind) != NULL;
}

#define WARNING "\"event\":\"warning\""
#define SPAWN   "\"event\":\"spawn\""

TEST(a_patient_reader_gets_the_warning_of_a_copy_once_the_call_came_back)
{
    struct spawn spawn;

    spawn_begin(&spawn, "fork", MECHANISM_FORK, NULL, NULL);
    size_t before = reporter_take(taken, true);
    spawn_end(&spawn, -1, 12);

    assert_int_equal(before, 0);
    assert_true(takes(WARNING, true));
    assert_true(takes(SPAWN, true));
}

TEST(who_asks_gets_the_warning_before_the_call)
{
    struct spawn spawn;

    spawn_begin(&spawn, "fork", MECHANISM_FORK, NULL, NULL);
    bool is_there = takes(WARNING, false);
    spawn_end(&spawn, -1, 12);

    assert_true(is_there);
    assert_true(takes(SPAWN, true));
}

TEST(the_warning_of_what_copies_nothing_is_there_before_the_call)
{
    struct spawn spawn;

    spawn_begin(&spawn, "vfork", MECHANISM_VFORK, NULL, NULL);
    bool is_there = takes(WARNING, true);
    spawn_end(&spawn, -1, 12);

    assert_true(is_there);
    assert_true(takes(SPAWN, true));
}

/* What lies on the caller's stack is not of this call. */
TEST(a_reason_names_this_process_s_file_whatever_the_stack_held)
{
    struct spawn spawn;
    memset(&spawn, 0x5A, sizeof spawn);

    spawn_begin(&spawn, "vfork", MECHANISM_VFORK, NULL, NULL);
    bool is_there = takes("\"source\":\"/proc/self/status VmPTE\"", false);
    spawn_end(&spawn, -1, 12);

    assert_true(is_there);
    assert_true(takes(SPAWN, true));
}

static int open_queue(void **state)
{
    (void)state;
    return reporter_open();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_patient_reader_gets_the_warning_of_a_copy_once_the_call_came_back),
        cmocka_unit_test(who_asks_gets_the_warning_before_the_call),
        cmocka_unit_test(the_warning_of_what_copies_nothing_is_there_before_the_call),
        cmocka_unit_test(a_reason_names_this_process_s_file_whatever_the_stack_held),
    };
    return cmocka_run_group_tests(tests, open_queue, NULL);
}
