/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/<pid>/smaps, line by line: sums over whole areas, or nothing at all. */
#include "memory/areas.h"

#include "fuzz.h"
#include "memory/facts.h"
#include "reference.h"

#define MOST_LINES 512

static bool has_flag(const char *flags, const char *flag)
{
    char list[256], word[8];
    (void)snprintf(list, sizeof list, " %s ", flags);
    (void)snprintf(word, sizeof word, " %s ", flag);
    return strstr(list, word) != NULL;
}

/* The last of an area's lines with that key, with the newline that the reader took away. */
static uint64_t value_of(char *const lines[], size_t from, size_t to, const char *key)
{
    while (to-- > from)
        if (strncmp(lines[to], key, strlen(key)) == 0) {
            char whole[600];
            (void)snprintf(whole, sizeof whole, "%s", lines[to]);
            return reference_value(whole, key);
        }
    return UNKNOWN;
}

static void add(unsigned __int128 *sum, uint64_t value, bool *known)
{
    *known = *known && is_known(value);
    *sum += is_known(value) ? value : 0;
}

static void the_charge_is_a_true_sum(const struct area_facts *facts, char *const lines[],
                                     size_t count)
{
    unsigned __int128 charge = 0;
    uint64_t areas = 0, largest = 0;
    bool known = true;
    for (size_t at = 0, first = 0; at < count; at++) {
        if (strncmp(lines[at], "VmFlags:", 8) != 0)
            continue;
        uint64_t size = value_of(lines, first, at, "Size:");
        first = at + 1;
        areas++;
        if (!has_flag(lines[at] + 8, "ac") || has_flag(lines[at] + 8, "dc"))
            continue;
        add(&charge, size, &known);
        largest = size > largest ? size : largest;
    }
    MUST(facts->count == areas && areas > 0);
    MUST(facts->largest_area == largest);
    MUST(facts->commit_charge == (known && charge <= INT64_MAX ? (uint64_t)charge : UNKNOWN));
    MUST(!is_known(facts->huge) || !is_known(facts->private_anonymous) || areas > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char *lines[MOST_LINES];
    size_t count = 0, longest = 0;
    struct area_sums sums;
    struct area_facts facts;
    areas_begin(&sums);
    for (; count < MOST_LINES && input.at < input.end; count++) {
        lines[count] = input_word(&input);
        longest = strlen(lines[count]) > longest ? strlen(lines[count]) : longest;
        areas_parse_line(&sums, lines[count]);
    }
    if (!areas_end(&sums, &facts))
        MUST(!is_known(facts.commit_charge) && !is_known(facts.swap) && !is_known(facts.count));
    else if (longest < 240)
        the_charge_is_a_true_sum(&facts, lines, count);
    while (count > 0)
        free(lines[--count]);
    return 0;
}
