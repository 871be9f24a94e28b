/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright The spawnrisk authors */
/* Hazard: a large parent whose child lives on without exec; what its copy costs can be seen. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

/* Each page is written: untouched memory would be charged, but not be copied. */
static int take_memory(size_t bytes)
{
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return -1;
    memset(memory, 42, bytes);
    return 0;
}

static pid_t fork_a_child_that_waits(void)
{
    pid_t child = fork();

    if (child == 0)
        for (;;)
            pause();
    return child;
}

int main(int argc, char **argv)
{
    if (argc != 2 || take_memory(strtoull(argv[1], NULL, 10)) != 0) {
        fprintf(stderr, "usage: held_fork BYTES   (as many as there are to be had)\n");
        return 2;
    }
    answer("ready", getpid());
    while (step_asked()) {
        pid_t child = fork_a_child_that_waits();

        if (child < 0) {
            perror("held_fork: fork");
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
