/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a helper on the disk serves a JDK of some version, for certain. */
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../test.h"
#include "memory/helper.h"

#define COMPLAINT "Incorrect Java version: %s\n"

static char folder[] = "/tmp/spawnrisk-helper-XXXXXX", path[64];

static int make_folder(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/jspawnhelper", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

/* A file of 20,000 bytes with two texts in it; it replaces the one that was there. */
static void install(const void *start, size_t size, size_t at, const char *version,
                    const char *complaint)
{
    static char bytes[20000];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, start, size);
    strcpy(bytes + at, version);
    strcpy(bytes + 9000, complaint);
    (void)unlink(path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, sizeof bytes, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0755), 0);
}

/* Its start is this program's. */
static ElfW(Ehdr) header(void)
{
    ElfW(Ehdr) own;
    FILE *file = fopen("/proc/self/exe", "r");
    assert_non_null(file);
    assert_int_equal(fread(&own, sizeof own, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    return own;
}

static void install_program(size_t at, const char *version, const char *complaint)
{
    ElfW(Ehdr) start = header();
    install(&start, sizeof start, at, version, complaint);
}

static void install_text(const char *text)
{
    install(text, strlen(text), 3000, "17.0.15+6", COMPLAINT);
}

static enum helper_state look(const char *version)
{
    char *const arguments[] = {path, (char *)version, "5:6:8", NULL};
    return helper_look(path, arguments);
}

TEST(a_helper_serves_the_version_that_it_holds_wherever_that_lies)
{
    for (size_t at = 2000; at < 2100; at++) {
        install_program(at, "17.0.15+6-Debian-1", COMPLAINT);
        assert_int_equal(helper_of(path, "17.0.15+6-Debian-1"), HELPER_AS_IT_SHOULD_BE);
    }
}

TEST(a_helper_refuses_another_version)
{
    install_program(3000, "17.0.15+6", COMPLAINT);
    assert_int_equal(helper_of(path, "17.0.14+7"), HELPER_OF_ANOTHER_JDK);
    assert_int_equal(helper_of(path, "17.0.15"), HELPER_OF_ANOTHER_JDK);
}

TEST(nothing_is_certain_of_what_compares_no_versions_or_cannot_be_read)
{
    install_program(3000, "17.0.11+9", "Incorrect number of arguments: %d\n");
    assert_int_equal(helper_of(path, "17.0.15+6"), HELPER_AS_IT_SHOULD_BE);
    assert_int_equal(helper_of("/nowhere/jspawnhelper", "17.0.15+6"), HELPER_AS_IT_SHOULD_BE);
}

TEST(what_is_no_program_of_this_machine_is_told_whatever_it_holds)
{
    ElfW(Ehdr) foreign = header(), narrow = header();
    foreign.e_machine++;
    narrow.e_ident[EI_CLASS] = ELFCLASS32;
    install(&foreign, sizeof foreign, 3000, "17.0.15+6", COMPLAINT);
    assert_int_equal(look("17.0.15+6"), HELPER_NO_PROGRAM);
    install(&narrow, sizeof narrow, 3000, "17.0.15+6", COMPLAINT);
    assert_int_equal(look("17.0.15+6"), HELPER_NO_PROGRAM);
    install_text("#!/bin/sh\n");
    assert_int_equal(look("17.0.15+6"), HELPER_NO_PROGRAM);
    assert_int_equal(look("17.0.15+6"), HELPER_NO_PROGRAM);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(look("17.0.15+6"), HELPER_NO_PROGRAM);
}

TEST(what_is_no_program_is_told_to_a_jdk_that_hands_no_version_over_too)
{
    char *const two[] = {path, "5:6:8", NULL};
    install_text("garbage");
    assert_int_equal(helper_look(path, two), HELPER_NO_PROGRAM);
}

TEST(a_helper_that_is_replaced_is_looked_at_again)
{
    install_program(3000, "17.0.15+6", COMPLAINT);
    assert_int_equal(look("17.0.15+6"), HELPER_AS_IT_SHOULD_BE);
    install_program(3000, "17.0.16+8", COMPLAINT);
    assert_int_equal(look("17.0.15+6"), HELPER_OF_ANOTHER_JDK);
    assert_int_equal(look("17.0.15+6"), HELPER_OF_ANOTHER_JDK);
    install_program(3000, "17.0.15+6", COMPLAINT);
    assert_int_equal(look("17.0.15+6"), HELPER_AS_IT_SHOULD_BE);
}

TEST(a_helper_that_is_not_there_or_may_not_be_run_by_anybody_is_told)
{
    install_program(3000, "17.0.15+6", COMPLAINT);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(look("17.0.15+6"), HELPER_NOT_EXECUTABLE);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(look("17.0.15+6"), HELPER_MISSING);
}

TEST(an_older_jdk_hands_no_version_over_and_is_told_nothing)
{
    install_program(3000, "17.0.15+6", COMPLAINT);
    char *const two[] = {path, "5:6:8", NULL};
    assert_int_equal(helper_look(path, two), HELPER_AS_IT_SHOULD_BE);
    assert_int_equal(look("fd=5:6:8"), HELPER_AS_IT_SHOULD_BE);
}

TEST(bad_pointers_harm_nobody)
{
    install_program(3000, "17.0.15+6", COMPLAINT);
    void *volatile nowhere = (void *)16; /* unknown to the compiler, which would complain */
    char *const bad[] = {path, nowhere, "5:6:8", NULL};
    assert_int_equal(helper_look(path, bad), HELPER_AS_IT_SHOULD_BE);
    assert_int_equal(helper_look(path, nowhere), HELPER_AS_IT_SHOULD_BE);
    assert_int_equal(helper_look(nowhere, NULL), HELPER_AS_IT_SHOULD_BE);
    assert_int_equal(helper_look(NULL, NULL), HELPER_AS_IT_SHOULD_BE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_helper_serves_the_version_that_it_holds_wherever_that_lies),
        cmocka_unit_test(a_helper_refuses_another_version),
        cmocka_unit_test(nothing_is_certain_of_what_compares_no_versions_or_cannot_be_read),
        cmocka_unit_test(what_is_no_program_of_this_machine_is_told_whatever_it_holds),
        cmocka_unit_test(what_is_no_program_is_told_to_a_jdk_that_hands_no_version_over_too),
        cmocka_unit_test(a_helper_that_is_replaced_is_looked_at_again),
        cmocka_unit_test(a_helper_that_is_not_there_or_may_not_be_run_by_anybody_is_told),
        cmocka_unit_test(an_older_jdk_hands_no_version_over_and_is_told_nothing),
        cmocka_unit_test(bad_pointers_harm_nobody),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
