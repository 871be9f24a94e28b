/* SPDX-License-Identifier: Apache-2.0 */
/* The files of one number or one line: limits, loadavg, statm, stat, vmstat. */
#include "fuzz.h"
#include "memory/candidate.h"
#include "memory/facts.h"
#include "memory/hierarchy.h"
#include "memory/text.h"
#include "reference.h"

static uint64_t behind_blanks(const char *text, unsigned blanks)
{
    for (; blanks > 0 && text != NULL; blanks--) {
        text = strchr(text, ' ');
        text = text == NULL ? NULL : text + 1;
    }
    return text == NULL ? UNKNOWN : reference_whole_number(text);
}

static void a_limit_is_its_number(const char *text)
{
    uint64_t limit = hierarchy_parse_limit(text), number = reference_whole_number(text);
    /* Version 1 writes the largest page-aligned long for "none": pages are 64 KiB at most. */
    bool is_none = is_known(number) && number >= INT64_MAX - 0xFFFFU;
    MUST(limit == (is_none ? UNKNOWN : number));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    unsigned field = 3 + (unsigned)input_number(&input, 1) % 50;
    char *text = input_text(&input);
    a_limit_is_its_number(text);
    MUST(copied_parse_resident(text) == behind_blanks(text, 1));
    uint64_t threads = limits_parse_loadavg(text);
    MUST(!is_known(threads) || (strchr(text, '/') != NULL && threads <= INT64_MAX));
    const char *behind_name = strrchr(text, ')');
    MUST(text_stat_field(text, field) ==
         (behind_name == NULL ? UNKNOWN : behind_blanks(behind_name, field - 2)));
    struct candidate candidate;
    if (candidate_parse(&candidate, text))
        MUST(candidate.start == text_stat_field(text, 22) && is_known(candidate.start));
    uint64_t kills = oom_kills_parse_line(text);
    MUST(!is_known(kills) || strstr(text, "oom_kill ") != NULL);
    free(text);
    return 0;
}
