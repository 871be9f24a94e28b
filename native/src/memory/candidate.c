/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a process could fork at all, and whether it is the same one still. */
#include "candidate.h"

#include <errno.h>
#include <string.h>

#include "facts.h"
#include "host/file.h"
#include "text.h"

/* As proc_pid_stat(5) counts. */
enum { FLAGS = 9, THREADS = 20, START = 22 };

/* include/linux/sched.h */
#define PF_KTHREAD 0x00200000U

bool candidate_parse(struct candidate *candidate, const char *stat)
{
    const char *behind_name = strrchr(stat, ')');
    if (behind_name == NULL || strlen(behind_name) < sizeof ") S" - 1)
        return false;
    char state = behind_name[2];
    uint64_t flags = text_stat_field(stat, FLAGS);
    /* Where only the main thread has ended, the others live on. */
    candidate->has_ended = (state == 'Z' || state == 'X') && text_stat_field(stat, THREADS) <= 1;
    candidate->is_kernels = is_known(flags) && (flags & PF_KTHREAD) != 0;
    candidate->start = text_stat_field(stat, START);
    return is_known(flags) && is_known(candidate->start);
}

static pid_t process_of(pid_t pid)
{
    char path[TEXT_PROCESS_PATH_BYTES], status[512] = "";
    text_process_path(path, pid, "status");
    (void)file_read(path, status, sizeof status);
    uint64_t process = text_value(status, "Tgid:");
    return is_known(process) ? (pid_t)process : pid;
}

int candidate_read(struct candidate *candidate, pid_t pid)
{
    char path[TEXT_PROCESS_PATH_BYTES], stat[512];
    *candidate = (struct candidate){.pid = process_of(pid)};
    text_process_path(path, candidate->pid, "stat");
    ssize_t got = file_read(path, stat, sizeof stat);
    if (got == -ENOENT || got == -ESRCH)
        return ESRCH;
    if (got < 0)
        return (int)-got;
    return candidate_parse(candidate, stat) ? 0 : ESRCH;
}
