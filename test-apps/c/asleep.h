/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for another thread, or process, to fall asleep: in the one call where it does. */
#ifndef ASLEEP_H
#define ASLEEP_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static inline void sleep_a_moment(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* Behind its name: proc_pid_stat(5). */
static inline char state_of(pid_t thread)
{
    char path[64], text[512] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)thread);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) < 0)
        abort();
    close(fd);
    return strrchr(text, ')')[2];
}

static inline void wait_until_asleep(pid_t thread)
{
    for (int asleep = 0; asleep < 5; sleep_a_moment())
        asleep = state_of(thread) == 'S' ? asleep + 1 : 0;
}

#endif
