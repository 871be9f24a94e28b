/* SPDX-License-Identifier: Apache-2.0 */
/* A second look at the files of the cgroups of one controller. */
#include "look.h"

#include <string.h>

/* The same cause has them in most groups of a path: other controllers are to be told of, too. */
#define MOST_OF_A_CONTROLLER 3

void look_put(struct look *look, struct group_directory *directory, const char *file,
              const char *facts, ssize_t got)
{
    size_t length = directory->length;
    look->found = true;
    if (look->told++ >= MOST_OF_A_CONTROLLER)
        return;
    strcpy(stpcpy(directory->path + length, "/"), file);
    gap_put(look->inspection, directory->path, facts, got < 0 ? (int)-got : 0);
    directory->path[length] = '\0';
}

uint64_t look_limit(struct look *look, struct group_directory *directory, const char *file,
                    const char *facts)
{
    char text[32];
    uint64_t limit;
    if (directory_limit(directory, file, &limit))
        return limit;
    look_put(look, directory, file, facts, directory_read(directory, file, text, sizeof text));
    return UNKNOWN;
}

void look_number(struct look *look, struct group_directory *directory, const char *file,
                 const char *facts)
{
    char text[32];
    ssize_t got = directory_read(directory, file, text, sizeof text);
    if (got < 0 || !is_known(hierarchy_parse_limit(text)))
        look_put(look, directory, file, facts, got);
}

/* Where all can be read now: it could not a moment ago, as with no descriptor left. */
void look_end(const struct look *look, bool is_climbed, const char *facts)
{
    if (!is_climbed || look->is_above)
        gap_put_of_process(look->inspection, "cgroup", facts);
    else if (!look->found)
        gap_put_of_process(look->inspection, "cgroup",
                           "a file of a cgroup that it is in could not be read, and can be now");
}
