/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cgroups whose names have blanks, backslashes, colons, bytes that are no UTF-8 and the like: real
 * ones, made here below this process's own, where it may; and their names in mountinfo.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "memory/facts.h"
#include "memory/hierarchy.h"

/* No newline: the kernel refuses one (cgroup_mkdir, kernel/cgroup/cgroup.c). */
static const char *const names[] = {
    "a b",
    " tab\there ",
    "back\\slash",
    "octal\\040escape",
    "colon:comma,memory:",
    "not \xff\xfe UTF-8",
    "gone (deleted)",
    "\"quotes'",
    "\033[2J",
    "..\u00e9",
};

#define LIMIT (67 * MIB) /* a number that no other group has */

struct seen {
    unsigned count;
    uint64_t limit;
    char own[512];
};

static void visit(struct group_directory *directory, void *data)
{
    struct seen *seen = data;
    if (seen->count++ > 0)
        return;
    snprintf(seen->own, sizeof seen->own, "%s", directory_group(directory));
    seen->limit = directory_number(directory, directory->version == 2 ? "memory.max"
                                                                      : "memory.limit_in_bytes");
}

static char base[600]; /* of this process's own group, as a folder */
static unsigned version;

static void note_own(struct group_directory *directory, void *data)
{
    (void)data;
    if (!directory->is_own)
        return;
    snprintf(base, sizeof base, "%s", directory->path);
    version = directory->version;
}

static int put(const char *folder, const char *file, unsigned long number)
{
    char path[1200], text[32];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int length = snprintf(text, sizeof text, "%lu\n", number);
    int result = write(fd, text, (size_t)length) == length ? 0 : -1;
    close(fd);
    return result;
}

/* In a child: what the walk says of the group that it moved to. */
static int moved_to(const char *folder, const char *name)
{
    struct seen seen = {0};
    if (put(folder, "cgroup.procs", (unsigned long)getpid()) != 0)
        return 2;
    bool whole = hierarchy_walk("memory", PROCESS_SELF, visit, &seen);
    size_t length = strlen(seen.own), tail = strlen(name);
    bool named = length > tail && strcmp(seen.own + length - tail, name) == 0 &&
                 seen.own[length - tail - 1] == '/';
    return whole && named && seen.limit == LIMIT ? 0 : 1;
}

/* The kernel may still be busy with the child's end. */
static void remove_group(const char *folder)
{
    for (int tries = 0; rmdir(folder) != 0 && tries < 200; tries++)
        usleep(10000);
}

/* The pid before it, as others may run this test too. */
static int try_group(const char *odd)
{
    char folder[900], name[300];
    int status = -1;
    snprintf(name, sizeof name, "%d%s", (int)getpid(), odd);
    snprintf(folder, sizeof folder, "%s/%s", base, name);
    if (mkdir(folder, 0700) != 0)
        return -1;
    if (put(folder, version == 2 ? "memory.max" : "memory.limit_in_bytes", LIMIT) == 0) {
        pid_t child = fork();
        if (child == 0)
            _exit(moved_to(folder, name));
        waitpid(child, &status, 0);
    }
    remove_group(folder);
    return status;
}

TEST(a_group_is_read_whatever_its_name)
{
    hierarchy_walk("memory", PROCESS_SELF, note_own, NULL);
    if (base[0] == '\0' || try_group(" plain") != 0)
        skip(); /* no rights to make groups with a limit of memory here */
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(try_group(names[i]), 0);
}

static void ignore(struct group_directory *directory, void *data)
{
    (void)directory;
    (void)data;
}

/* In a child with mounts of its own: the walk where the list of its groups is this text. */
static bool is_walked_whole(const char *list)
{
    pid_t child = fork();
    if (child == 0) {
        char file[] = "/tmp/spawnrisk-groups-XXXXXX";
        int fd = mkstemp(file);
        bool given = unshare(CLONE_NEWNS) == 0 &&
                     write(fd, list, strlen(list)) == (ssize_t)strlen(list) &&
                     mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
                     mount(file, "/proc/thread-self/cgroup", NULL, MS_BIND, NULL) == 0;
        unlink(file);
        _exit(!given ? 2 : hierarchy_walk("memory", PROCESS_SELF, ignore, NULL) ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
    return WEXITSTATUS(status) == 0;
}

TEST(a_list_of_groups_that_was_cut_is_not_taken_for_whole)
{
    char list[4096] = "";
    int fd = open("/proc/thread-self/cgroup", O_RDONLY | O_CLOEXEC);
    ssize_t length = read(fd, list, sizeof list - 1);
    close(fd);
    if (geteuid() != 0 || length <= 0 || !is_walked_whole(list))
        skip(); /* no rights to mount, or not all groups are to be seen from here */
    list[length - 1] = '\0';
    assert_false(is_walked_whole(list));
    *strrchr(list, ':') = '\0';
    assert_false(is_walked_whole(list));
    assert_false(is_walked_whole(""));
    assert_false(is_walked_whole("garbage\n"));
    assert_false(is_walked_whole("4:cpu\n"));
}

/* As mountinfo has it: blanks, tabs, newlines and backslashes are octal (seq_path, fs/seq_file.c).
 */
TEST(a_mount_is_found_whatever_its_name)
{
    struct cgroup_mounts mounts = {0};
    mounts_parse_line(&mounts,
                      "32 31 0:29 /a\\040b\\134c\\012d /x\\011y\xff rw shared:1 - cgroup2 n rw");
    assert_string_equal(mounts.v2.root, "/a b\\c\nd");
    assert_string_equal(mounts.v2.point, "/x\ty\xff");
}

TEST(a_path_is_taken_as_it_is)
{
    const char *path;
    assert_int_equal(hierarchy_parse_line("4:memory:/a\\040b\tc\xff (deleted)", "memory", &path),
                     1);
    assert_string_equal(path, "/a\\040b\tc\xff (deleted)");
    assert_int_equal(hierarchy_parse_line("4:cpu:/x:memory:/y", "memory", &path), 0);
    assert_int_equal(hierarchy_parse_line("0::/x:memory:/y", "memory", &path), 2);
    assert_string_equal(path, "/x:memory:/y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_is_read_whatever_its_name),
        cmocka_unit_test(a_list_of_groups_that_was_cut_is_not_taken_for_whole),
        cmocka_unit_test(a_mount_is_found_whatever_its_name),
        cmocka_unit_test(a_path_is_taken_as_it_is),
    };
    return RUN(tests);
}
