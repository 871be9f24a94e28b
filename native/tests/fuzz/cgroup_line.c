/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/<pid>/cgroup: the path is all behind the second colon; below a root it is a part of it. */
#include "fuzz.h"
#include "memory/hierarchy.h"

static bool is_listed(const char *controllers, const char *end, const char *name)
{
    char list[4096];
    size_t length = (size_t)(end - controllers);
    if (length >= sizeof list)
        return false;
    memcpy(list, controllers, length);
    list[length] = '\0';
    for (char *rest = list, *one; (one = strsep(&rest, ",")) != NULL;)
        if (strcmp(one, name) == 0)
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char *line = input_word(&input), *root = input_word(&input);
    const char *path = NULL;
    unsigned version = hierarchy_parse_line(line, "memory", &path);
    const char *first = strchr(line, ':');
    const char *second = first == NULL ? NULL : strchr(first + 1, ':');
    bool is_v2 = strncmp(line, "0::", 3) == 0;
    bool is_v1 = second != NULL && !is_v2 && is_listed(first + 1, second, "memory");
    if (strlen(line) < 4096)
        MUST(version == (is_v2 ? 2U : is_v1 ? 1U : 0U));
    MUST(version == 0 || path == second + 1);
    const char *below = hierarchy_below_root(line, root);
    MUST(below == NULL || *below == '\0' ||
         (below >= line && below < line + strlen(line) && *below == '/'));
    MUST(below == NULL || strncmp(below, "/../", 4) != 0);
    size_t length = strlen(root);
    if (length > 0 && root[length - 1] != '/' && strncmp(line, root, length) != 0)
        MUST(below == NULL);
    free(line);
    free(root);
    return 0;
}
