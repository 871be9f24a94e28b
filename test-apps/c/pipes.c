/* SPDX-License-Identifier: Apache-2.0 */
/* Children of popen that tell their pids, reaped by each function that can, among other children
 * and other threads. */
#include <pthread.h>
#include <signal.h>

#include "witness.h"

#define CROWD   600
#define THREADS 4
#define ROUNDS  25

#define COMMAND "echo $$; exit 3"

/* The child's pid, which the shell itself tells. */
static pid_t open_pipe(FILE **stream)
{
    int pid = -1;
    *stream = popen(COMMAND, "r");
    if (*stream == NULL || fscanf(*stream, "%d", &pid) != 1)
        abort();
    witness("popen", pid, 0);
    return pid;
}

static void tell(const char *what, int status)
{
    printf("%s: status %x\n", what, (unsigned)status);
}

static void one_after_the_other(void)
{
    FILE *stream;
    (void)open_pipe(&stream);
    tell("pclose", pclose(stream));
    (void)open_pipe(&stream);
    tell("fclose", fclose(stream));
}

static void several_at_once(void)
{
    FILE *streams[3];
    for (int i = 0; i < 3; i++)
        (void)open_pipe(&streams[i]);
    for (int i = 2; i >= 0; i--)
        tell("one of several", pclose(streams[i]));
}

static void reaped_by_another_function(void)
{
    FILE *stream;
    int status = 0;
    pid_t child = open_pipe(&stream);
    printf("wait: %s, ", wait(&status) == child ? "the child" : "NOT IT");
    tell("its end", status);
    errno = 0;
    int closed = pclose(stream);
    printf("pclose of it: %d, errno %d\n", closed, errno);
}

static void writes_what_nobody_reads(void)
{
    char pid[32];
    FILE *stream = popen("echo $$ >told; exec 0<&-; exit 4", "w");
    FILE *told;
    if (stream == NULL)
        abort();
    tell("popen to write", pclose(stream));
    told = fopen("told", "r");
    if (told == NULL || fgets(pid, sizeof pid, told) == NULL)
        abort();
    witness("popen", atoi(pid), 0);
    printf("a file: %d\n", fclose(told));
}

static void *in_a_thread(void *unused)
{
    FILE *stream;
    for (int i = 0; i < ROUNDS; i++) {
        (void)open_pipe(&stream);
        if (pclose(stream) != 3 << 8)
            printf("NOT ITS STATUS\n");
    }
    return unused;
}

static void in_threads(void)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, in_a_thread, NULL) != 0)
            abort();
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* Further down a list than one read of it reaches. */
static void behind_a_crowd(void)
{
    FILE *stream;
    pid_t crowd[CROWD];
    int gate[2], killed = 0;
    char byte;
    if (pipe2(gate, O_CLOEXEC) != 0)
        abort();
    for (int i = 0; i < CROWD; i++) {
        crowd[i] = fork();
        if (crowd[i] == 0) {
            close(gate[1]);
            _exit((int)read(gate[0], &byte, 1));
        }
        witness("fork", crowd[i], 0);
    }
    (void)open_pipe(&stream);
    tell("behind a crowd", pclose(stream));
    close(gate[1]);
    for (int i = 0; i < CROWD; i++)
        killed += reap(crowd[i]) == 0;
    printf("crowd: %d\n", killed);
}

static volatile pid_t in_handler;

static void fork_in_handler(int unused)
{
    (void)unused;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    in_handler = waitpid(child, NULL, 0);
}

/* The signal comes when the shell runs, most likely within popen. */
static void with_a_fork_in_a_handler(void)
{
    FILE *stream;
    char command[64];
    int pid;
    signal(SIGUSR1, fork_in_handler);
    snprintf(command, sizeof command, "kill -USR1 %d; echo $$; exit 3", (int)getpid());
    stream = popen(command, "r");
    if (stream == NULL || fscanf(stream, "%d", &pid) != 1 || in_handler <= 0)
        abort();
    witness("fork", in_handler, 0);
    witness("popen", pid, 0);
    tell("with a fork in a handler", pclose(stream));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    one_after_the_other();
    several_at_once();
    reaped_by_another_function();
    writes_what_nobody_reads();
    in_threads();
    behind_a_crowd();
    with_a_fork_in_a_handler();
    return 0;
}
