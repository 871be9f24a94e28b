/* SPDX-License-Identifier: Apache-2.0 */
/* The charge under policy 2: of this very process, against limits that are made up. */
#include "memory/charge.h"

#include <sys/mman.h>

#include "../test.h"
#include "memory/areas.h"

#define BYTES (64 * MIB)
/* Above what a sanitizer reserves. */
#define LIMIT      (1UL << 60)
#define TOLERANCE  MIB
#define READ_WRITE (PROT_READ | PROT_WRITE)

/* What is left of the limit, this process's copy not yet taken off. */
static struct facts leaving(uint64_t room)
{
    struct facts facts = {.system = {.overcommit_policy = OVERCOMMIT_NEVER,
                                     .commit_limit = LIMIT,
                                     .committed = LIMIT - room,
                                     .admin_reserve = 0,
                                     .user_reserve = 0,
                                     .commit_tolerance = TOLERANCE}};
    process_read(&facts.process, PROCESS_SELF);
    return facts;
}

static char *map(int protection, int flags)
{
    char *area = mmap(NULL, BYTES, protection, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    return area;
}

static uint64_t exact_charge(void)
{
    struct area_facts areas;
    assert_true(areas_read(&areas, PROCESS_SELF));
    return areas.commit_charge;
}

/* Once the walk before has rested. */
static struct facts walked(uint64_t room)
{
    struct facts facts;
    do {
        facts = leaving(room);
        charge_read(&facts);
    } while (!facts.process.exact);
    return facts;
}

TEST(where_the_whole_address_space_fits_nothing_is_walked_through)
{
    struct facts facts = leaving(0), before = facts;
    facts = leaving(facts.process.virtual_size * 2);
    charge_read(&facts);
    assert_false(facts.process.exact);
    assert_int_equal(facts.process.commit_charge, before.process.commit_charge);
}

TEST(no_other_policy_has_it_looked_for)
{
    struct facts facts = leaving(0);
    facts.system.overcommit_policy = OVERCOMMIT_GUESS;
    charge_read(&facts);
    assert_false(facts.process.exact);
}

TEST(what_is_kept_from_children_is_taken_off_where_it_would_not_fit)
{
    char *kept = map(READ_WRITE, 0);
    assert_int_equal(madvise(kept, BYTES, MADV_DONTFORK), 0);
    struct facts facts = walked(BYTES / 2);
    assert_int_equal(facts.process.commit_charge, exact_charge());
    assert_true(facts.process.commit_charge < BYTES / 2);
    munmap(kept, BYTES);
}

/* Without a page of its own an area is charged no more once it is read-only (mprotect_fixup). */
TEST(what_was_written_and_made_read_only_is_added_where_that_decides)
{
    char *written = map(READ_WRITE, 0);
    *written = 1;
    assert_int_equal(mprotect(written, BYTES, PROT_NONE), 0);
    struct facts facts = walked(BYTES);
    assert_int_equal(facts.process.commit_charge, exact_charge());
    assert_true(facts.process.commit_charge > BYTES);
    munmap(written, BYTES);
}

TEST(what_is_said_until_the_next_walk_is_what_the_last_one_found)
{
    char *unreserved = map(READ_WRITE, MAP_NORESERVE);
    uint64_t exact = walked(BYTES / 2).process.commit_charge;
    struct facts facts = leaving(BYTES / 2);
    charge_read(&facts);
    assert_int_equal(facts.process.commit_charge, exact);
    munmap(unreserved, BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_the_whole_address_space_fits_nothing_is_walked_through),
        cmocka_unit_test(no_other_policy_has_it_looked_for),
        cmocka_unit_test(what_is_kept_from_children_is_taken_off_where_it_would_not_fit),
        cmocka_unit_test(what_was_written_and_made_read_only_is_added_where_that_decides),
        cmocka_unit_test(what_is_said_until_the_next_walk_is_what_the_last_one_found),
    };
    return RUN(tests);
}
