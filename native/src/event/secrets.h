/* SPDX-License-Identifier: Apache-2.0 */
/* What of arguments stays in the process even where all of them are asked for: secrets, which
 * patterns tell by their names. */
#ifndef SPAWNRISK_EVENT_SECRETS_H
#define SPAWNRISK_EVENT_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

/* The longest list of patterns, its end included; as Java's AgentOptions. */
#define SECRETS_BYTES 1024

/* What stands for a secret in a line. */
#define SECRETS_HIDDEN "***"

/*
 * From now on hides what these patterns tell too, beside the usual ones and those of before. A
 * semicolon is between two; in each '*' is any text, also none, and letters are of any case.
 * False: too long a list, or no room for one more, and nothing has changed. NULL adds nothing. Not
 * from two threads at once; others may hide meanwhile.
 */
bool secrets_add(const char *patterns);

/*
 * Hides in argument, which has room for SECRETS_HIDDEN, what a pattern tells: behind the first '='
 * where a plain name is before that (--token=, PASSWORD=); nothing where it is a plain long option
 * (--password), whose value is the next one; else all of it. is_value: it follows one that was told
 * and had no '=', and all of it goes. Returns whether the next one is a value. Async-signal-safe;
 * takes time of the argument's length times the patterns' at most.
 */
bool secrets_hide(char *argument, bool is_value);

#endif
