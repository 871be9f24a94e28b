/* SPDX-License-Identifier: Apache-2.0 */
/* What a copy of a process would be charged and could come to hold. */
#include "facts.h"

#include <errno.h>
#include <string.h>

#include "host/file.h"
#include "host/listing.h"
#include "host/raw.h"
#include "text.h"

/* Up to Seccomp; the lines behind it (Cpus_allowed, Mems_allowed) grow with the machine. */
#define STATUS_BYTES 2048
/* The lines that we want, each with its longest number. */
#define WANTED_BYTES 1024
/* Another process's threads that are asked for its memory; ended ones are reaped at once. */
#define MOST_THREADS 8

/* linux/capability.h */
#define CAP_SYS_ADMIN_BIT    21
#define CAP_SYS_RESOURCE_BIT 24

static void forget(struct process_facts *process)
{
    *process = (struct process_facts){
        .commit_charge = UNKNOWN,
        .largest_area = UNKNOWN,
        .largest_at_most = UNKNOWN,
        .virtual_size = UNKNOWN,
        .rss = UNKNOWN,
        .private_anonymous = UNKNOWN,
        .swap = UNKNOWN,
        .page_tables = UNKNOWN,
        .hugetlb = UNKNOWN,
        .pinned = UNKNOWN,
        .threads = UNKNOWN,
        .sys_admin = UNKNOWN,
        .sys_resource = UNKNOWN,
        .user = UNKNOWN,
        .seccomp = UNKNOWN,
    };
}

static void copy_name(struct process_facts *process, const char *name)
{
    if (name == NULL)
        return;
    size_t length = strcspn(name, "\n");
    if (length > sizeof process->name - 1)
        length = sizeof process->name - 1;
    memcpy(process->name, name, length);
    process->name[length] = '\0';
}

/* The mask's nth bit, counted from the right end of the hexadecimal number, which must be there. */
static uint64_t mask_bit(const char *mask, unsigned bit)
{
    size_t digits = strspn(mask, "0123456789abcdef");
    if (digits <= bit / 4 || mask[digits] != '\n')
        return UNKNOWN;
    char digit = mask[digits - 1 - bit / 4];
    unsigned value = digit <= '9' ? (unsigned)(digit - '0') : (unsigned)(digit - 'a') + 10;
    return (value >> bit % 4) & 1;
}

enum {
    NAME,
    USER,
    VIRTUAL_SIZE,
    PINNED,
    RSS,
    PRIVATE_ANONYMOUS,
    DATA,
    STACK,
    PAGE_TABLES,
    SWAP,
    HUGETLB,
    THREADS,
    EFFECTIVE,
    SECCOMP,
    KEYS
};

static const struct text_key keys[KEYS] = {[NAME] = {"Name:"},
                                           [USER] = {"Uid:"},
                                           [VIRTUAL_SIZE] = {"VmSize:"},
                                           [PINNED] = {"VmPin:"},
                                           [RSS] = {"VmRSS:"},
                                           [PRIVATE_ANONYMOUS] = {"RssAnon:"},
                                           [DATA] = {"VmData:"},
                                           [STACK] = {"VmStk:"},
                                           [PAGE_TABLES] = {"VmPTE:"},
                                           [SWAP] = {"VmSwap:"},
                                           [HUGETLB] = {"HugetlbPages:"},
                                           [THREADS] = {"Threads:"},
                                           [EFFECTIVE] = {"CapEff:"},
                                           [SECCOMP] = {"Seccomp:"}};

void process_parse_status(struct process_facts *process, const char *status)
{
    const char *values[KEYS];
    forget(process);
    text_lines(status, keys, values, KEYS);
    copy_name(process, values[NAME]);
    process->commit_charge = text_sum(text_value_of(values[DATA]), text_value_of(values[STACK]));
    process->virtual_size = text_value_of(values[VIRTUAL_SIZE]);
    process->rss = text_value_of(values[RSS]);
    process->private_anonymous = text_value_of(values[PRIVATE_ANONYMOUS]);
    process->swap = text_value_of(values[SWAP]);
    process->page_tables = text_value_of(values[PAGE_TABLES]);
    process->hugetlb = text_value_of(values[HUGETLB]);
    process->pinned = text_value_of(values[PINNED]);
    process->threads = text_value_of(values[THREADS]);
    process->seccomp = text_value_of(values[SECCOMP]);
    if (values[USER] != NULL)
        process->user = text_whole_number(values[USER]);
    if (values[EFFECTIVE] == NULL)
        return;
    process->sys_admin = mask_bit(values[EFFECTIVE], CAP_SYS_ADMIN_BIT);
    process->sys_resource = mask_bit(values[EFFECTIVE], CAP_SYS_RESOURCE_BIT);
}

static bool is_wanted(const char *line)
{
    static const char *const starts[] = {"Name:", "Uid:",     "Vm",      "Rss",
                                         "Huge",  "Threads:", "CapEff:", "Seccomp:"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/*
 * Line by line, for two rare processes: one in so many groups that its "Groups:" line fills the
 * window or a part of it, so that lines are missing, and one whose main thread has ended, which has
 * memory only in its threads' status.
 */
static __attribute__((noinline)) void read_wanted_lines(struct process_facts *process,
                                                        const char *path)
{
    char status[WANTED_BYTES] = "";
    struct lines lines;
    if (!lines_open(&lines, path))
        return;
    size_t length = 0;
    const char *line;
    while ((line = lines_next(&lines)) != NULL) {
        size_t bytes = strlen(line);
        if (!is_wanted(line) || length + bytes + 2 > sizeof status)
            continue;
        memcpy(status + length, line, bytes);
        length += bytes;
        status[length++] = '\n';
        status[length] = '\0';
    }
    lines_close(&lines);
    process_parse_status(process, status);
}

/* Of a thread that has the memory yet. */
static __attribute__((noinline)) void read_threads(struct process_facts *process, pid_t pid)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    struct listing threads;
    text_process_path(path, pid, "task");
    if (!listing_open(&threads, path))
        return;
    char *end = path + strlen(path);
    const char *name;
    for (int i = 0; i < MOST_THREADS && !is_known(process->commit_charge) &&
                    (name = listing_next(&threads)) != NULL;) {
        if (!is_known(text_number(name, NULL)))
            continue;
        strcpy(stpcpy(stpcpy(end, "/"), name), "/status");
        read_wanted_lines(process, path);
        i++;
    }
    listing_close(&threads);
}

void process_read(struct process_facts *process, pid_t pid)
{
    char status[STATUS_BYTES] = "", path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, pid, "status");
    (void)file_read(path, status, sizeof status);
    process_parse_status(process, status);
    /* The last line that a warning needs is there if all those are. */
    bool is_whole = is_known(process->commit_charge) && is_known(process->sys_admin);
    if (is_whole || status[0] == '\0')
        return;
    if (pid == PROCESS_SELF)
        read_wanted_lines(process, "/proc/thread-self/status");
    else
        read_threads(process, pid);
}

bool process_parse_uid_map(const char *map)
{
    const char *rest;
    return text_number(map, &rest) == 0 && text_number(rest, &rest) == 0 &&
           text_whole_number(rest) == UINT32_MAX;
}

/* PROC_USER_INIT_INO, PROC_PID_INIT_INO (include/linux/proc_ns.h). */
#define FIRST_USER_NAMESPACE 0xEFFFFFFDU
#define FIRST_PID_NAMESPACE  0xEFFFFFFCU

/* A kernel without user namespaces has all in the first, and no file for it. */
static bool has_user_namespaces(void)
{
    struct stat status;
    return raw_stat("/proc/self/ns", &status) != 0 ||
           raw_stat("/proc/self/ns/user", &status) != -ENOENT;
}

/* One of more than a line is read in part, and is not each user as itself. */
#define UID_MAP_BYTES 64

static long read_uid_map(pid_t pid, char map[UID_MAP_BYTES])
{
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, pid, "uid_map");
    return file_read(path, map, UID_MAP_BYTES);
}

/* In another user namespace the capability exists, but mm/util.c asks for the first one's. */
uint64_t process_is_in_first_user_namespace(pid_t pid)
{
    struct stat status = {0};
    char map[UID_MAP_BYTES], path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, pid, "ns/user");
    int error = raw_stat(path, &status);
    if (error == 0)
        return status.st_ino == FIRST_USER_NAMESPACE;
    if (error == -ENOENT && !has_user_namespaces())
        return 1;
    /* That takes the right to trace the process. Its map anyone may read: one that is not each user
     * as itself is not the first's, and the other way round nobody knows. */
    return read_uid_map(pid, map) < 0 || process_parse_uid_map(map) ? UNKNOWN : 0;
}

uint64_t process_user_namespace_below_the_first(pid_t pid)
{
    struct stat status = {0};
    char path[TEXT_PROCESS_PATH_BYTES];
    text_process_path(path, pid, "ns/user");
    bool is_below = raw_stat(path, &status) == 0 && status.st_ino != FIRST_USER_NAMESPACE;
    return is_below ? status.st_ino : 0;
}

bool process_has_users_of_the_machine(pid_t pid)
{
    char map[UID_MAP_BYTES];
    return read_uid_map(pid, map) > 0 && process_parse_uid_map(map);
}

bool process_has_a_policy(void)
{
    struct lines lines;
    if (!lines_open(&lines, "/proc/thread-self/status"))
        return true;
    const char *line, *mode = NULL;
    while (mode == NULL && (line = lines_next(&lines)) != NULL)
        mode = text_line(line, "Seccomp:");
    bool has_none = mode != NULL && text_number(mode, NULL) == 0;
    lines_close(&lines);
    return !has_none;
}

bool process_is_in_first_pid_namespace(void)
{
    struct stat status = {0};
    return raw_stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == FIRST_PID_NAMESPACE;
}
