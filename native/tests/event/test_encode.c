/* SPDX-License-Identifier: Apache-2.0 */
/* From event to line: what is in it, what is left out, and that the worst case fits. */
#include "event/event.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fuzz/json_check.h"
#include "../test.h"

static char line[EVENT_LINE_BYTES + 1];

static struct event plain(void)
{
    return (struct event){
        .origin = {.pid = 4711, .tid = 4730, .start = 88231},
        .sequence = 17,
        .time_ns = 1769860800123456789,
        .call = "fork",
        .mechanism = MECHANISM_FORK,
        .argument_count = -1,
        .facts = {.process = {.name = "java",
                              .commit_charge = 1,
                              .largest_area = UNKNOWN,
                              .private_anonymous = 8192,
                              .swap = 0,
                              .threads = 42},
                  .system = {.overcommit_policy = 0, .swap_free = UNKNOWN}},
        .child = 4801,
        .outcome = {.duration_ns = 712345},
    };
}

static void encode(const struct event *event)
{
    size_t length = event_encode_spawn(event, line);
    assert_in_range(length, 1, EVENT_LINE_BYTES);
    assert_int_equal(line[length - 1], '\n');
    assert_true(json_is_valid(line, length - 1));
    line[length] = '\0';
}

static void assert_has(const char *part)
{
    if (strstr(line, part) == NULL)
        fail_msg("%s is not in %s", part, line);
}

static void assert_lacks(const char *part)
{
    if (strstr(line, part) != NULL)
        fail_msg("%s is in %s", part, line);
}

TEST(a_process_is_told_with_its_parent_where_that_is_known)
{
    struct event event = plain();
    event.origin.parent = 4001;
    encode(&event);
    assert_has("\"start\":88231,\"parent\":4001,\"name\"");
    event.origin.parent_start = 7001;
    encode(&event);
    assert_has("\"start\":88231,\"parent\":4001,\"parent_start\":7001,\"name\"");
}

TEST(a_spawn_says_who_called_what_and_how_it_ended)
{
    struct event event = plain();
    encode(&event);
    assert_has("{\"schema\":1,\"event\":\"spawn\",\"id\":\"4711.88231.17\","
               "\"time\":\"2026-01-31T12:00:00.123456Z\","
               "\"process\":{\"pid\":4711,\"tid\":4730,\"start\":88231,\"name\":\"java\"},"
               "\"call\":\"fork\",\"mechanism\":\"fork\",\"copies_memory\":true,"
               "\"child_pid\":4801,\"duration_ns\":712345,");
}

TEST(a_failed_spawn_has_its_errno_and_no_child)
{
    struct event event = plain();
    event.outcome.error = ENOMEM;
    encode(&event);
    assert_has("\"errno\":12,\"error\":\"ENOMEM\"");
    assert_lacks("child_pid");
}

TEST(a_failed_spawn_has_a_name_for_any_errno)
{
    struct event event = plain();
    event.outcome.error = ENOTTY;
    encode(&event);
    assert_has("\"errno\":25,\"error\":\"ENOTTY\"");
    event.outcome.error = EHWPOISON;
    encode(&event);
    assert_has("\"errno\":133,\"error\":\"EHWPOISON\"");
    event.outcome.error = EHWPOISON + 1;
    encode(&event);
    assert_has("\"errno\":134,\"error\":\"unknown\"");
}

TEST(a_fact_that_could_not_be_read_is_absent)
{
    struct event event = plain();
    encode(&event);
    assert_lacks("largest_area");
    assert_lacks("swap_free");
    assert_lacks("cgroup");
    assert_lacks("command");
    assert_lacks("jvm");
}

TEST(pages_to_fault_again_are_told_of_copies_only)
{
    struct event event = plain();
    event.facts.process.private_anonymous = 3 * (uint64_t)getpagesize();
    encode(&event);
    assert_has("\"pages_to_fault_again\":3");
    event.mechanism = MECHANISM_VFORK;
    encode(&event);
    assert_lacks("pages_to_fault_again");
}

TEST(a_huge_page_is_to_be_faulted_again_once)
{
    struct event event = plain();
    uint64_t page = (uint64_t)getpagesize(), huge = page * page / 8;
    event.facts.process.private_anonymous = 2 * huge + 5 * page;
    event.facts.system.anonymous_huge = 2 * huge;
    encode(&event);
    assert_has("\"pages_to_fault_again\":7");
}

TEST(a_warning_names_the_spawn_that_is_to_come)
{
    struct event event = plain();
    line[event_encode_warning(&event, line)] = '\0';
    assert_has("\"event\":\"warning\",\"spawn\":\"4711.88231.17\"");
    assert_lacks("\"id\"");
    assert_lacks("duration_ns");
    assert_lacks("child_pid");
}

TEST(a_cgroup_is_told_with_what_binds_it)
{
    struct event event = plain();
    event.facts.cgroup = (struct cgroup_facts){.version = 1,
                                               .with_swap = true,
                                               .path = "/a",
                                               .limit = 900,
                                               .usage = 1,
                                               .reclaimable = 2,
                                               .swap_room = 0,
                                               .oom_group = UNKNOWN,
                                               .high = UNKNOWN,
                                               .high_used = UNKNOWN};
    event.risk.reasons[event.risk.count++] =
        (struct reason){REASON_OOM_POSSIBLE, LEVEL_WARNING, SOURCE_CGROUP, 3, 4};
    encode(&event);
    assert_has("\"cgroup\":{\"version\":1,\"path\":\"/a\",\"with_swap\":true,\"limit\":900,"
               "\"usage\":1,\"reclaimable\":2,\"swap_room\":0}");
    assert_has("\"source\":\"cgroup /a memory.memsw.limit_in_bytes\"");
    event.facts.cgroup.version = 2;
    event.facts.cgroup.with_swap = false;
    event.facts.cgroup.high = 700;
    event.facts.cgroup.high_used = 5;
    encode(&event);
    assert_has("\"swap_room\":0,\"high\":700,\"high_used\":5}");
    assert_has("\"source\":\"cgroup /a memory.max\"");
}

TEST(a_reason_carries_its_numbers_and_where_they_were_read)
{
    struct event event = plain();
    event.facts.cgroup = (struct cgroup_facts){
        .version = 2, .path = "/a \"b\"", .limit = 5, .usage = 4, .oom_group = 1};
    event.risk = (struct risk){
        .level = LEVEL_WARNING,
        .count = 1,
        .reasons = {{REASON_OOM_POSSIBLE, LEVEL_WARNING, SOURCE_CGROUP, 9, 1}},
        .not_assessed = 1U << REASON_COMMIT_REFUSED,
    };
    encode(&event);
    assert_has("\"oom_group\":true");
    assert_has("\"risk\":{\"level\":\"warning\",\"reasons\":[{\"code\":\"OOM_POSSIBLE\","
               "\"level\":\"warning\",\"need\":9,\"have\":1,"
               "\"source\":\"cgroup /a \\\"b\\\" memory.max\"}],"
               "\"not_assessed\":[\"COMMIT_REFUSED\"]}");
}

TEST(what_the_runtime_knows_of_the_caller_goes_before_what_the_door_saw)
{
    struct event event = plain();
    struct caller_context context = {
        .thread = "worker-1",
        .frames = "a.B.c:1\nd.E.f:2",
        .command = "convert",
        .argument_count = 4,
        .heap_used = 7,
        .heap_committed = UNKNOWN,
        .state = &(struct runtime_state){.direct = 16777213,
                                         .mapped = UNKNOWN,
                                         .live_threads = 19,
                                         .sampled_ns = 31,
                                         .heap_is_shared = true,
                                         .collector = "Z"},
        .collections = &(struct collections){
            .pauses = 6, .pause_ns = UNKNOWN, .ended_ns = 35, .in_cycle = true}};
    event.context = &context;
    strcpy(event.command, "jspawnhelper");
    encode(&event);
    assert_has("\"command\":\"convert\",\"argument_count\":4");
    assert_has("\"jvm\":{\"thread\":\"worker-1\",\"virtual\":false,"
               "\"stack\":[\"a.B.c:1\",\"d.E.f:2\"],\"heap_used\":7");
    assert_has("\"gc_pauses\":6,\"gc_ended_ns\":35,\"gc_cycle\":true,\"direct\":16777213,"
               "\"collector\":\"Z\",\"heap_shared\":true,\"live_threads\":19,"
               "\"sampled_ns\":31}");
    assert_lacks("jspawnhelper");
    assert_lacks("\"heap_committed");
    assert_lacks("\"gc_pause_ns");
}

TEST(how_the_child_was_to_be_started_is_told_where_it_is_known)
{
    struct event event = plain();
    struct caller_context context = {.thread = "worker-1",
                                     .frames = "",
                                     .redirects = "inherit\ndiscard\nmerged",
                                     .changes_directory = true,
                                     .environment = 23};
    event.context = &context;
    encode(&event);
    assert_has("\"launch\":{\"directory\":true,\"input\":\"inherit\",\"output\":\"discard\","
               "\"error\":\"merged\",\"environment\":23}}");
    context.environment = UNKNOWN;
    encode(&event);
    assert_has("\"error\":\"merged\"}}");
    context.redirects = NULL;
    encode(&event);
    assert_lacks("launch");
}

TEST(of_what_the_runtime_asks_for_itself_nothing_more_is_told)
{
    struct event event = plain();
    struct caller_context context = {.is_of_the_machine = true,
                                     .frames = "",
                                     .argument_count = -1,
                                     .heap_used = UNKNOWN,
                                     .heap_committed = UNKNOWN,
                                     .heap_max = UNKNOWN,
                                     .non_heap_committed = UNKNOWN};
    event.context = &context;
    encode(&event);
    assert_has("\"jvm\":{\"vm_own\":true}}");
}

static void fill(char *text, size_t size)
{
    memset(text, '\x01', size - 1);
    text[size - 1] = '\0';
}

/* What is refused does not nearly fit. HELPER_MISMATCH comes without MECHANISM_AT_RISK and FD_LEAK,
 * and is shorter. */
static bool can_be_of(enum reason_code code, enum mechanism mechanism, int error)
{
    if (code == REASON_REFUSED)
        return error != 0;
    if (code == REASON_PROCESS_LIMIT)
        return true;
    if (code == REASON_HELPER_MISMATCH)
        return false;
    if (code == REASON_FD_LEAK)
        return true;
    bool of_sharing = code == REASON_CHILD_FOOTPRINT || code == REASON_MECHANISM_AT_RISK;
    return copies_memory(mechanism) ? !of_sharing && code != REASON_COMMIT_NEAR : of_sharing;
}

/* A reason that holds was assessed; its entry is longer than one in not_assessed. */
static struct risk every_reason(enum mechanism mechanism, int error)
{
    static const enum source sources[REASON_COUNT] = {
        [REASON_REFUSED] = SOURCE_ERRNO,
        [REASON_COMMIT_REFUSED] = SOURCE_RAM_AND_SWAP,
        [REASON_PROCESS_LIMIT] = SOURCE_PIDS,
        [REASON_OOM_LIKELY] = SOURCE_AVAILABLE,
        [REASON_OOM_POSSIBLE] = SOURCE_CGROUP,
        [REASON_CHILD_FOOTPRINT] = SOURCE_CGROUP,
        [REASON_HUGETLB_COPY] = SOURCE_HUGE_PAGES,
        [REASON_THROTTLE_POSSIBLE] = SOURCE_HIGH,
        [REASON_FORK_STALL] = SOURCE_EARLIER_FORKS,
        [REASON_PINNED_COPY] = SOURCE_PINNED,
        [REASON_FD_LEAK] = SOURCE_DESCRIPTOR,
        [REASON_MECHANISM_AT_RISK] = SOURCE_PROPERTY,
    };
    struct risk risk = {.level = LEVEL_CRITICAL};
    for (unsigned code = 0; code < REASON_COUNT; code++) {
        if (!can_be_of(code, mechanism, error))
            continue;
        bool is_bare = code == REASON_REFUSED || code == REASON_MECHANISM_AT_RISK;
        uint64_t number = is_bare ? UNKNOWN : INT64_MAX;
        bool is_launch = code == REASON_FD_LEAK && copies_memory(mechanism);
        bool is_measured = code == REASON_FORK_STALL && error == 0;
        enum source source = is_launch     ? SOURCE_LAUNCHES
                             : is_measured ? SOURCE_MEASURED
                                           : sources[code];
        risk.reasons[risk.count++] =
            (struct reason){code, LEVEL_CRITICAL, source, number, is_launch ? UNKNOWN : number};
    }
    return risk;
}

static void encode_the_worst(enum mechanism mechanism, int error, size_t path_bytes)
{
    static char frames[4000], thread[500];
    struct event event = plain();
    event.mechanism = mechanism;
    memset(&event.facts, 0x7e, sizeof event.facts);
    event.facts.launching_pipes = copies_memory(mechanism) ? INT64_MAX : 0;
    event.facts.process.exact = true;
    event.facts.system.replaced = true;
    event.facts.system.overcommit_policy = OVERCOMMIT_GUESS;
    event.facts.living.copies = 1024; /* as many as their table holds */
    event.facts.cgroup.version = 2;
    event.facts.cgroup.with_swap = false;
    const uint64_t largest = (UINT64_C(1) << 48) - 1;
    event.facts.learned = (struct learned_facts){largest, largest, largest, largest, largest};
    fill(event.facts.process.name, sizeof event.facts.process.name);
    fill(event.facts.cgroup.path, path_bytes);
    fill(event.facts.cgroup.high_path, path_bytes);
    fill(event.facts.limits.path, path_bytes);
    fill(event.facts.descriptors.path, sizeof event.facts.descriptors.path);
    event.facts.descriptors.inherited = INT64_MAX;
    event.facts.descriptors.partial = true;
    event.facts.descriptors.kind = DESCRIPTOR_LISTENING_SOCKET;
    fill(event.command, sizeof event.command);
    fill(frames, sizeof frames);
    fill(thread, sizeof thread);
    event.risk = every_reason(mechanism, error);
    event.outcome.error = error;
    event.repeats = error == 0 ? 1 : 999999999999;
    struct runtime_state state = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, true, "Shenandoah"};
    struct collections collections = {INT64_MAX, INT64_MAX, INT64_MAX, true};
    struct caller_context context = {.thread = thread,
                                     .frames = frames,
                                     .heap_used = INT64_MAX,
                                     .heap_committed = INT64_MAX,
                                     .heap_max = INT64_MAX,
                                     .non_heap_committed = INT64_MAX,
                                     .state = &state,
                                     .collections = &collections,
                                     .redirects = "discard\ndiscard\ninherit",
                                     .environment = INT64_MAX};
    event.context = &context;
    strcpy(event.thread, "not told");
    for (event.caller_count = 0; event.caller_count < EVENT_CALLERS; event.caller_count++)
        event.callers[event.caller_count] = (const char *)exit + 4;
    event.origin = (struct origin){INT32_MAX, INT32_MAX, INT64_MAX, INT32_MAX, INT64_MAX};
    event.sequence = INT64_MAX;
    event.child = INT32_MAX;
    event.trail = TRAIL_IS_LOST;
    event.child_start = INT64_MAX;
    encode(&event);
}

TEST(the_worst_of_all_fits_and_is_marked_as_cut)
{
    static const int errors[] = {0, EAGAIN};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        encode_the_worst(MECHANISM_FORK, errors[i], CGROUP_PATH_BYTES);
        assert_lacks("not told");
        assert_has("\"PINNED_COPY\"");
        assert_has("\"source\":\"cgroup (path left out) memory.high\"");
        assert_has("\"source\":\"pipes of a Java process that is being started\"");
        assert_has("\"non_heap_committed\":9223372036854775807");
        assert_has("},\"truncated\":true}\n");
        encode_the_worst(MECHANISM_VFORK, errors[i], CGROUP_PATH_BYTES);
        assert_has("\"FD_LEAK\"");
        assert_has("\"sampled_ns\":9223372036854775807},\"truncated\":true}\n");
    }
}

/* The less the paths take, the more of the rest is told; nowhere between is it too much. */
TEST(whatever_the_paths_take_the_rest_is_cut_so_that_the_line_is_whole)
{
    static const int errors[] = {0, EAGAIN};
    for (size_t bytes = 1; bytes <= CGROUP_PATH_BYTES; bytes++) {
        for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
            encode_the_worst(MECHANISM_FORK, errors[i], bytes);
            assert_has("\"non_heap_committed\":9223372036854775807");
            encode_the_worst(MECHANISM_VFORK, errors[i], bytes);
            assert_has("\"non_heap_committed\":9223372036854775807");
        }
    }
}

TEST(the_group_whose_memory_high_is_nearest_is_named_besides_the_one_that_kills)
{
    struct event event = plain();
    event.facts.cgroup = (struct cgroup_facts){.version = 2, .path = "/a", .high_path = "/a/b"};
    event.risk = (struct risk){.level = LEVEL_WARNING, .count = 1};
    event.risk.reasons[0] =
        (struct reason){REASON_THROTTLE_POSSIBLE, LEVEL_WARNING, SOURCE_HIGH, 9, 1};
    encode(&event);
    assert_has("\"path\":\"/a\"");
    assert_has("{\"code\":\"THROTTLE_POSSIBLE\",\"level\":\"warning\",\"need\":9,\"have\":1,"
               "\"source\":\"cgroup /a/b memory.high\"}");
    assert_null(strstr(line, "truncated"));
}

TEST(the_rate_of_earlier_forks_is_told_where_a_stop_was_foreseen_by_it)
{
    struct event event = plain();
    event.facts.stall_rate = 8123;
    event.risk = (struct risk){.level = LEVEL_NOTICE, .count = 1};
    event.risk.reasons[0] =
        (struct reason){REASON_FORK_STALL, LEVEL_NOTICE, SOURCE_EARLIER_FORKS, 9, 1};
    encode(&event);
    assert_has("\"stall_rate\":8123");
    event.risk.reasons[0].source = SOURCE_MEASURED;
    encode(&event);
    assert_lacks("stall_rate");
}

TEST(callers_are_told_as_functions_of_the_objects_that_they_lie_in)
{
    struct event event = plain();
    event.callers[0] = (const char *)exit + 18;
    event.callers[1] = (const char *)abort + 3;
    event.caller_count = 2;
    encode(&event);
    assert_has("\"native_stack\":[\"libc.so.6!exit+0x12\",\"libc.so.6!abort+0x3\"]");
    event.callers[0] = &event;
    encode(&event);
    assert_lacks("native_stack");
}

TEST(a_groups_path_is_told_whatever_its_bytes_and_is_marked_where_it_is_not_whole)
{
    struct event event = plain();
    event.facts.cgroup = (struct cgroup_facts){.version = 2, .path = "/a b\t\\\"\xff (deleted)"};
    encode(&event);
    assert_has("\"path\":\"/a b\\u0009\\\\\\\"\\ufffd (deleted)\"");
    assert_null(strstr(line, "truncated"));
    event.facts.cgroup.path[0] = '/';
    memset(event.facts.cgroup.path + 1, 'x', sizeof event.facts.cgroup.path - 2);
    encode(&event);
    assert_null(strstr(line, "truncated"));
    memcpy(event.facts.cgroup.path, "...", 3);
    encode(&event);
    assert_has("\"truncated\":true");
}

static void assert_marked_by(struct facts facts, enum source source, bool cut)
{
    struct event event = plain();
    event.facts = facts;
    event.risk = (struct risk){.level = LEVEL_WARNING, .count = 1};
    event.risk.reasons[0] = (struct reason){REASON_OOM_POSSIBLE, LEVEL_WARNING, source, 9, 1};
    encode(&event);
    assert_int_equal(strstr(line, "\"truncated\":true}") != NULL, cut);
}

TEST(a_line_is_marked_where_any_groups_path_in_it_is_not_whole)
{
    struct facts facts = plain().facts;
    facts.cgroup =
        (struct cgroup_facts){.version = 2, .path = "/a", .high_path = ".../of/what/was/longer"};
    strcpy(facts.limits.path, ".../of/what/was/longer/too");
    assert_marked_by(facts, SOURCE_HIGH, true);
    assert_marked_by(facts, SOURCE_PIDS, true);
    assert_marked_by(facts, SOURCE_CGROUP, false);
}

/* Odd bytes, and the escapes by which systemd names a unit, until the field is full. */
static void fill_path(char path[CGROUP_PATH_BYTES], const char *part)
{
    strcpy(path, "/begin/");
    while (strlen(path) + strlen(part) + strlen(".slice") < CGROUP_PATH_BYTES)
        strcat(path, part);
    strcat(path, ".slice");
}

TEST(a_source_names_its_file_whatever_the_groups_path_takes_and_of_that_the_end_is_kept)
{
    static const char *const parts[] = {"a\\x2d", "\x01", "\xff", "\"", "\xc3\xa9\\"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct event event = plain();
        fill_path(event.facts.cgroup.path, parts[i]);
        strcpy(event.facts.cgroup.high_path, event.facts.cgroup.path);
        strcpy(event.facts.limits.path, event.facts.cgroup.path);
        event.facts.cgroup.version = 2;
        event.risk = (struct risk){.level = LEVEL_WARNING, .count = 3};
        event.risk.reasons[0] =
            (struct reason){REASON_PROCESS_LIMIT, LEVEL_WARNING, SOURCE_PIDS, 9, 1};
        event.risk.reasons[1] =
            (struct reason){REASON_OOM_POSSIBLE, LEVEL_WARNING, SOURCE_CGROUP, 9, 1};
        event.risk.reasons[2] =
            (struct reason){REASON_THROTTLE_POSSIBLE, LEVEL_WARNING, SOURCE_HIGH, 9, 1};
        encode(&event);
        assert_has("\"path\":\"...");
        assert_has(".slice\",");
        assert_has("\"source\":\"cgroup ...");
        assert_has(".slice pids.max\"");
        assert_has(".slice memory.max\"");
        assert_has(".slice memory.high\"");
        assert_has("\"truncated\":true}\n");
    }
}

TEST(arguments_that_do_not_fit_are_cut_at_their_end)
{
    static char *arguments[200];
    static char argument[200];
    memset(argument, 'a', sizeof argument - 1);
    for (int i = 0; i < 199; i++)
        arguments[i] = argument;
    struct event event = plain();
    event.arguments = arguments;
    event.argument_count = 199;
    encode(&event);
    assert_has("\"argument_count\":199");
    assert_has("\"arguments\":[\"aaa");
    assert_has("\"truncated\":true}\n");
}

TEST(an_argument_of_which_nothing_was_kept_is_left_out)
{
    static const char kept[] = "true\0-x\0of another spawn";
    struct event event = plain();
    struct caller_context context = {.thread = "worker-1",
                                     .frames = "",
                                     .command = "true",
                                     .arguments = kept,
                                     .arguments_bytes = sizeof "true\0-x",
                                     .argument_count = 4};
    event.context = &context;
    encode(&event);
    assert_has("\"argument_count\":4");
    assert_has("\"arguments\":[\"true\",\"-x\"]");
    assert_lacks("of another spawn");
    assert_has("\"truncated\":true}\n");
}

TEST(an_example_of_a_descriptor_has_only_the_name_of_its_path_unless_arguments_are_opted_in)
{
    static char *arguments[] = {"true", NULL};
    struct event event = plain();
    event.facts.descriptors = (struct descriptor_facts){
        .inherited = 2, .example = 17, .kind = DESCRIPTOR_FILE, .path = "/srv/secret/accounts"};
    event.risk = (struct risk){
        .level = LEVEL_NOTICE,
        .count = 1,
        .reasons = {{REASON_FD_LEAK, LEVEL_NOTICE, SOURCE_DESCRIPTOR, 2, UNKNOWN}},
    };
    encode(&event);
    assert_has("\"inherited_descriptors\":2,\"inherited_example\":\"file 17 (accounts)\"");
    assert_has("\"need\":2,\"source\":\"file 17 (accounts)\"");
    assert_lacks("secret");
    assert_lacks("partial");
    event.arguments = arguments;
    event.argument_count = 1;
    encode(&event);
    assert_has("\"inherited_example\":\"file 17 (/srv/secret/accounts)\"");
}

TEST(descriptors_that_were_looked_at_in_part_are_marked_and_those_that_were_not_are_absent)
{
    struct event event = plain();
    event.facts.descriptors = (struct descriptor_facts){
        .inherited = 88, .partial = true, .example = 3, .kind = DESCRIPTOR_PIPE};
    encode(&event);
    assert_has("\"inherited_descriptors\":88,\"inherited_descriptors_partial\":true,"
               "\"inherited_example\":\"pipe 3\"");
    event.facts.descriptors.inherited = UNKNOWN;
    encode(&event);
    assert_lacks("inherited");
}

TEST(of_a_program_only_the_base_name_leaves_the_process)
{
    char name[8];
    assert_true(redact_command(name, sizeof name, "/opt/secret/tool"));
    assert_string_equal(name, "tool");
    assert_true(redact_command(name, sizeof name, "a/long-name"));
    assert_string_equal(name, "long-na");
}

TEST(of_a_command_line_that_is_handed_over_as_a_program_no_argument_leaves_the_process)
{
    char name[16];
    assert_true(redact_command(name, sizeof name, "/usr/bin/mysql -psecret"));
    assert_string_equal(name, "mysql...");
    assert_true(redact_command(name, sizeof name, "curl\thttps://host/secret"));
    assert_string_equal(name, "curl...");
    assert_true(redact_command(name, sizeof name, "/opt/some where/tool"));
    assert_string_equal(name, "some...");
}

TEST(a_program_whose_name_lies_behind_what_is_read_of_its_path_is_not_named)
{
    static char path[2000];
    char name[64];
    memset(path, 'd', sizeof path - 1);
    memcpy(path + 500, "/middle", 7);
    memcpy(path + sizeof path - 6, "/tool", 6);
    assert_false(redact_command(name, sizeof name, path));
    assert_string_equal(name, "");
}

TEST(a_loss_says_how_many_and_why)
{
    struct origin origin = {.pid = 1, .tid = 2, .start = 3};
    line[event_encode_loss(&origin, 3, ENOSPC, line)] = '\0';
    assert_has("{\"schema\":1,\"event\":\"loss\",\"time\":\"20");
    assert_has("\"process\":{\"pid\":1,\"tid\":2,\"start\":3},\"lost\":3,\"why\":\"ENOSPC\"}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_is_told_with_its_parent_where_that_is_known),
        cmocka_unit_test(a_spawn_says_who_called_what_and_how_it_ended),
        cmocka_unit_test(a_failed_spawn_has_its_errno_and_no_child),
        cmocka_unit_test(a_failed_spawn_has_a_name_for_any_errno),
        cmocka_unit_test(a_fact_that_could_not_be_read_is_absent),
        cmocka_unit_test(pages_to_fault_again_are_told_of_copies_only),
        cmocka_unit_test(a_huge_page_is_to_be_faulted_again_once),
        cmocka_unit_test(a_warning_names_the_spawn_that_is_to_come),
        cmocka_unit_test(a_cgroup_is_told_with_what_binds_it),
        cmocka_unit_test(a_reason_carries_its_numbers_and_where_they_were_read),
        cmocka_unit_test(what_the_runtime_knows_of_the_caller_goes_before_what_the_door_saw),
        cmocka_unit_test(how_the_child_was_to_be_started_is_told_where_it_is_known),
        cmocka_unit_test(of_what_the_runtime_asks_for_itself_nothing_more_is_told),
        cmocka_unit_test(the_worst_of_all_fits_and_is_marked_as_cut),
        cmocka_unit_test(whatever_the_paths_take_the_rest_is_cut_so_that_the_line_is_whole),
        cmocka_unit_test(
            the_group_whose_memory_high_is_nearest_is_named_besides_the_one_that_kills),
        cmocka_unit_test(the_rate_of_earlier_forks_is_told_where_a_stop_was_foreseen_by_it),
        cmocka_unit_test(callers_are_told_as_functions_of_the_objects_that_they_lie_in),
        cmocka_unit_test(
            a_groups_path_is_told_whatever_its_bytes_and_is_marked_where_it_is_not_whole),
        cmocka_unit_test(a_line_is_marked_where_any_groups_path_in_it_is_not_whole),
        cmocka_unit_test(
            a_source_names_its_file_whatever_the_groups_path_takes_and_of_that_the_end_is_kept),
        cmocka_unit_test(arguments_that_do_not_fit_are_cut_at_their_end),
        cmocka_unit_test(an_argument_of_which_nothing_was_kept_is_left_out),
        cmocka_unit_test(
            an_example_of_a_descriptor_has_only_the_name_of_its_path_unless_arguments_are_opted_in),
        cmocka_unit_test(
            descriptors_that_were_looked_at_in_part_are_marked_and_those_that_were_not_are_absent),
        cmocka_unit_test(of_a_program_only_the_base_name_leaves_the_process),
        cmocka_unit_test(
            of_a_command_line_that_is_handed_over_as_a_program_no_argument_leaves_the_process),
        cmocka_unit_test(a_program_whose_name_lies_behind_what_is_read_of_its_path_is_not_named),
        cmocka_unit_test(a_loss_says_how_many_and_why),
    };
    return RUN(tests);
}
