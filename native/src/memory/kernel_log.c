/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the end of the kernel's log, by syslog(2). */
#include "kernel_log.h"

#include <stdatomic.h>
#include <string.h>

#include "facts.h"
#include "host/clock.h"
#include "host/file.h"
#include "host/raw.h"
#include "text.h"

#define LOG_BYTES    16384
#define STATUS_BYTES 4096

/* include/uapi/linux/syslog.h is for the kernel alone: leaves the log as it is. */
#define READ_ALL 3

#define MICRONANOSECONDS 1000U

/* The log's clock is not slewed, CLOCK_MONOTONIC is by at most this part (kernel/time/ntp.c,
 * MAXFREQ), and they don't start at the same moment. */
#define SLEWED_PART 2000

/* "14085.032523" in nanoseconds; UNKNOWN where it is none, or later than a clock goes. */
static uint64_t date(const char *text)
{
    const char *end;
    uint64_t seconds = text_number(text, &end);
    uint64_t microseconds = *end == '.' ? text_number(end + 1, NULL) : UNKNOWN;
    if (seconds >= TEXT_LARGEST / NANOSECONDS || microseconds >= NANOSECONDS / MICRONANOSECONDS)
        return UNKNOWN;
    return seconds * NANOSECONDS + microseconds * MICRONANOSECONDS;
}

/* Behind "<3>" and "[14085.032523] ", and with CONFIG_PRINTK_CALLER "[  T4801] ", where present;
 * NULL where the line's beginning was cut off. */
static const char *skip_prefix(const char *line, uint64_t *at_ns)
{
    *at_ns = UNKNOWN;
    const char *at = *line == '<' ? strchr(line, '>') : NULL;
    if (at == NULL)
        return NULL;
    for (at++; *at == '[' && strchr(at, ']') != NULL; at += *at == ' ') {
        uint64_t told = date(at + 1);
        *at_ns = is_known(told) ? told : *at_ns;
        at = strchr(at, ']') + 1;
    }
    return at;
}

static const char *line_around(const char *text, const char *found)
{
    while (found > text && found[-1] != '\n')
        found--;
    return found;
}

bool kernel_log_tells(const char *text, pid_t pid, uint64_t since_ns, uint64_t *others)
{
    /* A process's name is at most 15 characters, so none can say this (mm/oom_kill.c). */
    static const char phrase[] = "Killed process ";
    uint64_t earliest = since_ns - since_ns / SLEWED_PART, at_ns;
    *others = 0;
    for (const char *found = text; (found = strstr(found, phrase)) != NULL; found++) {
        const char *behind, *message = skip_prefix(line_around(text, found), &at_ns);
        if (message == NULL)
            continue;
        bool is_said = message == found || (message < found && strncmp(found - 2, ": ", 2) == 0);
        uint64_t victim = text_number(found + strlen(phrase), &behind);
        if (!is_said || !is_known(victim) || strncmp(behind, " (", 2) != 0)
            continue;
        if (is_known(at_ns) && at_ns + NANOSECONDS < earliest)
            continue;
        if (victim == (uint64_t)pid)
            return true;
        ++*others;
    }
    return false;
}

/*
 * The log has the pids of the first namespace. A seccomp policy may kill for a system call that it
 * does not know, so where there is one nothing is tried (safety.md).
 */
static bool may_be_read(char *status)
{
    return file_read("/proc/thread-self/status", status, STATUS_BYTES) > 0 &&
           text_value(status, "Seccomp:") == 0 && process_is_in_first_pid_namespace();
}

bool kernel_log_names(pid_t pid, uint64_t since_ns, uint64_t *others)
{
    static char text[LOG_BYTES];
    static _Atomic pid_t reader; /* of another process: left behind in a copy of its memory */
    pid_t self = raw_getpid(), before = atomic_load(&reader);
    *others = 0;
    if (before == self || !atomic_compare_exchange_strong(&reader, &before, self))
        return false;
    bool named = false;
    if (may_be_read(text)) {
        long got = raw_syscall(SYS_syslog, READ_ALL, (long)text, sizeof text - 1, 0, 0, 0);
        text[got < 0 ? 0 : got] = '\0';
        named = kernel_log_tells(text, pid, since_ns, others);
    }
    atomic_store(&reader, 0);
    return named;
}
