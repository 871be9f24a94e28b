/* SPDX-License-Identifier: Apache-2.0 */
/* Makes workers that hold on to their copies, and one child more, as told: how many MiB are held,
 * how many workers there are, how many MiB each writes ("runs": they run another program, "dies":
 * they have ended, "vanishes": and nobody reaps them, "gives back": what they hold). */
#include <signal.h>
#include <sys/mman.h>

#include "witness.h"

#define MIB          1048576UL
#define MOST_WORKERS 16

static char *memory;
static size_t size;
static int hold[2];

/* Its write end is closed when the worker has written all, or runs another program, or has ended.
 */
static int ready[2];

static void work(const char *does)
{
    char byte;
    close(hold[1]);
    if (strcmp(does, "dies") == 0 || strcmp(does, "vanishes") == 0)
        raise(SIGKILL);
    if (strcmp(does, "gives back") == 0)
        munmap(memory, size);
    if (strcmp(does, "runs") == 0) {
        dup2(hold[0], STDIN_FILENO);
        execl("/bin/cat", "cat", NULL);
    }
    memset(memory, 2, strtoul(does, NULL, 10) * MIB);
    close(ready[1]);
    (void)!read(hold[0], &byte, 1);
    raise(SIGKILL);
}

static __attribute__((noinline)) pid_t fork_worker(const char *does)
{
    char byte;
    if (pipe2(ready, O_CLOEXEC) != 0)
        abort();
    pid_t worker = fork();
    if (worker == 0)
        work(does);
    witness("fork", worker, 0);
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 0)
        abort();
    close(ready[0]);
    return worker;
}

static __attribute__((noinline)) void fork_one_more(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    witness("fork", child, 0);
    printf("one more: %d\n", reap(child));
}

int main(int argc, char *argv[])
{
    pid_t workers[MOST_WORKERS];
    if (argc != 4)
        return 2;
    size = strtoul(argv[1], NULL, 10) * MIB;
    int count = atoi(argv[2]);
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || count > MOST_WORKERS || pipe(hold) != 0)
        abort();
    memset(memory, 1, size);
    if (strcmp(argv[3], "vanishes") == 0)
        signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < count; i++)
        workers[i] = fork_worker(argv[3]);
    fork_one_more();
    close(hold[1]);
    for (int i = 0; i < count; i++)
        printf("worker: %d\n", reap(workers[i]));
    return 0;
}
