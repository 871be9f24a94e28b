/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the first command substitution as posix/wordexp.c does: quotes and backslashes first. */
#include "substitution.h"

#include <string.h>

bool has_substitution(const char *words)
{
    bool in_double_quotes = false;
    for (const char *at = words; *at != '\0'; at++) {
        if (*at == '`')
            return true;
        if (at[0] == '$' && at[1] == '(' && at[2] != '(')
            return true;
        if (*at == '"')
            in_double_quotes = !in_double_quotes;
        else if (*at == '\\' && at[1] != '\0')
            at++;
        else if (*at == '\'' && !in_double_quotes) {
            const char *end = strchr(at + 1, '\'');
            if (end == NULL)
                return false;
            at = end;
        }
    }
    return false;
}
