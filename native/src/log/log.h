/* SPDX-License-Identifier: Apache-2.0 */
/* Where event lines are kept: a file or folder, and a reader in the same process. */
#ifndef SPAWNRISK_LOG_LOG_H
#define SPAWNRISK_LOG_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "event/event.h"

/*
 * Keeps lines in path from now on: a folder, where each process has a file of its own, or a file,
 * which all processes append to. Returns 0, or the errno with which a line could not be written
 * now: they are then kept where they were. A relative path is made absolute, so the host may change
 * its directory. Not for an interposed call, and one thread at a time, as the next two.
 */
int log_to(const char *path);

/* The same for a guest of the process, until it leaves; one that comes to threads makes room for
 * the descriptor (high.h) beside them. */
#define LOG_GUESTS 2
int log_for(unsigned guest, const char *path);

/* Keeps lines where they would be kept had the guest named no path, or nowhere. A line that is on
 * its way may still come. */
void log_leave(unsigned guest);

/* From now on nothing is logged in another process than this, such as a child of fork. */
void log_only_in(pid_t pid);

/* From now on nothing more begins to be logged, until it is open again; what is under way is kept
 * to its end. Async-signal-safe. */
void log_close(void);
void log_open_again(void);

/* Whether anybody reads what would be logged. */
bool log_is_open(void);

/*
 * Keeps one line, which ends in a newline, whole or not at all; what could not be kept is counted
 * and told by a loss event after a later line that can. Async-signal-safe, takes no lock.
 */
void log_append(const struct origin *origin, const char *line, size_t length);

/* How far a line has come: for who finds that its writer was left by a jump. In the hands of the
 * kernel it may be in the log or not. */
enum telling { TELLING_NOT, TELLING_WRITES, TELLING_IS_OVER };

/* The same, and notes how far it has come. */
void log_append_noting(const struct origin *origin, const char *line, size_t length,
                       volatile enum telling *telling);

/* The same for what a child tells of itself: to its parent's file, or a folder of files would get
 * one for each child. Its losses wait for a line of its own. */
void log_append_of_child(const struct origin *parent, const char *line, size_t length);

/* Counts a line that was never made, so that it is told like one that could not be written. */
void log_lose(int why);

/* At the end of the process: tells what no later line could. Returns the lines lost that can't be
 * told in the log either, and the errno of the last. As log_append. */
unsigned long log_end(int *why);

/* Whether that has anything to tell; and lines lost since the start, those that were told too. */
bool log_has_losses(void);
unsigned long log_lost_in_all(void);

/* Before a copy runs another program: leaves what it could not tell to the process that it, or its
 * parent, is a copy of. */
void log_run_another(const struct origin *origin);

/* In a child of fork: losses and counts copied with the memory are its parent's to tell, and
 * whoever reads in its parent's process does not read here. */
void log_begin_child(void);

/* What files refuse: appends line whole to the file of this process; 0 or errno. */
int file_append(const struct origin *origin, const char *line, size_t length,
                volatile enum telling *telling);
/* Of owners the latest that has chosen counts: 0 is the process, and its guests follow. */
int file_choose(unsigned owner, const char *path);
void file_forget(unsigned owner);
bool file_is_chosen(void);

#endif
