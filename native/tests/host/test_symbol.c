/* SPDX-License-Identifier: Apache-2.0 */
/* Which function an address lies in, and who called. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../test.h"
#include "host/frames.h"
#include "host/symbol.h"

static const void *behind(void *function)
{
    return (const char *)function + 4;
}

TEST(a_function_of_a_library_is_told_by_its_name)
{
    struct symbol symbol;
    for (int i = 0; i < 2; i++) {
        assert_true(symbol_before(behind(dlsym(RTLD_DEFAULT, "getsid")), &symbol));
        assert_non_null(strstr(symbol.object, "libc.so"));
        assert_string_equal(symbol.name, "getsid");
        assert_int_equal(symbol.offset, 4);
    }
}

TEST(one_that_no_table_has_is_told_by_its_place_in_the_program)
{
    struct symbol symbol;
    Dl_info object;
    const void *address = behind((void *)behind);
    assert_true(symbol_before(address, &symbol));
    assert_null(symbol.name);
    assert_true(dladdr(address, &object) != 0);
    assert_int_equal(symbol.offset, (uintptr_t)address - (uintptr_t)object.dli_fbase);
    assert_non_null(strstr(symbol.object, "test_symbol"));
}

TEST(memory_of_no_object_has_no_function)
{
    struct symbol symbol;
    char *memory = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_false(symbol_before(memory + 4, &symbol));
    assert_false(symbol_is_loaded(memory));
    munmap(memory, 4096);
}

/* A register that is no frame pointer, and each kind of word on the stack. */
TEST(what_is_no_frame_ends_the_walk)
{
    const void *callers[4], *caller = behind(dlsym(RTLD_DEFAULT, "getsid"));
    uintptr_t words[64] = {0};
    char *unmapped = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const uintptr_t nexts[] = {0,
                               1,
                               (uintptr_t)words,
                               (uintptr_t)words + 9,
                               (uintptr_t)unmapped,
                               UINTPTR_MAX,
                               (uintptr_t)&words[8]};
    words[1] = (uintptr_t)caller;
    words[8] = (uintptr_t)&words[16];
    words[9] = (uintptr_t)unmapped;
    for (size_t i = 0; i < sizeof nexts / sizeof *nexts; i++) {
        words[0] = nexts[i];
        assert_int_equal(frames_above(words, caller, callers, 4), 1);
        assert_ptr_equal(callers[0], caller);
    }
    munmap(unmapped, 4096);
}

/* An address of a function that is behind no call, as a pointer to it on the stack would be. */
TEST(nor_is_a_pointer_to_a_function_taken_for_a_caller)
{
    const void *callers[4], *caller = behind(dlsym(RTLD_DEFAULT, "getsid"));
    uintptr_t words[64] = {(uintptr_t)&words[8], (uintptr_t)caller};
    words[8] = (uintptr_t)&words[16];
    words[9] = (uintptr_t)dlsym(RTLD_DEFAULT, "getsid");
    assert_int_equal(frames_above(words, caller, callers, 4), 1);
}

static const void *called_from;

static int compare(const void *one, const void *other)
{
    called_from = __builtin_return_address(0);
    return one < other ? -1 : 1;
}

/* Of the C library: what the test calls counts as ours. */
TEST(a_return_address_is_taken_for_one)
{
    const void *callers[4], *caller = behind(dlsym(RTLD_DEFAULT, "getsid"));
    char sorted[] = "ba";
    qsort(sorted, 2, 1, compare);
    uintptr_t words[64] = {(uintptr_t)&words[8], (uintptr_t)caller};
    words[9] = (uintptr_t)called_from;
    assert_int_equal(frames_above(words, caller, callers, 4), 2);
    assert_ptr_equal(callers[1], called_from);
    assert_int_equal(frames_above(words, caller, callers, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_of_a_library_is_told_by_its_name),
        cmocka_unit_test(one_that_no_table_has_is_told_by_its_place_in_the_program),
        cmocka_unit_test(memory_of_no_object_has_no_function),
        cmocka_unit_test(what_is_no_frame_ends_the_walk),
        cmocka_unit_test(nor_is_a_pointer_to_a_function_taken_for_a_caller),
        cmocka_unit_test(a_return_address_is_taken_for_one),
    };
    return RUN(tests);
}
