/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/<pid>/status: each fact is what its line says, or unknown. */
#include "fuzz.h"
#include "memory/facts.h"
#include "memory/text.h"
#include "reference.h"

static uint64_t sum_of(uint64_t a, uint64_t b)
{
    return a == UNKNOWN || b == UNKNOWN || a + b > INT64_MAX ? UNKNOWN : a + b;
}

static void each_value_is_its_lines(const struct process_facts *process, const char *text)
{
    MUST(process->commit_charge ==
         sum_of(reference_value(text, "VmData:"), reference_value(text, "VmStk:")));
    MUST(process->virtual_size == reference_value(text, "VmSize:"));
    MUST(process->rss == reference_value(text, "VmRSS:"));
    MUST(process->private_anonymous == reference_value(text, "RssAnon:"));
    MUST(process->swap == reference_value(text, "VmSwap:"));
    MUST(process->page_tables == reference_value(text, "VmPTE:"));
    MUST(process->hugetlb == reference_value(text, "HugetlbPages:"));
    MUST(process->pinned == reference_value(text, "VmPin:"));
    MUST(process->threads == reference_value(text, "Threads:"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    char *text = input_text(&input);
    struct process_facts process;
    process_parse_status(&process, text);
    each_value_is_its_lines(&process, text);
    MUST(!is_known(process.largest_area));
    MUST(process.sys_admin <= 1 || !is_known(process.sys_admin));
    MUST(process.sys_resource <= 1 || !is_known(process.sys_resource));
    MUST(strstr(text, "CapEff:") != NULL || !is_known(process.sys_admin));
    const char *user = text_line(text, "Uid:");
    MUST(process.user == (user == NULL ? UNKNOWN : reference_whole_number(user)));
    MUST(memchr(process.name, '\0', sizeof process.name) != NULL);
    MUST(strchr(process.name, '\n') == NULL);
    (void)process_parse_uid_map(text);
    free(text);
    return 0;
}
