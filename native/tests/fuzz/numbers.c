/* SPDX-License-Identifier: Apache-2.0 */
/* The files of one number or one line: limits, those of /proc/<pid>/limits too, loadavg, statm,
 * stat, vmstat, osrelease, lists of CPUs. */
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

static void a_limit_file_has_a_number_or_max(const char *text)
{
    uint64_t limit = 0;
    bool valid = hierarchy_parse_limit_file(text, &limit);
    MUST(valid == (is_known(reference_whole_number(text)) || strcmp(text, "max\n") == 0));
    MUST(limit == hierarchy_parse_limit(text));
}

/* "Max processes  1000  2000  processes" of /proc/<pid>/limits. */
static void a_limit_on_processes_is_the_first_number(const char *text)
{
    static const char key[] = "Max processes ";
    uint64_t limit = 0;
    bool valid = limits_parse_processes(text, &limit);
    if (strstr(text, key) != text) {
        MUST(!valid);
        return;
    }
    const char *value = text + sizeof key - 1;
    uint64_t number = reference_whole_number(value);
    value += strspn(value, " ");
    bool unlimited = strncmp(value, "unlimited", strlen("unlimited")) == 0;
    MUST(valid == (is_known(number) || unlimited));
    MUST(!valid || limit == number);
}

static void a_release_has_its_first_two_numbers(const char *text)
{
    uint64_t version = system_parse_release(text);
    if (!is_known(version))
        return;
    const char *at;
    uint64_t major = reference_number(text, &at);
    MUST(*at == '.' && version == KERNEL_VERSION(major, reference_number(at + 1, NULL)));
}

/* Each CPU of the list by itself. */
static void cpus_are_those_of_the_list(const char *text)
{
    uint64_t cpus = system_parse_cpus(text), count = 0;
    const char *at = text;
    while (is_known(cpus)) {
        uint64_t first = reference_number(at, &at), last = first;
        if (*at == '-')
            last = reference_number(at + 1, &at);
        MUST(first <= last && last <= UINT16_MAX);
        for (uint64_t cpu = first; cpu <= last; cpu++)
            count++;
        if (*at++ != ',')
            break;
    }
    MUST(!is_known(cpus) || (count == cpus && at[-1] == '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    unsigned field = 3 + (unsigned)input_number(&input, 1) % 50;
    char *text = input_text(&input);
    a_limit_is_its_number(text);
    a_limit_file_has_a_number_or_max(text);
    a_limit_on_processes_is_the_first_number(text);
    a_release_has_its_first_two_numbers(text);
    cpus_are_those_of_the_list(text);
    MUST(copied_parse_resident(text) == behind_blanks(text, 1));
    uint64_t threads = limits_parse_loadavg(text);
    MUST(!is_known(threads) || (strchr(text, '/') != NULL && threads <= INT64_MAX));
    const char *behind_name = strrchr(text, ')');
    MUST(text_stat_field(text, field) ==
         (behind_name == NULL ? UNKNOWN : behind_blanks(behind_name, field - 2)));
    struct candidate candidate;
    if (candidate_parse(&candidate, text))
        MUST(candidate.start == text_stat_field(text, 22) && is_known(candidate.start));
    MUST(copied_parse_rollup(text) <= reference_value(text, "Private_Dirty:"));
    uint64_t kills = oom_kills_parse_line(text);
    MUST(!is_known(kills) || strstr(text, "oom_kill ") != NULL);
    free(text);
    return 0;
}
