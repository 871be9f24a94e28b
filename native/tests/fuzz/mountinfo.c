/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/<pid>/mountinfo, line by line: what is kept of a mount is whole, and was a cgroup's. */
#include "fuzz.h"
#include "memory/mounts.h"

static void is_whole(const struct cgroup_mount *mount)
{
    MUST(memchr(mount->point, '\0', sizeof mount->point) != NULL);
    if (mount->point[0] != '\0')
        MUST(memchr(mount->root, '\0', sizeof mount->root) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    struct cgroup_mounts mounts = {0};
    bool has_v1 = false, has_v2 = false;
    while (input.at < input.end) {
        char *line = input_word(&input);
        mounts_parse_line(&mounts, line);
        has_v1 = has_v1 || strstr(line, " - cgroup ") != NULL;
        has_v2 = has_v2 || strstr(line, " - cgroup2 ") != NULL;
        free(line);
    }
    is_whole(&mounts.v1);
    is_whole(&mounts.v1_pids);
    is_whole(&mounts.v2);
    MUST(has_v1 || (mounts.v1.point[0] == '\0' && mounts.v1_pids.point[0] == '\0'));
    MUST(has_v2 || mounts.v2.point[0] == '\0');
    return 0;
}
