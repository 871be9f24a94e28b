/* SPDX-License-Identifier: Apache-2.0 */
/* Children of popen that tell their pids, and are reaped by a signal handler or by a thread while
 * popen is still under way, among children of a bare instruction; and one whose stream fails. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "bare_fork.h"
#include "witness.h"

#define ROUNDS   60
#define THREADS  3
#define SIBLINGS 8

static void reap_all(int unused)
{
    (void)unused;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
}

/* It has ended by then, and whoever reaps is faster than popen now and then. */
static void open_and_close(const char *command)
{
    int pid = -1;
    FILE *stream = popen(command, "r");
    if (stream == NULL || fscanf(stream, "%d", &pid) != 1)
        abort();
    witness("popen", pid, 0);
    (void)pclose(stream);
}

static void while_a_handler_reaps(void)
{
    signal(SIGCHLD, reap_all);
    for (int i = 0; i < ROUNDS; i++)
        open_and_close("echo $$");
    signal(SIGCHLD, SIG_DFL);
}

static atomic_bool all_are_done;

static void *reap_in_a_thread(void *unused)
{
    while (!atomic_load(&all_are_done))
        if (waitpid(-1, NULL, WNOHANG) <= 0)
            usleep(50);
    return unused;
}

static void *open_in_a_thread(void *unused)
{
    for (int i = 0; i < ROUNDS; i++)
        open_and_close("echo $$; exit 4");
    return unused;
}

static void while_a_thread_reaps(void)
{
    pthread_t threads[THREADS], reaper;
    pthread_create(&reaper, NULL, reap_in_a_thread, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, open_in_a_thread, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    atomic_store(&all_are_done, true);
    pthread_join(reaper, NULL);
    reap_all(0);
}

static pid_t fork_by_a_bare_instruction(void)
{
    pid_t child = bare_fork();
    if (child == 0) {
        usleep(300000);
        _exit(13);
    }
    return child;
}

/* The younger sibling of each is the shell, which is gone by the time that popen returns. */
static void beside_children_of_a_bare_instruction(void)
{
    signal(SIGCHLD, reap_all);
    for (int i = 0; i < SIBLINGS; i++) {
        (void)fork_by_a_bare_instruction();
        open_and_close("echo $$");
    }
    signal(SIGCHLD, SIG_DFL);
    while (wait(NULL) > 0)
        ;
}

/* pclose returns -1 for what was not written, and has reaped the child all the same. */
static void whose_stream_fails(const char *command)
{
    char pid[32];
    signal(SIGPIPE, SIG_IGN);
    FILE *stream = popen(command, "w");
    FILE *told = NULL;
    if (stream == NULL)
        abort();
    while (told == NULL || fgets(pid, sizeof pid, told) == NULL) {
        usleep(1000);
        told = told != NULL ? freopen("told", "r", told) : fopen("told", "r");
    }
    fclose(told);
    witness("popen", atoi(pid), 0);
    usleep(100000);
    fputs("what nobody reads", stream);
    errno = 0;
    int status = pclose(stream);
    printf("a stream that fails: status %x, errno %d\n", (unsigned)status, errno);
    unlink("told");
}

/* One whose descriptor the program has closed itself is not reaped by pclose. */
static void whose_descriptor_is_gone(void)
{
    int pid = -1, status = 0;
    FILE *stream = popen("echo $$; exit 7", "r");
    if (stream == NULL || fscanf(stream, "%d", &pid) != 1)
        abort();
    witness("popen", pid, 0);
    close(fileno(stream));
    int closed = pclose(stream);
    printf("without its descriptor: status %d, ", closed);
    printf("reaped afterwards: %d, status %x\n", waitpid(pid, &status, 0) == pid, (unsigned)status);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    whose_stream_fails("echo $$ >told; exec 0<&-; exit 0");
    whose_stream_fails("echo $$ >told; exec 0<&-; exit 6");
    whose_descriptor_is_gone();
    while_a_handler_reaps();
    while_a_thread_reaps();
    beside_children_of_a_bare_instruction();
    return 0;
}
