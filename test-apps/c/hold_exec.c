/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright The spawnrisk authors */
/* Holds forked children before their exec for as long as the file $HOLD_EXEC exists: a test looks.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int (*real_execve)(const char *, char *const[], char *const[]);
static int (*real_execvp)(const char *, char *const[]);
static const char *gate;
static pid_t loaded_in;

/* Resolved here: the child of a multi-threaded parent must not call dlsym. */
__attribute__((constructor)) static void find_originals(void)
{
    *(void **)&real_execve = dlsym(RTLD_NEXT, "execve");
    *(void **)&real_execvp = dlsym(RTLD_NEXT, "execvp");
    gate = getenv("HOLD_EXEC");
    loaded_in = getpid();
}

/* Not a vfork's child: that one would hold its parent too. It has the parent's memory, but it is
   told apart by nothing else than the test's choice of the launch mechanism. */
static void wait_at_gate(void)
{
    const struct timespec a_millisecond = {.tv_nsec = 1000000};

    if (gate == NULL || getpid() == loaded_in)
        return;
    while (access(gate, F_OK) == 0)
        nanosleep(&a_millisecond, NULL);
}

int execve(const char *path, char *const arguments[], char *const environment[])
{
    wait_at_gate();
    return real_execve(path, arguments, environment);
}

int execvp(const char *file, char *const arguments[])
{
    wait_at_gate();
    return real_execvp(file, arguments);
}
