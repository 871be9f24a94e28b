/* SPDX-License-Identifier: Apache-2.0 */
/* Words for which wordexp(3) would run a shell are never taken for words without a command. */
#include "interpose/words.h"

#include <wordexp.h>

#include "fuzz.h"

/* More would be a test of the C library's recursion. Nor is it asked to walk through folders, to
 * set variables, or for the arguments within arithmetic ("$(($@))"), for which glibc 2.36 reads at
 * NULL. */
#define MOST 48

/* glibc 2.36 reads at NULL for arithmetic of nothing (posix/wordexp.c, parse_arith: *expr). */
static char *with_blanks_in_arithmetic(const char *words)
{
    char *copy = calloc(1, 2 * strlen(words) + 1), *to = copy;
    MUST(copy != NULL);
    for (const char *at = words; *at != '\0'; at++) {
        *to++ = *at;
        if (at - words >= 2 && strncmp(at - 2, "$((", 3) == 0)
            *to++ = ' ';
    }
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + (size < MOST ? size : MOST)};
    char *text = input_text(&input), *words = with_blanks_in_arithmetic(text);
    for (char *at = words; *at != '\0'; at++)
        if (strchr("*?[=@", *at) != NULL)
            *at = 'x';
    bool has_command = words_have_a_command(words);
    wordexp_t expanded = {0};
    int result = wordexp(words, &expanded, WRDE_NOCMD);
    if (result == WRDE_CMDSUB)
        MUST(has_command);
    if (result == 0)
        wordfree(&expanded);
    free(text);
    free(words);
    return 0;
}
