/* SPDX-License-Identifier: Apache-2.0 */
/* SPAWNRISK_* of an environment: what is not understood is told, and left at its default. */
#include "host/options.h"

#include <stdarg.h>
#include <unistd.h>

#include "fuzz.h"
#include "host/say.h"

#define MOST 64

static unsigned told;

__attribute__((sentinel)) void __wrap_say(const char *first, ...);

void __wrap_say(const char *first, ...)
{
    size_t length = 0;
    va_list parts;
    va_start(parts, first);
    for (const char *part = first; part != NULL; part = va_arg(parts, const char *))
        length += strlen(part);
    va_end(parts);
    MUST(length > 0);
    told++;
}

static bool is_one_of(const char *value, const char *a, const char *b)
{
    return value == NULL || strcmp(value, a) == 0 || strcmp(value, b) == 0;
}

static bool is_listed(const char *name)
{
    static const char *const known[] = {
#define NAME_OF(name) name "=",
        OPTION_NAMES(NAME_OF)
#undef NAME_OF
            "SERVICE_",
        "PORT_", "PORT="};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(name, known[i], strlen(known[i])) == 0)
            return true;
    return false;
}

static unsigned unknown_ones(char **entries)
{
    unsigned count = 0;
    for (; *entries != NULL; entries++)
        if (strncmp(*entries, "SPAWNRISK_", 10) == 0)
            count += !is_listed(*entries + 10);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char *entries[MOST + 1] = {NULL}, **before = environ;
    for (size_t count = 0; count < MOST && input.at < input.end; count++)
        entries[count] = input_word(&input);
    environ = entries;
    struct options options;
    told = 0;
    options_from_environment(&options);
    const char *log = getenv("SPAWNRISK_LOG"), *follow = getenv("SPAWNRISK_FOLLOW");
    const char *summary = getenv("SPAWNRISK_SUMMARY"), *full = getenv("SPAWNRISK_ARGUMENTS");
    const char *facts = getenv("SPAWNRISK_FACTS");
    const char *copies = getenv("SPAWNRISK_COPIES");
    unsigned expected = unknown_ones(entries);
    expected += !(follow != NULL && *follow == '\0') && !is_one_of(follow, "0", "1");
    expected += !(summary != NULL && *summary == '\0') && !is_one_of(summary, "0", "1");
    expected += !is_one_of(full, "full", "redacted");
    expected += !(facts != NULL && *facts == '\0') && !is_one_of(facts, "quick", "exact");
    expected += !(copies != NULL && *copies == '\0') && !is_one_of(copies, "doors", "timer");
    environ = before;
    MUST(told == expected);
    MUST(options.full_arguments == (full != NULL && strcmp(full, "full") == 0));
    MUST(options.exact_facts == (facts != NULL && strcmp(facts, "exact") == 0));
    MUST(options.copy_timer == (copies != NULL && strcmp(copies, "timer") == 0));
    MUST(options.summary == (summary != NULL && strcmp(summary, "1") == 0));
    MUST(options.follow == (follow == NULL || strcmp(follow, "0") != 0));
    MUST((options.log == NULL) == (log == NULL || *log == '\0'));
    for (char **entry = entries; *entry != NULL; entry++)
        free(*entry);
    return 0;
}
