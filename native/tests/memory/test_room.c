/* SPDX-License-Identifier: Apache-2.0 */
/* What of the machine's memory and swap is none for a process. */
#include "memory/room.h"

#include "../test.h"

TEST(swap_on_zram_is_known_by_its_device)
{
    assert_true(room_is_zram("/dev/zram0                              partition\t524284\t0\t100"));
    assert_true(room_is_zram("/zram12 partition 524284 0 100"));
}

TEST(other_swap_and_the_heading_are_not)
{
    assert_false(room_is_zram("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority"));
    assert_false(room_is_zram("/dev/sda2 partition 524284 0 -2"));
    assert_false(room_is_zram("/var/zram/file file 524284 0 -2"));
    assert_false(room_is_zram("/swap file 524284 0 /zram"));
    assert_false(room_is_zram(""));
}

TEST(a_process_may_have_memory_of_no_more_nodes_than_there_are)
{
    struct facts facts = {0};
    process_read(&facts.process, PROCESS_SELF);
    system_read(&facts.system);
    room_read(&facts, PROCESS_SELF);
    assert_true(!is_known(facts.system.nodes) || facts.system.nodes >= facts.process.nodes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(swap_on_zram_is_known_by_its_device),
        cmocka_unit_test(other_swap_and_the_heading_are_not),
        cmocka_unit_test(a_process_may_have_memory_of_no_more_nodes_than_there_are),
    };
    return RUN(tests);
}
