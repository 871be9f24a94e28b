/* SPDX-License-Identifier: Apache-2.0 */
/* Words for which wordexp(3) runs a shell, and words for which it does not. */
#include "interpose/words.h"

#include "../test.h"

TEST(a_command_is_seen_in_either_form)
{
    assert_true(words_have_a_command("a $(ls) b"));
    assert_true(words_have_a_command("a `ls` b"));
    assert_true(words_have_a_command("\"$(ls)\""));
    assert_true(words_have_a_command("$((ls); (ls))"));
}

TEST(words_without_a_command_have_none)
{
    assert_false(words_have_a_command(""));
    assert_false(words_have_a_command("a ~ * $HOME ${A} $((1 + (2)))"));
    assert_false(words_have_a_command("'$(ls)' '`ls`' \\$(ls)"));
    assert_false(words_have_a_command("'unfinished $(ls)"));
}

TEST(single_quotes_quote_nothing_in_the_name_of_a_user)
{
    assert_true(words_have_a_command("~'`:``"));
    assert_true(words_have_a_command("a=~b'c $(ls)"));
    assert_true(words_have_a_command("~'\"'$(ls)'"));
    assert_false(words_have_a_command("~ ~root '~' \\$(ls)"));
}

TEST(single_quotes_quote_nothing_within_double_ones_parameters_and_arithmetic)
{
    assert_true(words_have_a_command("\"'$(ls)'\""));
    assert_true(words_have_a_command("${A-'$(ls)'}"));
    assert_true(words_have_a_command("$((1')$(ls)'))"));
    assert_true(words_have_a_command("$((1(($.())1')(1$(ls))1)) ))"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_seen_in_either_form),
        cmocka_unit_test(words_without_a_command_have_none),
        cmocka_unit_test(single_quotes_quote_nothing_in_the_name_of_a_user),
        cmocka_unit_test(single_quotes_quote_nothing_within_double_ones_parameters_and_arithmetic),
    };
    return RUN(tests);
}
