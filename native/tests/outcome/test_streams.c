/* SPDX-License-Identifier: Apache-2.0 */
/* The table of streams: each leads to its child once. */
#include "outcome/streams.h"

#include "../test.h"
#include "memory/piped.h"

static struct stream_child found;
static char streams[3000];

TEST(a_stream_leads_to_its_child_once)
{
    assert_false(streams_take(&streams[0], &found));
    streams_add(&streams[0], (struct stream_child){4801, 17, 7});
    streams_add(&streams[1], (struct stream_child){4802, 18, 8});
    assert_true(streams_take(&streams[0], &found));
    assert_int_equal(4801, found.pid);
    assert_int_equal(17, found.sequence);
    assert_false(streams_take(&streams[0], &found));
    assert_true(streams_take(&streams[1], &found));
    assert_int_equal(4802, found.pid);
}

TEST(the_descriptor_of_a_stream_is_known_for_one_as_long_as_it_is_open)
{
    assert_false(piped_has_any());
    streams_add(&streams[0], (struct stream_child){4801, 17, 7});
    assert_true(piped_has_any() && piped_has(7) && !piped_has(8));
    assert_true(streams_take(&streams[0], &found));
    assert_false(piped_has_any() || piped_has(7));
}

TEST(more_streams_than_there_is_room_for_are_not_kept)
{
    int kept = 0;
    for (int i = 0; i < 3000; i++)
        streams_add(&streams[i], (struct stream_child){i + 1, 1, i});
    for (int i = 0; i < 3000; i++)
        kept += streams_take(&streams[i], &found) && found.pid == i + 1;
    assert_int_equal(1024, kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_leads_to_its_child_once),
        cmocka_unit_test(the_descriptor_of_a_stream_is_known_for_one_as_long_as_it_is_open),
        cmocka_unit_test(more_streams_than_there_is_room_for_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
