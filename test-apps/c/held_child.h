/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright The spawnrisk authors */
/* Children that are held until who asked for them has looked at them. */
#ifndef SPAWNRISK_TEST_APPS_HELD_CHILD_H
#define SPAWNRISK_TEST_APPS_HELD_CHILD_H

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each line on standard input is one step; it is answered by one line when the step is done. */
static int step_asked(void)
{
    int byte;

    while ((byte = getchar()) != EOF && byte != '\n')
        ;
    return byte != EOF;
}

static void answer(const char *word, long number)
{
    printf("%s %ld\n", word, number);
    fflush(stdout);
}

static pid_t fork_a_child_that_waits(void)
{
    pid_t child = fork();

    if (child == 0)
        for (;;)
            pause();
    return child;
}

/* One step forks a child, the next one ends it. Returns the status to exit with. */
static int hold_children(const char *name)
{
    answer("ready", getpid());
    while (step_asked()) {
        pid_t child = fork_a_child_that_waits();

        if (child < 0) {
            perror(name);
            return 1;
        }
        answer("forked", child);
        step_asked();
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        answer("gone", child);
    }
    return 0;
}

#endif
