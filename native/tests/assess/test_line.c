/* SPDX-License-Identifier: Apache-2.0 */
/* The line of an assessment: whole JSON also where all that it tells is as long as it can be. */
#include <errno.h>
#include <string.h>

#include "../fuzz/json_check.h"
#include "../test.h"
#include "assess/inspect.h"

static char line[INSPECTION_LINE_BYTES + 1];
static struct inspection inspection;

static void encode(void)
{
    size_t length = inspection_encode(&inspection, line);
    assert_in_range(length, 1, INSPECTION_LINE_BYTES);
    line[length] = '\0';
    assert_int_equal(line[length - 1], '\n');
    if (!json_is_valid(line, length - 1))
        fail_msg("no JSON (%zu bytes): %s", length, line);
}

static void assert_has(const char *part)
{
    if (strstr(line, part) == NULL)
        fail_msg("%s is not in %s", part, line);
}

/* Each byte of it takes six in a line. */
static void fill(char *text, size_t size)
{
    memset(text, '\x01', size - 1);
    *text = '/';
    text[size - 1] = '\0';
}

static const struct reason reasons[] = {
    {REASON_COMMIT_REFUSED, LEVEL_CRITICAL, SOURCE_RAM_AND_SWAP, INT64_MAX, INT64_MAX},
    {REASON_PROCESS_LIMIT, LEVEL_CRITICAL, SOURCE_PIDS, INT64_MAX, INT64_MAX},
    {REASON_OOM_LIKELY, LEVEL_CRITICAL, SOURCE_AVAILABLE, INT64_MAX, INT64_MAX},
    {REASON_OOM_POSSIBLE, LEVEL_CRITICAL, SOURCE_CGROUP, INT64_MAX, INT64_MAX},
    {REASON_HUGETLB_COPY, LEVEL_CRITICAL, SOURCE_HUGE_PAGES, INT64_MAX, INT64_MAX},
    {REASON_THROTTLE_POSSIBLE, LEVEL_CRITICAL, SOURCE_HIGH, INT64_MAX, INT64_MAX},
    {REASON_FORK_STALL, LEVEL_CRITICAL, SOURCE_EARLIER_FORKS, INT64_MAX, INT64_MAX},
    {REASON_PINNED_COPY, LEVEL_CRITICAL, SOURCE_PINNED, INT64_MAX, INT64_MAX},
    {REASON_FD_LEAK, LEVEL_CRITICAL, SOURCE_DESCRIPTOR, INT64_MAX, INT64_MAX},
};

static void make_the_worst(void)
{
    struct event *event = &inspection.event;
    struct facts *facts = &event->facts;
    memset(facts, 0x7e, sizeof *facts);
    facts->launching_pipes = 0;
    facts->process.exact = true;
    facts->system.replaced = true;
    facts->system.overcommit_policy = OVERCOMMIT_GUESS;
    facts->cgroup.version = 2;
    facts->cgroup.with_swap = facts->cgroup.unseen = facts->cgroup.high_unseen = false;
    fill(facts->process.name, sizeof facts->process.name);
    fill(facts->cgroup.path, sizeof facts->cgroup.path);
    fill(facts->cgroup.high_path, sizeof facts->cgroup.high_path);
    fill(facts->limits.path, sizeof facts->limits.path);
    fill(facts->descriptors.path, sizeof facts->descriptors.path);
    facts->descriptors.inherited = INT64_MAX;
    facts->descriptors.partial = true;
    facts->descriptors.kind = DESCRIPTOR_LISTENING_SOCKET;
    event->origin = (struct origin){INT32_MAX, INT32_MAX, INT64_MAX, INT32_MAX, INT64_MAX};
    event->inspected = INT32_MAX;
    event->call = "posix_spawn";
    event->mechanism = MECHANISM_FORK;
    event->risk.level = LEVEL_CRITICAL;
    event->risk.count = sizeof reasons / sizeof *reasons;
    memcpy(event->risk.reasons, reasons, sizeof reasons);
    event->risk.not_assessed = (1U << REASON_COUNT) - 1;
}

static void fill_gaps(const char *facts)
{
    static char source[GAP_SOURCE_BYTES];
    fill(source, sizeof source);
    for (unsigned i = 0; i < MOST_GAPS; i++)
        inspection.gaps[i] =
            (struct gap){.facts = facts, .error = ENOTRECOVERABLE, .source = source};
    inspection.gap_count = MOST_GAPS;
}

TEST(the_worst_of_all_is_whole_json_and_is_marked_as_cut)
{
    char facts[500];
    inspection = (struct inspection){.exact = true, .has_nearest = true};
    make_the_worst();
    fill(facts, sizeof facts);
    fill_gaps(facts);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        inspection.nearest = reasons[i];
        encode();
        assert_null(strstr(line, "left out"));
        assert_has(" memory.max\"");
        assert_has(" memory.high\"");
        assert_has(" pids.max\"");
        assert_has("\"PINNED_COPY\"");
        assert_has("],\"truncated\":true}\n");
    }
}

TEST(the_nearest_limit_names_its_file_whatever_the_groups_path_takes)
{
    static const struct {
        enum source source;
        const char *has;
    } cases[] = {
        {SOURCE_CGROUP, ".slice memory.max\"},\"unread\""},
        {SOURCE_HIGH, ".slice memory.high\"},\"unread\""},
        {SOURCE_PIDS, ".slice pids.max\"},\"unread\""},
    };
    inspection = (struct inspection){.has_nearest = true};
    struct facts *facts = &inspection.event.facts;
    inspection.event.call = "fork";
    facts->cgroup.version = 2;
    facts->descriptors.inherited = UNKNOWN;
    fill(facts->cgroup.path, 190);
    strcat(facts->cgroup.path, ".slice");
    strcpy(facts->cgroup.high_path, facts->cgroup.path);
    strcpy(facts->limits.path, facts->cgroup.path);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inspection.nearest = (struct reason){.source = cases[i].source};
        encode();
        assert_has("\"nearest\":{");
        assert_has("\"source\":\"cgroup ...");
        assert_has(cases[i].has);
        assert_has("\"truncated\":true}\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_of_all_is_whole_json_and_is_marked_as_cut),
        cmocka_unit_test(the_nearest_limit_names_its_file_whatever_the_groups_path_takes),
    };
    return RUN(tests);
}
