/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of maps. */
#include "memory/maps.h"

#include <sys/mman.h>

#include "../test.h"
#include "memory/facts.h"

TEST(an_area_has_bounds_permissions_and_a_name)
{
    struct map map;
    assert_true(map_parse(&map, "7f2a80000000-7f2a80800000 rw-p 00000000 00:0f 20499   /srv/a b"));
    assert_int_equal(map.start, 0x7f2a80000000);
    assert_int_equal(map_size(&map), 8 * MIB);
    assert_true(map.is_private && map.is_writable);
    assert_int_equal(map.protection, PROT_READ | PROT_WRITE);
    assert_string_equal(map.name, " 00000000 00:0f 20499   /srv/a b");
}

TEST(shared_and_readonly_areas_are_told_apart)
{
    struct map map;
    assert_true(map_parse(&map, "1000-2000 rw-s 0 0:0 0"));
    assert_false(map.is_private);
    assert_true(map_parse(&map, "1000-2000 r--p 0 0:0 0"));
    assert_true(map.is_private && !map.is_writable);
    assert_int_equal(map.protection, PROT_READ);
    assert_true(map_parse(&map, "1000-2000 r-xp 0 0:0 0"));
    assert_int_equal(map.protection, PROT_READ | PROT_EXEC);
    assert_true(map_parse(&map, "1000-2000 ---p 0 0:0 0"));
    assert_int_equal(map.protection, PROT_NONE);
    assert_true(map.is_private && !map.is_writable);
}

TEST(other_lines_are_no_areas)
{
    static const char *const lines[] = {"",          "1000",          "1000-",
                                        "1000-2000", "1000-2000 rw-", "Size:  4 kB"};
    struct map map;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_false(map_parse(&map, lines[i]));
}

TEST(absurd_bounds_have_no_size)
{
    static const char *const lines[] = {"2000-1000 rw-p 0", "1000-1000 rw-p 0", "-1000 rw-p 0",
                                        "1000- rw-p 0", "1000-12345678123456781 rw-p 0"};
    struct map map;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_true(!map_parse(&map, lines[i]) || map_size(&map) == UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_area_has_bounds_permissions_and_a_name),
        cmocka_unit_test(shared_and_readonly_areas_are_told_apart),
        cmocka_unit_test(other_lines_are_no_areas),
        cmocka_unit_test(absurd_bounds_have_no_size),
    };
    return RUN(tests);
}
