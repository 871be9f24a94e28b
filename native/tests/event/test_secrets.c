/* SPDX-License-Identifier: Apache-2.0 */
/* Which arguments leave the process, and what of those that a pattern tells. */
#include "event/secrets.h"

#include <stdio.h>
#include <string.h>

#include "../test.h"

static char shown[8][64];

/* Ends with NULL. */
static void hide(const char *const *arguments)
{
    bool is_value = false;
    for (size_t i = 0; arguments[i] != NULL; i++) {
        snprintf(shown[i], sizeof shown[i], "%s", arguments[i]);
        is_value = secrets_hide(shown[i], is_value);
    }
}

static void assert_hides(const char *argument, const char *expected)
{
    hide((const char *[]){argument, NULL});
    assert_string_equal(shown[0], expected);
}

TEST(what_no_pattern_tells_is_shown)
{
    assert_hides("--verbose=yes", "--verbose=yes");
    assert_hides("", "");
    assert_hides("=", "=");
    assert_hides("https://host/path?q=a@b", "https://host/path?q=a@b");
}

TEST(a_value_behind_a_plain_name_is_hidden_and_the_name_shown)
{
    assert_hides("--password=correct-horse", "--password=***");
    assert_hides("PGPASSWORD=correct=horse", "PGPASSWORD=***");
    assert_hides("--api-key=", "--api-key=***");
    assert_hides("LANG=C mysql --password x", "LANG=***");
}

TEST(an_argument_that_is_no_plain_name_is_hidden_whole)
{
    assert_hides("mysql --password correct-horse", "***");
    assert_hides("-passwordcorrect-horse", "***");
    assert_hides("-Dkey.password=correct-horse", "***");
    assert_hides("Authorization: Bearer correct-horse", "***");
    assert_hides("https://user:correct-horse@host/", "***");
    assert_hides("my password", "***");
}

TEST(the_value_that_follows_an_option_is_hidden)
{
    hide((const char *[]){"--password", "correct-horse", "next", "--TOKEN", "--secret", "battery",
                          "requirepass", NULL});
    assert_string_equal(shown[0], "--password");
    assert_string_equal(shown[1], "***");
    assert_string_equal(shown[2], "next");
    assert_string_equal(shown[3], "--TOKEN");
    assert_string_equal(shown[4], "***");
    assert_string_equal(shown[5], "***");
    assert_string_equal(shown[6], "***");
}

TEST(a_pattern_of_the_users_counts_beside_the_usual_ones_and_is_of_any_case)
{
    assert_hides("--card=4711", "--card=4711");
    assert_true(secrets_add("-p*;;--CARD=*;*x*y*z"));
    assert_hides("--card=4711", "--card=***");
    assert_hides("-phorse", "***");
    assert_hides("axxbyyczz", "***");
    assert_hides("axxbyyczza", "axxbyyczza");
    assert_hides("--password=horse", "--password=***");
}

TEST(one_list_takes_room_once_and_a_list_too_long_is_refused)
{
    static char most[SECRETS_BYTES + 1];
    memset(most, 'q', SECRETS_BYTES);
    assert_false(secrets_add(most));
    assert_hides("qqq", "qqq");
    for (int i = 0; i < 1000; i++)
        assert_true(secrets_add("*again*;*and*again*"));
    assert_true(secrets_add(NULL));
}

TEST(no_list_is_half_taken_where_there_is_no_room)
{
    static char list[SECRETS_BYTES];
    memset(list, 'w', sizeof list - 1);
    bool taken = true;
    for (int i = 0; i < 8 && taken; i++) {
        list[0] = (char)('a' + i);
        taken = secrets_add(list);
    }
    assert_false(taken);
    assert_hides("www", "www");
    assert_hides("--card=4711", "--card=***");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_no_pattern_tells_is_shown),
        cmocka_unit_test(a_value_behind_a_plain_name_is_hidden_and_the_name_shown),
        cmocka_unit_test(an_argument_that_is_no_plain_name_is_hidden_whole),
        cmocka_unit_test(the_value_that_follows_an_option_is_hidden),
        cmocka_unit_test(a_pattern_of_the_users_counts_beside_the_usual_ones_and_is_of_any_case),
        cmocka_unit_test(one_list_takes_room_once_and_a_list_too_long_is_refused),
        cmocka_unit_test(no_list_is_half_taken_where_there_is_no_room),
    };
    return RUN(tests);
}
