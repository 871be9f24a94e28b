/* SPDX-License-Identifier: Apache-2.0 */
/* The area that policy 0 refuses, held against the kernel that runs: untouched memory costs
 * nothing.
 */
#include "memory/largest.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "host/clock.h"
#include "risk/assess.h"

#define PAGE       4096UL
#define READ_WRITE (PROT_READ | PROT_WRITE)

static struct system_facts machine(void)
{
    struct system_facts system;
    system_read(&system);
    return system;
}

static uint64_t ram_and_swap(void)
{
    struct system_facts system = machine();
    return system.total + system.swap_total;
}

/* The policy of the host is not changed for a test: a guest of the lab has the others. */
static void given_the_guessing_policy(void)
{
    if (machine().overcommit_policy != OVERCOMMIT_GUESS)
        skip(); /* a host under policy 1 or 2; CI's has 0, and the lab's guests have the others */
}

/* Address space that is charged nothing. */
static char *reserve(size_t bytes)
{
    char *area = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_ptr_not_equal(area, MAP_FAILED);
    return area;
}

static void charge(char *at, size_t bytes, int flags)
{
    void *area =
        mmap(at, bytes, READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | flags, -1, 0);
    assert_ptr_equal(area, at);
}

/* One area of more than the policy grants at once: two neighbours merge. */
static void charge_in_halves(char *at, size_t bytes)
{
    size_t half = bytes / 2 / PAGE * PAGE;
    charge(at, half, 0);
    charge(at + half, bytes - half, 0);
}

static int error_of_a_fork(void)
{
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0)
        _exit(0);
    int error = child < 0 ? errno : 0;
    if (child > 0)
        assert_int_equal(waitpid(child, NULL, 0), child);
    return error;
}

static struct risk foreseen(uint64_t *largest)
{
    struct facts facts = {.passes_descriptors = false};
    struct risk risk;
    facts_read(&facts, true, 0);
    risk_assess(MECHANISM_FORK, &facts, NULL, &risk);
    *largest = facts.process.largest_area;
    return risk;
}

static bool has(const struct risk *risk, enum reason_code code)
{
    for (unsigned i = 0; i < risk->count; i++)
        if (risk->reasons[i].code == code)
            return true;
    return false;
}

static bool is_assessed(const struct risk *risk)
{
    return (risk->not_assessed & 1U << REASON_COMMIT_REFUSED) == 0;
}

TEST(one_page_more_than_ram_and_swap_is_refused_and_foretold)
{
    given_the_guessing_policy();
    uint64_t bytes = ram_and_swap(), largest;
    char *space = reserve(bytes + 16 * PAGE);

    charge_in_halves(space + PAGE, bytes);
    struct risk risk = foreseen(&largest);
    assert_int_equal(error_of_a_fork(), 0);
    assert_int_equal(largest, bytes);
    assert_true(is_assessed(&risk) && !has(&risk, REASON_COMMIT_REFUSED));
    assert_true(has(&risk, REASON_COMMIT_NEAR));

    charge(space + PAGE + bytes, PAGE, 0);
    risk = foreseen(&largest);
    assert_int_equal(error_of_a_fork(), ENOMEM);
    assert_int_equal(largest, bytes + PAGE);
    assert_true(has(&risk, REASON_COMMIT_REFUSED));
    munmap(space, bytes + 16 * PAGE);
}

TEST(what_was_found_once_is_not_told_of_areas_that_are_gone)
{
    given_the_guessing_policy();
    uint64_t bytes = ram_and_swap() + PAGE, largest;
    char *space = reserve(bytes);
    charge_in_halves(space, bytes);
    struct risk refused = foreseen(&largest);
    munmap(space + bytes - PAGE, PAGE);
    struct risk passes = foreseen(&largest);
    assert_int_equal(error_of_a_fork(), 0);
    assert_true(has(&refused, REASON_COMMIT_REFUSED));
    assert_false(has(&passes, REASON_COMMIT_REFUSED));
    munmap(space, bytes);
}

TEST(two_areas_that_are_too_much_together_pass)
{
    given_the_guessing_policy();
    uint64_t largest, part = ram_and_swap() / 10 * 7 / PAGE * PAGE;
    char *space = reserve(2 * part + PAGE);
    charge(space, part, 0);
    charge(space + part + PAGE, part, 0);
    struct risk risk = foreseen(&largest);
    assert_int_equal(error_of_a_fork(), 0);
    assert_true(is_assessed(&risk));
    assert_false(has(&risk, REASON_COMMIT_REFUSED) || has(&risk, REASON_COMMIT_NEAR));
    munmap(space, 2 * part + PAGE);
}

/* As a sanitizer's shadow memory has it, on a machine that has promised more than it has. */
TEST(a_larger_area_without_reserve_passes)
{
    given_the_guessing_policy();
    uint64_t largest, bytes = ram_and_swap(), part = bytes / 10 * 7 / PAGE * PAGE;
    char *space = reserve(2 * part + 2 * PAGE + 2 * bytes);
    charge(space, part, 0);
    charge(space + part + PAGE, part, 0);
    charge(space + 2 * part + 2 * PAGE, 2 * bytes, MAP_NORESERVE);
    struct risk risk = foreseen(&largest);
    assert_int_equal(error_of_a_fork(), 0);
    assert_true(is_assessed(&risk));
    assert_false(has(&risk, REASON_COMMIT_REFUSED) || has(&risk, REASON_COMMIT_NEAR));
    munmap(space, 2 * part + 2 * PAGE + 2 * bytes);
}

/* Neither sizes nor bounds change with it. */
TEST(an_area_that_a_child_gets_again_is_not_said_to_fit_by_what_was_seen_before)
{
    given_the_guessing_policy();
    uint64_t bytes = ram_and_swap() + PAGE, largest;
    char *space = reserve(bytes);
    charge_in_halves(space, bytes);
    assert_int_equal(madvise(space, bytes, MADV_DONTFORK), 0);
    struct risk withheld = foreseen(&largest);
    assert_int_equal(error_of_a_fork(), 0);
    assert_int_equal(madvise(space, bytes, MADV_DOFORK), 0);
    struct risk given = foreseen(&largest);
    int error = error_of_a_fork();
    munmap(space, bytes);
    assert_true(is_assessed(&withheld) && !has(&withheld, REASON_COMMIT_REFUSED));
    assert_int_equal(error, ENOMEM);
    assert_true(has(&given, REASON_COMMIT_REFUSED) || !is_assessed(&given));
}

/* Not in VmData, which counts what is writable now. */
TEST(an_area_that_was_made_readonly_is_refused_and_foretold)
{
    given_the_guessing_policy();
    uint64_t bytes = ram_and_swap() + PAGE, largest;
    char *space = reserve(bytes);
    charge_in_halves(space, bytes);
    space[0] = 1;
    assert_int_equal(mprotect(space, bytes, PROT_READ), 0);
    struct risk risk = foreseen(&largest);
    int error = error_of_a_fork();
    assert_int_equal(has(&risk, REASON_COMMIT_REFUSED), error == ENOMEM);
    assert_int_equal(error, ENOMEM);
    munmap(space, bytes);
}

TEST(an_ordinary_process_is_not_walked_through)
{
    struct process_facts process;
    struct system_facts system = machine();
    process_read(&process, PROCESS_SELF);
    largest_read(&process, &system);
    assert_int_equal(process.largest_area, UNKNOWN);
    assert_int_equal(process.largest_at_most, UNKNOWN);
}

static uint64_t nanoseconds_of_a_look(void)
{
    struct process_facts process;
    struct system_facts system = machine();
    process_read(&process, PROCESS_SELF);
    uint64_t before = clock_nanoseconds(CLOCK_MONOTONIC);
    largest_read(&process, &system);
    return clock_nanoseconds(CLOCK_MONOTONIC) - before;
}

/* Printed for docs/commit-charge.md: time depends on the machine. */
TEST(what_a_look_costs)
{
    given_the_guessing_policy();
    const size_t areas = 1000, part = ram_and_swap() / 10 * 7 / PAGE * PAGE;
    uint64_t calm = nanoseconds_of_a_look();
    char *space = reserve(2 * part + PAGE + 2 * areas * PAGE), *large = space + 2 * areas * PAGE;
    for (size_t i = 0; i < areas; i++)
        charge(space + 2 * i * PAGE, PAGE, 0);
    charge(large, part, 0);
    charge(large + part + PAGE, part, 0);
    uint64_t first = nanoseconds_of_a_look(), again = nanoseconds_of_a_look();
    munmap(space, 2 * part + PAGE + 2 * areas * PAGE);
    print_message("no area can be so large: %u ns; 1,000 areas: %u ns, remembered: %u ns\n",
                  (unsigned)calm, (unsigned)first, (unsigned)again);
    assert_true(again < first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_page_more_than_ram_and_swap_is_refused_and_foretold),
        cmocka_unit_test(what_was_found_once_is_not_told_of_areas_that_are_gone),
        cmocka_unit_test(two_areas_that_are_too_much_together_pass),
        cmocka_unit_test(a_larger_area_without_reserve_passes),
        cmocka_unit_test(
            an_area_that_a_child_gets_again_is_not_said_to_fit_by_what_was_seen_before),
        cmocka_unit_test(an_area_that_was_made_readonly_is_refused_and_foretold),
        cmocka_unit_test(an_ordinary_process_is_not_walked_through),
        cmocka_unit_test(what_a_look_costs),
    };
    return RUN(tests);
}
