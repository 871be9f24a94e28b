/* SPDX-License-Identifier: Apache-2.0 */
/* The only parser of kernel text: numbers, "Key: value" lines, and the paths of mountinfo. */
#ifndef SPAWNRISK_MEMORY_TEXT_H
#define SPAWNRISK_MEMORY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* No size or count of the kernel's is larger, and no reader of our lines takes a larger one. */
#define TEXT_LARGEST ((uint64_t)INT64_MAX)

/*
 * A decimal number at the start of text, blanks before it allowed; *end is where it stopped.
 * UNKNOWN where there is none or it is above TEXT_LARGEST. All functions here are pure.
 */
uint64_t text_number(const char *text, const char **end);

/* The same, where a blank or a newline ends it: at the end of what was read it may have been cut in
 * two, and what else stands behind it is no number of the kernel's. UNKNOWN otherwise. */
uint64_t text_whole_number(const char *text);

/*
 * The value of the line that starts with key ("VmRSS:", "total_inactive_file "), in bytes: "kB",
 * as the kernel writes KiB (fs/proc/meminfo.c), is multiplied out. UNKNOWN where the line is
 * missing, cut off, or holds no number that fits.
 */
uint64_t text_value(const char *text, const char *key);

/* The start of the value of the line that starts with key, blanks skipped; NULL if missing. */
const char *text_line(const char *text, const char *key);

/* The same for count different keys, none of them empty, by one walk over the lines. */
#define TEXT_MOST_KEYS 16
struct text_key {
    char name[20];
};
void text_lines(const char *text, const struct text_key keys[], const char *values[], size_t count);

/* What text_value makes of such a start; UNKNOWN of NULL. */
uint64_t text_value_of(const char *value);

/* a + b, UNKNOWN where either is unknown or the sum is above TEXT_LARGEST. */
uint64_t text_sum(uint64_t a, uint64_t b);

/*
 * Copies a field of /proc/self/mountinfo up to the next blank, its octal escapes (\040) undone
 * (show_mountinfo of fs/proc_namespace.c writes them). False where it does not fit.
 */
bool text_mount_field(const char *field, char *copy, size_t size);

/* The nth blank-separated field of a line, counted from 0; NULL if there are fewer. */
const char *text_field(const char *line, unsigned nth);

/* A number of /proc/<pid>/stat by its place in proc_pid_stat(5), from the third on; UNKNOWN where
 * it is missing or cut off. The second is the name, which may contain blanks and ')'. */
uint64_t text_stat_field(const char *stat, unsigned field);

/* Writes "/proc/<pid>/<file>", for TEXT_SELF "/proc/self/<file>", by which a process is found
 * also where /proc is another pid namespace's; the file's name is of at most 16 characters. */
#define TEXT_PROCESS_PATH_BYTES 48
#define TEXT_SELF               0
void text_process_path(char path[TEXT_PROCESS_PATH_BYTES], pid_t pid, const char *file);

/* The same, but for TEXT_SELF "/proc/thread-self/<file>": what a thread has of its own, and what a
 * process whose first thread has ended has only in the files of others. */
void text_thread_path(char path[TEXT_PROCESS_PATH_BYTES], pid_t pid, const char *file);

#endif
