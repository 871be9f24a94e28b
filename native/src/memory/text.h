/* SPDX-License-Identifier: Apache-2.0 */
/* The only parser of kernel text: numbers, "Key: value" lines, and the paths of mountinfo. */
#ifndef SPAWNRISK_MEMORY_TEXT_H
#define SPAWNRISK_MEMORY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A decimal number at the start of text, blanks before it allowed; *end is where it stopped.
 * UNKNOWN where there is none or it does not fit into 64 bits. All functions here are pure.
 */
uint64_t text_number(const char *text, const char **end);

/*
 * The value of the line that starts with key ("VmRSS:", "total_inactive_file "), in bytes: "kB",
 * as the kernel writes KiB (fs/proc/meminfo.c), is multiplied out. UNKNOWN where the line is
 * missing or holds no number that fits.
 */
uint64_t text_value(const char *text, const char *key);

/* The start of the value of the line that starts with key, blanks skipped; NULL if missing. */
const char *text_line(const char *text, const char *key);

/* a + b, UNKNOWN where either is unknown or the sum does not fit. */
uint64_t text_sum(uint64_t a, uint64_t b);

/*
 * Copies a field of /proc/self/mountinfo up to the next blank, its octal escapes (\040) undone
 * (show_mountinfo of fs/proc_namespace.c writes them). False where it does not fit.
 */
bool text_mount_field(const char *field, char *copy, size_t size);

/* The nth blank-separated field of a line, counted from 0; NULL if there are fewer. */
const char *text_field(const char *line, unsigned nth);

/* Writes "/proc/<pid>/<file>"; the file's name is a literal of at most 16 characters. */
#define TEXT_PROCESS_PATH_BYTES 48
void text_process_path(char path[TEXT_PROCESS_PATH_BYTES], pid_t pid, const char *file);

#endif
