/* SPDX-License-Identifier: Apache-2.0 */
/* Our functions by the names of those that they stand for. */
#include "doors.h"

#include <stddef.h>

#include "host/table.h"
#include "real.h"

static const struct door {
    const char *name;
    void *function;
    void **original;
} doors[] = {
#define DOOR(name) {#name, (void *)(name), (void **)&name##_original},
    INTERPOSED_FUNCTIONS(DOOR)
#undef DOOR
};

static const struct door older_doors[] = {
#define DOOR(name, door, version) {#name, (void *)(door), (void **)&door##_original},
    OLDER_FUNCTIONS(DOOR)
#undef DOOR
};

static const char *const older_versions[] = {
#define VERSION(name, door, version) version,
    OLDER_FUNCTIONS(VERSION)
#undef VERSION
};

static const struct door sleepers[] = {
#define DOOR(name) {#name, (void *)(name), (void **)&name##_original},
    SLEEPING_FUNCTIONS(DOOR)
#undef DOOR
};

static const struct door *find_in(const struct door *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (table_names_are_equal(name, list[i].name))
            return &list[i];
    return NULL;
}

static const struct door *find(const char *name)
{
    return find_in(doors, sizeof doors / sizeof *doors, name);
}

void *door_of(const char *name)
{
    const struct door *door = find(name);
    return door == NULL ? NULL : door->function;
}

void *door_of_version(const char *name, const char *version)
{
    for (size_t i = 0; version != NULL && i < sizeof older_doors / sizeof *older_doors; i++)
        if (table_names_are_equal(name, older_doors[i].name) &&
            table_names_are_equal(version, older_versions[i]))
            return older_doors[i].function;
    return door_of(name);
}

bool door_leads_nowhere(const char *name)
{
    const struct door *door = find(name);
    if (door == NULL)
        door = find_in(sleepers, sizeof sleepers / sizeof *sleepers, name);
    return door != NULL && *door->original == NULL;
}

void doors_each(void (*visit)(const char *name, void *data), void *data)
{
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
        visit(doors[i].name, data);
}

bool doors_lead_to_the_c_library(void)
{
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
        if (*doors[i].original != NULL && !real_is_of_the_c_library(*doors[i].original))
            return false;
    return true;
}

void *door_instead_of(const char *name, void *found)
{
    const struct door *door = found == NULL ? NULL : find(name);
    if (door != NULL && *door->original == found)
        return door->function;
    for (size_t i = 0; door != NULL && i < sizeof older_doors / sizeof *older_doors; i++)
        if (table_names_are_equal(name, older_doors[i].name) && *older_doors[i].original == found)
            return older_doors[i].function;
    return found;
}
