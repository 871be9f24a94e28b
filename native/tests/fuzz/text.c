/* SPDX-License-Identifier: Apache-2.0 */
/* What all parsers are made of: numbers, lines, fields, escapes, sums. */
#include "memory/text.h"

#include "fuzz.h"
#include "memory/facts.h"
#include "reference.h"

static void a_field_is_undone_or_refused(const char *field)
{
    char copy[32], again[4 * sizeof copy];
    memset(copy, 'x', sizeof copy);
    if (!text_mount_field(field, copy, sizeof copy))
        return;
    MUST(memchr(copy, '\0', sizeof copy) != NULL);
    /* Written again as the kernel writes it, it comes out the same. */
    char *at = again;
    for (const char *byte = copy; *byte != '\0'; byte++)
        at += sprintf(at, "\\%03o", (unsigned char)*byte);
    *at = '\0';
    char twice[sizeof copy];
    MUST(text_mount_field(again, twice, sizeof twice) && strcmp(copy, twice) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    uint64_t a = input_number(&input, 8), b = input_number(&input, 8);
    char *key = input_word(&input), *text = input_text(&input);
    const char *end, *expected_end;
    MUST(text_number(text, &end) == reference_number(text, &expected_end) && end == expected_end);
    MUST(text_whole_number(text) == reference_whole_number(text));
    MUST(text_value(text, key) == reference_value(text, key));
    unsigned __int128 sum = (unsigned __int128)a + b;
    MUST(text_sum(a, b) == (sum <= INT64_MAX ? (uint64_t)sum : UNKNOWN));
    const char *field = text_field(text, (unsigned)a % 8);
    MUST(field == NULL || (field >= text && field <= text + strlen(text)));
    a_field_is_undone_or_refused(text);
    free(key);
    free(text);
    return 0;
}
