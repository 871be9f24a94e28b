/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors of ours: each is open for a moment only, and is marked, so that a fork by another
 * thread at that moment hands none to a child. */
#ifndef SPAWNRISK_HOST_DESCRIPTOR_H
#define SPAWNRISK_HOST_DESCRIPTOR_H

#include <fcntl.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The mark is a set of flags that F_GETFL shows and that nobody else would open a file with; none
 * changes what reading a kernel file, or appending to the log, does.
 */
#define DESCRIPTOR_READS   (O_RDONLY | O_APPEND | O_NONBLOCK | O_DSYNC)
#define DESCRIPTOR_APPENDS (O_WRONLY | O_APPEND | O_NONBLOCK | O_NOFOLLOW | O_NOATIME)

/*
 * purpose: one of the two above. more: O_CREAT or O_DIRECTORY or nothing. Returns the descriptor,
 * which is close-on-exec, or the negative errno. Async-signal-safe, as are all here.
 */
int descriptor_open(const char *path, int purpose, int more, mode_t mode);

/* The same file at the lowest free number from lowest on, or the negative errno. */
int descriptor_duplicate(int fd, int lowest);

/* Leaves a number alone that isn't ours any more: a thread of the program may have closed it, and
 * opened its own there. */
void descriptor_close(int fd);

/* How many have been closed since the start. */
unsigned descriptors_closed(void);

/*
 * In a child of fork, where it alone runs: closes what other threads of its parent had open.
 * closed: descriptors_closed() before the fork. If more have been opened by the time of which the
 * child has the memory, which the kernel copies after the descriptors (copy_process,
 * kernel/fork.c), the child may have got some. It looks at the numbers that are known, as many as
 * threads were at work; where a number is not, at the lowest 1024 that are open.
 */
void descriptors_close_copies(unsigned closed);

/* The same in a child that shares its parent's memory, where other threads run on, and has a table
 * of descriptors of its own. Writes nothing to that memory. */
void descriptors_close_beside(unsigned closed);

/* Before a child is made that has this memory and may have this thread's pointer, and does not
 * wait: from now on what one of the two has open is not the other's. */
void descriptors_tell_processes_apart(void);

/* Where this thread has nothing open for us, unless a jump left it so: closes that. */
void descriptors_close_abandoned(void);

/* In the parent of a child of vfork, which had the same thread pointer and numbers of its own, and
 * may have been killed with them: none of them counts as open any more. */
void descriptors_drop(void);

#endif
