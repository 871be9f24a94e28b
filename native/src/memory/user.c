/* SPDX-License-Identifier: Apache-2.0 */
/* How many processes and threads a user has, by a walk over /proc. */
#include <stddef.h>

#include "facts.h"
#include "host/raw.h"
#include "text.h"

/* Two system calls for each of the user's, one for each other: a millisecond at most. */
#define MOST_PROCESSES 512
#define LISTING_BYTES  1024

/* include/linux/proc_ns.h: the inode of the first pid namespace. */
#define FIRST_PID_NAMESPACE 0xEFFFFFFCU

/* getdents64(2). */
struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t size;
    uint8_t type;
    char name[];
};

/* proc_task_getattr (fs/proc/base.c): a link for each thread. Of who hides behind prctl
 * PR_SET_DUMPABLE root is the owner: it is not counted. */
static uint64_t threads_of(pid_t pid, uint64_t user)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    struct stat status = {0};
    text_process_path(path, pid, "");
    if (raw_stat(path, &status) != 0 || status.st_uid != user)
        return 0;
    text_process_path(path, pid, "task");
    return raw_stat(path, &status) != 0 || status.st_nlink <= 2 ? 1 : status.st_nlink - 2;
}

static bool is_first_pid_namespace(void)
{
    struct stat status = {0};
    return raw_stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == FIRST_PID_NAMESPACE;
}

/* Returns how many processes were looked at. */
static unsigned count_listed(const char *listing, long bytes, uint64_t user, uint64_t *threads)
{
    unsigned processes = 0;
    for (const char *at = listing; at < listing + bytes;) {
        const struct entry *entry = (const struct entry *)(const void *)at;
        uint64_t pid = text_number(entry->name, NULL);
        if (is_known(pid)) {
            *threads += threads_of((pid_t)pid, user);
            processes++;
        }
        at += entry->size;
    }
    return processes;
}

uint64_t user_count_threads(uint64_t user, bool *whole)
{
    _Alignas(struct entry) char listing[LISTING_BYTES];
    uint64_t threads = 0;
    unsigned processes = 0;
    long got = -1;
    *whole = false;
    int fd = raw_open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0)
        return 0;
    while (processes < MOST_PROCESSES &&
           (got = raw_syscall(SYS_getdents64, fd, (long)listing, sizeof listing, 0, 0, 0)) > 0)
        processes += count_listed(listing, got, user, &threads);
    raw_close(fd);
    *whole = got == 0 && is_first_pid_namespace();
    return threads;
}
