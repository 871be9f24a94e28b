/* SPDX-License-Identifier: Apache-2.0 */
/* Whether words that a shell would expand have a command in them. */
#include "words.h"

#include <string.h>

/* "$((1 + 2))", but for "$((ls); (ls))": posix/wordexp.c, parse_dollars, counts likewise. */
static bool is_arithmetic(const char *inner)
{
    unsigned depth = 0;
    for (; *inner != '\0' && (depth > 0 || *inner != ')'); inner++) {
        if (*inner == '(')
            depth++;
        else if (*inner == ')')
            depth--;
    }
    return inner[0] == ')' && inner[1] == ')';
}

/* Single quotes quote nothing within double ones, nor within "${" (parse_param). */
bool words_have_a_command(const char *words)
{
    bool quoted = false, in_braces = false;
    for (; *words != '\0'; words++) {
        if (*words == '`' ||
            (words[0] == '$' && words[1] == '(' && !(words[2] == '(' && is_arithmetic(words + 3))))
            return true;
        if (*words == '"')
            quoted = !quoted;
        in_braces = in_braces || (words[0] == '$' && words[1] == '{');
        if (*words == '\\' && words[1] != '\0')
            words++;
        else if (*words == '\'' && !quoted && !in_braces)
            words = strchr(words + 1, '\'');
        if (words == NULL)
            return false;
    }
    return false;
}
