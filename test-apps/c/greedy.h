/* SPDX-License-Identifier: Apache-2.0 */
/* Children for the OOM killer, and for who is killed meanwhile. */
#ifndef GREEDY_H
#define GREEDY_H

#include <signal.h>
#include <sys/mman.h>

#include "witness.h"

#define MIB 1048576

/* Takes memory until it is killed, or has it. */
static inline void take(size_t size)
{
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        _exit(1);
    for (size_t at = 0; at < size; at += 4096)
        memory[at] = 1;
    _exit(0);
}

static inline pid_t waiting_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(2);
    }
    witness("fork", child, 0);
    return child;
}

/* By a third process, whose status is returned. */
static inline int kill_by_another(pid_t child)
{
    pid_t killer = fork();
    if (killer == 0) {
        kill(child, SIGKILL);
        _exit(0);
    }
    witness("fork", killer, 0);
    return reap(killer);
}

#endif
