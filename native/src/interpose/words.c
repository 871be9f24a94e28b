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

/* Single quotes quote nothing within double ones, nor within "${" (parse_param), "$(("
 * (parse_arith) and the name behind "~" (parse_tilde); where those end is not looked for. */
bool words_have_a_command(const char *words)
{
    bool quoted = false, within = false;
    for (; *words != '\0'; words++) {
        if (*words == '`' ||
            (words[0] == '$' && words[1] == '(' && !(words[2] == '(' && is_arithmetic(words + 3))))
            return true;
        if (*words == '"')
            quoted = !quoted;
        within =
            within || *words == '~' || (words[0] == '$' && (words[1] == '{' || words[1] == '('));
        if (*words == '\\' && words[1] != '\0')
            words++;
        else if (*words == '\'' && !quoted && !within)
            words = strchr(words + 1, '\'');
        if (words == NULL)
            return false;
    }
    return false;
}
