/* SPDX-License-Identifier: Apache-2.0 */
/* Where the decisive number of a reason was read, in words. */
#include "source.h"

#include <string.h>

#include "host/errno_name.h"
#include "host/number.h"
#include "memory/text.h"

static const char *limit_file(const struct cgroup_facts *cgroup)
{
    if (cgroup->version == 2)
        return " memory.max";
    return cgroup->with_swap ? " memory.memsw.limit_in_bytes" : " memory.limit_in_bytes";
}

/* The file behind the path of a group that is named; NULL: the source is not of one. */
static const char *group_file(const struct facts *facts, enum source source, const char **path)
{
    *path = source == SOURCE_HIGH   ? facts->cgroup.high_path
            : source == SOURCE_PIDS ? facts->limits.path
                                    : facts->cgroup.path;
    return source == SOURCE_CGROUP ? limit_file(&facts->cgroup)
           : source == SOURCE_HIGH ? " memory.high"
           : source == SOURCE_PIDS ? " pids.max"
                                   : NULL;
}

/* Of a path only the name, as of a program. */
void source_descriptor(char text[SOURCE_BYTES], const struct event *event)
{
    static const char *const kinds[] = {
        [DESCRIPTOR_LISTENING_SOCKET] = "listening socket ",
        [DESCRIPTOR_PIPE] = "pipe ",
        [DESCRIPTOR_SOCKET] = "socket ",
        [DESCRIPTOR_FILE] = "file ",
        [DESCRIPTOR_OTHER] = "descriptor ",
    };
    const struct descriptor_facts *descriptors = &event->facts.descriptors;
    char *at = stpcpy(text, kinds[descriptors->kind]);
    at = number_put(at, (unsigned)descriptors->example);
    *at = '\0';
    const char *name = strrchr(descriptors->path, '/');
    name = name == NULL || event->arguments != NULL ? descriptors->path : name + 1;
    if (*name != '\0')
        strcpy(stpcpy(stpcpy(at, " ("), name), ")");
}

static void put_status(char *text, const struct event *event, const char *key)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, event->inspected, "status");
    strcpy(stpcpy(stpcpy(text, path), " "), key);
}

void source_text(char text[SOURCE_BYTES], const struct event *event, enum source source)
{
    static const char *const names[] = {
        [SOURCE_COMMIT_LIMIT] = "/proc/meminfo CommitLimit",
        [SOURCE_RAM_AND_SWAP] = "/proc/meminfo MemTotal+SwapTotal",
        [SOURCE_AVAILABLE] = "/proc/meminfo MemAvailable+SwapFree",
        [SOURCE_LAUNCHES] = "pipes of a Java process that is being started",
        [SOURCE_MEASURED] = "measured",
        [SOURCE_PROPERTY] = "jdk.lang.Process.launchMechanism",
        [SOURCE_USER_LIMIT] = "RLIMIT_NPROC",
        [SOURCE_HUGE_PAGES] = "/proc/meminfo HugePages_Free-HugePages_Rsvd",
        [SOURCE_HUGE_GROUP] = "cgroup hugetlb limit",
    };
    static const char *const helpers[] = {
        [HELPER_MISSING] = "jspawnhelper is missing",
        [HELPER_NOT_EXECUTABLE] = "jspawnhelper is not executable",
        [HELPER_NO_PROGRAM] = "jspawnhelper is no program of this machine",
        [HELPER_OF_ANOTHER_JDK] = "jspawnhelper is of another version",
    };
    const struct facts *facts = &event->facts;
    const char *error = errno_name(event->outcome.error);
    const char *path, *file = group_file(facts, source, &path);
    if (file != NULL)
        strcpy(stpcpy(stpcpy(text, "cgroup "), path), file);
    else if (source == SOURCE_ERRNO)
        strcpy(text, error == NULL ? "errno" : error);
    else if (source == SOURCE_HELPER)
        strcpy(text, helpers[facts->helper]);
    else if (source == SOURCE_THIS_CGROUP)
        strcpy(stpcpy(text, "cgroup"), limit_file(&facts->cgroup));
    else if (source == SOURCE_RAM_AND_SWAP && facts->system.replaced)
        strcpy(text, "sysinfo totalram+totalswap");
    else if (source == SOURCE_DESCRIPTOR)
        source_descriptor(text, event);
    else if (source == SOURCE_PINNED)
        put_status(text, event, "VmPin");
    else if (source == SOURCE_PAGE_TABLES)
        put_status(text, event, "VmPTE");
    else if (source == SOURCE_EARLIER_FORKS)
        put_status(text, event, "VmPTE, earlier forks");
    else
        strcpy(text, names[source]);
}

void source_group_json(struct json *json, const char *key, const char *before, const char *path,
                       const char *behind)
{
    /* A whole one begins at the root; of a longer one the end was kept (hierarchy.h). */
    if (*path != '/')
        json->cut = true;
    json_path(json, key, before, path, behind, SOURCE_PATH_BYTES);
}

void source_json(struct json *json, const struct event *event, enum source source)
{
    const char *path, *file = group_file(&event->facts, source, &path);
    char text[SOURCE_BYTES];
    if (file != NULL) {
        source_group_json(json, "source", "cgroup ", path, file);
        return;
    }
    source_text(text, event, source);
    json_string(json, "source", text,
                source == SOURCE_DESCRIPTOR ? SOURCE_EXAMPLE_BYTES : SOURCE_GROUP_BYTES);
}
