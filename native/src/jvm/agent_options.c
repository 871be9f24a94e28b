/* SPDX-License-Identifier: Apache-2.0 */
/* The same names as the Java agent's, of those that are the native side's. */
#include "agent_options.h"

#include <stddef.h>
#include <string.h>

#include "host/options.h"
#include "host/say.h"

static bool is_one_of(const char *key, const char *value, const char *no, const char *yes,
                      bool *chosen)
{
    *chosen = strcmp(value, yes) == 0;
    if (*chosen || strcmp(value, no) == 0)
        return true;
    say("agent not started: option '", key, "' cannot be '", value, "'; it is '", no, "' or '", yes,
        "'", NULL);
    return false;
}

static bool take(struct agent_options *options, const char *key, const char *value)
{
    if (strcmp(key, "log") == 0 && *value != '\0') {
        options->log = value;
        return true;
    }
    if (strcmp(key, "arguments") == 0)
        return is_one_of(key, value, "redacted", "full", &options->full_arguments);
    if (strcmp(key, "redact") == 0 && *value != '\0') {
        options->redact = value;
        return true;
    }
    if (strcmp(key, "facts") == 0)
        return is_one_of(key, value, "quick", "exact", &options->exact_facts);
    options->stops = strcmp(key, "stop") == 0 && *value == '\0';
    if (!options->stops)
        say("agent not started: unknown or empty option '", key,
            "'; known are log=, arguments=, redact=, facts= and stop", NULL);
    return options->stops;
}

static bool take_all(struct agent_options *options)
{
    char *next = options->text;
    while (next != NULL && *next != '\0') {
        char *key = next, *comma = strchr(key, ',');
        next = comma == NULL ? NULL : comma + 1;
        if (comma != NULL)
            *comma = '\0';
        char *equals = strchr(key, '=');
        if (equals != NULL)
            *equals = '\0';
        if (!take(options, key, equals == NULL ? "" : equals + 1))
            return false;
    }
    return true;
}

bool agent_options_read(struct agent_options *options, const char *text)
{
    struct options environment;
    options_from_environment(&environment);
    *options = (struct agent_options){.log = environment.log,
                                      .full_arguments = environment.full_arguments,
                                      .redact = environment.redact,
                                      .exact_facts = environment.exact_facts};
    if (text == NULL)
        return true;
    if (strlen(text) >= sizeof options->text) {
        say("agent not started: its options are too long", NULL);
        return false;
    }
    strcpy(options->text, text);
    return take_all(options);
}
