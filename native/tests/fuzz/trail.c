/* SPDX-License-Identifier: Apache-2.0 */
/* An environment: it goes on where LD_PRELOAD names the library, and a log its full path. */
#include "host/trail.h"

#include "fuzz.h"

#define MOST 64

static bool goes_on(char *const environment[])
{
    const char *last_preload = "", *first_log = NULL;
    for (; *environment != NULL; environment++) {
        const char *entry = *environment;
        if (strncmp(entry, "LD_PRELOAD=", 11) == 0)
            last_preload = entry + 11;
        if (first_log == NULL && strncmp(entry, "SPAWNRISK_LOG=", 14) == 0)
            first_log = entry + 14;
    }
    return strstr(last_preload, "libspawnrisk") != NULL && first_log != NULL && *first_log == '/';
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *const watched[] = {"LD_PRELOAD=/usr/lib/libspawnrisk.so", "SPAWNRISK_LOG=/l", NULL};
    struct input input = {bytes, bytes + size};
    char *entries[MOST + 1] = {NULL};
    for (size_t count = 0; count < MOST && input.at < input.end; count++)
        entries[count] = input_word(&input);
    trail_begin(watched);
    MUST(trail_in(entries) == (goes_on(entries) ? TRAIL_GOES_ON : TRAIL_IS_LOST));
    MUST(trail_in(NULL) == TRAIL_IS_LOST);
    trail_begin(entries);
    MUST(trail_in(watched) == (goes_on(entries) ? TRAIL_GOES_ON : TRAIL_UNKNOWN));
    for (char **entry = entries; *entry != NULL; entry++)
        free(*entry);
    return 0;
}
