/* SPDX-License-Identifier: Apache-2.0 */
/* What the user asked for, from the environment. */
#include "options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

#define PREFIX "SPAWNRISK_"

static bool is_option(const char *entry, const char *name)
{
    size_t length = strlen(name);
    return strncmp(entry, name, length) == 0 && entry[length] == '=';
}

static bool is_known(const char *entry)
{
    static const char *const names[] = {
#define NAME_OF(name) name,
        OPTION_NAMES(NAME_OF)
#undef NAME_OF
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_option(entry, names[i]))
            return true;
    return false;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Kubernetes sets SPAWNRISK_SERVICE_HOST, SPAWNRISK_PORT_80_TCP and more for a service of our name.
 */
static bool is_a_services(const char *entry)
{
    return starts_with(entry, "SERVICE_") || starts_with(entry, "PORT_") ||
           starts_with(entry, "PORT=");
}

static void refuse_unknown_options(void)
{
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        const char *option = *entry + strlen(PREFIX);
        if (!starts_with(*entry, PREFIX) || is_known(option) || is_a_services(option))
            continue;
        const char *end = strchr(*entry, '=');
        char name[64] = "";
        size_t length = end == NULL ? strlen(*entry) : (size_t)(end - *entry);
        memcpy(name, *entry, length < sizeof name ? length : sizeof name - 1);
        say("unknown option '", name,
            "' in the environment is ignored; known are SPAWNRISK_LOG, _ARGUMENTS, _REDACT, "
            "_FACTS, _COPIES, _FOLLOW and _SUMMARY",
            NULL);
    }
}

static bool wants_full_arguments(const char *value)
{
    if (value == NULL || strcmp(value, "redacted") == 0)
        return false;
    if (strcmp(value, "full") == 0)
        return true;
    say("SPAWNRISK_ARGUMENTS='", value, "' is neither 'redacted' nor 'full'; 'redacted' is used",
        NULL);
    return false;
}

static bool wants_summary(const char *value)
{
    if (value == NULL || *value == '\0' || strcmp(value, "0") == 0)
        return false;
    if (strcmp(value, "1") == 0)
        return true;
    say("SPAWNRISK_SUMMARY='", value, "' is neither '1' nor '0'; there will be none", NULL);
    return false;
}

static bool wants_to_follow(const char *value)
{
    if (value == NULL || *value == '\0' || strcmp(value, "1") == 0)
        return true;
    if (strcmp(value, "0") == 0)
        return false;
    say("SPAWNRISK_FOLLOW='", value, "' is neither '1' nor '0'; children are observed too", NULL);
    return true;
}

static bool wants_exact_facts(const char *value)
{
    if (value == NULL || *value == '\0' || strcmp(value, "quick") == 0)
        return false;
    if (strcmp(value, "exact") == 0)
        return true;
    say("SPAWNRISK_FACTS='", value, "' is neither 'quick' nor 'exact'; 'quick' is used", NULL);
    return false;
}

static bool wants_copy_timer(const char *value)
{
    if (value == NULL || *value == '\0' || strcmp(value, "doors") == 0)
        return false;
    if (strcmp(value, "timer") == 0)
        return true;
    say("SPAWNRISK_COPIES='", value, "' is neither 'doors' nor 'timer'; 'doors' is used", NULL);
    return false;
}

void options_from_environment(struct options *options)
{
    const char *log = getenv("SPAWNRISK_LOG");
    options->log = log != NULL && *log != '\0' ? log : NULL;
    options->full_arguments = wants_full_arguments(getenv("SPAWNRISK_ARGUMENTS"));
    const char *redact = getenv("SPAWNRISK_REDACT");
    options->redact = redact != NULL && *redact != '\0' ? redact : NULL;
    options->exact_facts = wants_exact_facts(getenv("SPAWNRISK_FACTS"));
    options->copy_timer = wants_copy_timer(getenv("SPAWNRISK_COPIES"));
    options->summary = wants_summary(getenv("SPAWNRISK_SUMMARY"));
    options->follow = wants_to_follow(getenv("SPAWNRISK_FOLLOW"));
    refuse_unknown_options();
}
