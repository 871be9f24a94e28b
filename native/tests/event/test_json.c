/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON writer: escapes, invalid bytes, and what happens when it runs out of room. */
#include "event/json.h"

#include <stdio.h>
#include <string.h>

#include "../test.h"
#include "memory/facts.h"

static char buffer[512];

static const char *text_of(const char *text, size_t length, size_t most)
{
    struct json json;
    json_start(&json, buffer, sizeof buffer - 1);
    json_text(&json, NULL, text, length, most);
    *json.at = '\0';
    return buffer;
}

TEST(members_are_separated_by_commas)
{
    struct json json;
    json_start(&json, buffer, sizeof buffer - 1);
    json_open(&json, NULL, '{');
    json_number(&json, "a", 0);
    json_open(&json, "b", '[');
    json_name(&json, NULL, "x");
    json_integer(&json, NULL, -7);
    json_close(&json, ']');
    json_bool(&json, "c", true);
    json_close(&json, '}');
    *json.at = '\0';
    assert_string_equal(buffer, "{\"a\":0,\"b\":[\"x\",-7],\"c\":true}");
}

TEST(a_number_that_is_unknown_or_above_63_bits_is_left_out)
{
    struct json json;
    json_start(&json, buffer, sizeof buffer - 1);
    json_open(&json, NULL, '{');
    json_number(&json, "a", UNKNOWN);
    json_number(&json, "b", INT64_MAX);
    json_number(&json, "c", (uint64_t)INT64_MAX + 1);
    json_close(&json, '}');
    *json.at = '\0';
    assert_string_equal(buffer, "{\"b\":9223372036854775807}");
}

TEST(quotes_backslashes_and_control_characters_are_escaped)
{
    assert_string_equal(text_of("a\"\\\n\x7f", 5, 100), "\"a\\\"\\\\\\u000a\\u007f\"");
}

TEST(valid_utf8_stays_as_it_is)
{
    const char *text = "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    char expected[32];
    snprintf(expected, sizeof expected, "\"%s\"", text);
    assert_string_equal(text_of(text, strlen(text), 100), expected);
}

TEST(bytes_that_are_not_utf8_become_replacement_characters)
{
    assert_string_equal(text_of("\xff", 1, 100), "\"\\ufffd\"");
    assert_string_equal(text_of("\xc0\x80", 2, 100), "\"\\ufffd\\ufffd\"");
    assert_string_equal(text_of("\xed\xa0\x80", 3, 100), "\"\\ufffd\\ufffd\\ufffd\"");
    assert_string_equal(text_of("\xf4\x90\x80\x80", 4, 100), "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
}

TEST(a_character_that_the_end_cuts_in_two_is_not_read_beyond_it)
{
    assert_string_equal(text_of("a\xe2\x82\xac", 3, 100), "\"a\\ufffd\\ufffd\"");
}

TEST(a_long_text_is_cut_between_characters)
{
    struct json json;
    json_start(&json, buffer, sizeof buffer - 1);
    assert_false(json_text(&json, NULL, "ab\xc3\xa9", 4, 3));
    assert_true(json.cut);
    *json.at = '\0';
    assert_string_equal(buffer, "\"ab\"");
}

TEST(nothing_is_written_behind_the_end_of_the_buffer)
{
    char small[8] = "1234567";
    struct json json;
    json_start(&json, small, 4);
    json_name(&json, NULL, "long enough");
    assert_true(json.cut);
    assert_string_equal(small + 4, "567");
}

static const char *path_of(const char *path, size_t most)
{
    struct json json;
    json_start(&json, buffer, sizeof buffer - 1);
    json_path(&json, NULL, "<", path, ">", most);
    *json.at = '\0';
    assert_int_equal(json.cut, strstr(buffer, "...") != NULL);
    return buffer;
}

TEST(of_a_path_that_takes_too_much_the_end_is_kept_between_what_is_whole)
{
    assert_string_equal(path_of("/abc", 4), "\"</abc>\"");
    assert_string_equal(path_of("/abcd", 4), "\"<...d>\"");
    assert_string_equal(path_of("/a\\b", 5), "\"</a\\\\b>\"");
    assert_string_equal(path_of("/a\\b", 4), "\"<...b>\"");
    assert_string_equal(path_of("/\xff\xffz", 10), "\"<...\\ufffdz>\"");
    assert_string_equal(path_of("/\xff\xffz", 9), "\"<...z>\"");
    assert_string_equal(path_of("/a\xc3\xa9", 3), "\"<...>\"");
    assert_string_equal(path_of("", 3), "\"<>\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_separated_by_commas),
        cmocka_unit_test(a_number_that_is_unknown_or_above_63_bits_is_left_out),
        cmocka_unit_test(quotes_backslashes_and_control_characters_are_escaped),
        cmocka_unit_test(valid_utf8_stays_as_it_is),
        cmocka_unit_test(bytes_that_are_not_utf8_become_replacement_characters),
        cmocka_unit_test(a_character_that_the_end_cuts_in_two_is_not_read_beyond_it),
        cmocka_unit_test(a_long_text_is_cut_between_characters),
        cmocka_unit_test(nothing_is_written_behind_the_end_of_the_buffer),
        cmocka_unit_test(of_a_path_that_takes_too_much_the_end_is_kept_between_what_is_whole),
    };
    return RUN(tests);
}
