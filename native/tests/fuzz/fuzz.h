/* SPDX-License-Identifier: Apache-2.0 */
/* What each target has in common: its entry, its bytes, and what must hold. */
#ifndef SPAWNRISK_TESTS_FUZZ_FUZZ_H
#define SPAWNRISK_TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define MUST(holds) ((holds) ? (void)0 : fuzz_broken(#holds, __FILE__, __LINE__))

static inline void fuzz_broken(const char *what, const char *file, int line)
{
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

/* The input, from which values are taken one after the other; what is missing is zero. */
struct input {
    const uint8_t *at, *end;
};

static inline uint64_t input_number(struct input *input, size_t bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes && input->at < input->end; i++)
        number = number << 8 | *input->at++;
    return number;
}

/* Up to the next newline or NUL, or the end, in memory of its own and of just its size, so that a
 * byte read behind it is found. The caller frees it. */
static inline char *input_word(struct input *input)
{
    size_t length = 0, left = (size_t)(input->end - input->at);
    while (length < left && input->at[length] != '\n' && input->at[length] != '\0')
        length++;
    char *word = malloc(length + 1);
    MUST(word != NULL);
    memcpy(word, input->at, length);
    word[length] = '\0';
    input->at += length + (length < left);
    return word;
}

/* All that is left, likewise. A NUL within ends it, as it ends what was read of a file. */
static inline char *input_text(struct input *input)
{
    size_t length = (size_t)(input->end - input->at);
    char *text = malloc(length + 1);
    MUST(text != NULL);
    memcpy(text, input->at, length);
    text[length] = '\0';
    input->at = input->end;
    char *exact = strdup(text);
    MUST(exact != NULL);
    free(text);
    return exact;
}

#endif
