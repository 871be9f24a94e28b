/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a program will be observed too: by the environment that it is handed. */
#include "trail.h"

#include <stdbool.h>
#include <stddef.h>

#include "peek.h"

#define LIBRARY_NAME "libspawnrisk"
#define PRELOAD      "LD_PRELOAD="
#define LOG          "SPAWNRISK_LOG="

/* More entries than a sane program has: nothing is said of what is not looked through. */
#define MOST_ENTRIES 4096
/* The kernel refuses a longer string (MAX_ARG_STRLEN of include/uapi/linux/binfmts.h). */
#define MOST_BYTES 131072

static bool children_are_followed;

/* Returns what lies behind the prefix; NULL: the entry begins otherwise, or is not readable. */
static const char *behind(struct peek_walk *walk, const char *entry, const char *prefix)
{
    char next;
    for (; *prefix != '\0'; prefix++, entry++)
        if (!peek_char(walk, entry, &next) || next != *prefix)
            return NULL;
    return entry;
}

/* The name's first letter does not come again in it, so a mismatch can only begin anew. */
static bool names_library(struct peek_walk *walk, const char *value)
{
    static const char name[] = LIBRARY_NAME;
    size_t met = 0;
    char next;
    for (size_t i = 0; i < MOST_BYTES && peek_char(walk, value + i, &next) && next != '\0'; i++) {
        met = next == name[met] ? met + 1 : next == name[0];
        if (met == sizeof name - 1)
            return true;
    }
    return false;
}

/* A relative one leads each program elsewhere, and is refused (interpose/preload.c). */
static bool is_full_path(struct peek_walk *walk, const char *value)
{
    char first;
    return peek_char(walk, value, &first) && first == '/';
}

/* Of several entries of one name the loader takes the last (glibc, elf/rtld.c, process_envvars),
 * and getenv, by which we read ours, the first. */
static enum trail look(char *const environment[])
{
    long count = peek_count(environment, MOST_ENTRIES);
    if (count < 0 || count == MOST_ENTRIES)
        return TRAIL_UNKNOWN;
    struct peek_walk walk = {0};
    bool preload = false, log = false, log_is_met = false;
    for (long i = 0; i < count; i++) {
        const char *value = behind(&walk, environment[i], PRELOAD);
        if (value != NULL)
            preload = names_library(&walk, value);
        value = log_is_met ? NULL : behind(&walk, environment[i], LOG);
        if (value != NULL)
            log = is_full_path(&walk, value);
        log_is_met = log_is_met || value != NULL;
    }
    return preload && log ? TRAIL_GOES_ON : TRAIL_IS_LOST;
}

void trail_begin(char *const environment[])
{
    children_are_followed = look(environment) == TRAIL_GOES_ON;
}

enum trail trail_in(char *const environment[])
{
    if (!children_are_followed)
        return TRAIL_UNKNOWN;
    /* The kernel takes NULL for an empty one (fs/exec.c, count). */
    return environment == NULL ? TRAIL_IS_LOST : look(environment);
}
