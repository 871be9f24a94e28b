/* SPDX-License-Identifier: Apache-2.0 */
/* Names of a folder: each once, over several windows, and what is no folder. */
#include "host/listing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../test.h"

#define FILES 211

TEST(each_name_is_given_once_however_many_there_are)
{
    char folder[] = "/tmp/spawnrisk-XXXXXX", path[64];
    bool seen[FILES] = {false};
    int names = 0;
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof path, "%s/%d", folder, i);
        assert_true(close(creat(path, 0600)) == 0);
    }
    struct listing listing;
    assert_true(listing_open(&listing, folder));
    for (const char *name; (name = listing_next(&listing)) != NULL; names++)
        if (name[0] != '.')
            seen[atoi(name)] = true;
    assert_true(listing.ended);
    listing_close(&listing);
    for (int i = 0; i < FILES; i++) {
        assert_true(seen[i]);
        snprintf(path, sizeof path, "%s/%d", folder, i);
        unlink(path);
    }
    rmdir(folder);
    assert_int_equal(names, FILES + 2);
}

TEST(what_is_no_folder_is_not_opened)
{
    struct listing listing;
    assert_false(listing_open(&listing, "/dev/null"));
    assert_false(listing_open(&listing, "/nowhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_is_given_once_however_many_there_are),
        cmocka_unit_test(what_is_no_folder_is_not_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
