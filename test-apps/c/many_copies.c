/* SPDX-License-Identifier: Apache-2.0 */
/* Makes copies, argv[1] of them, of which argv[2] names what they do, and then a last one that is
 * killed, beside another thread. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

#include "witness.h"

#define MIB    1048576UL
#define LIVING 5

static sigjmp_buf out;
static volatile sig_atomic_t leaves;
static int hold[2];

static char *touch(size_t size)
{
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    memset(memory, 1, size);
    return memory;
}

static void sleep_milliseconds(long milliseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

/* As long as the write end is open. */
static void live(void)
{
    char byte;
    close(hold[1]);
    (void)!read(hold[0], &byte, 1);
    raise(SIGKILL);
}

static void be_hidden(void)
{
    prctl(PR_SET_DUMPABLE, 0);
    live();
}

static void die(void)
{
    raise(SIGKILL);
}

static pid_t make(void (*does)(void))
{
    pid_t child = fork();
    if (child == 0) {
        does();
        _exit(1);
    }
    witness("fork", child, 0);
    return child;
}

static void jump(int signal)
{
    (void)signal;
    siglongjmp(out, 1);
}

static void after_fork(void)
{
    if (leaves)
        raise(SIGUSR1);
}

static void leave(int count)
{
    signal(SIGUSR1, jump);
    pthread_atfork(NULL, after_fork, NULL);
    leaves = 1;
    for (volatile int i = 0; i < count; i++) {
        if (sigsetjmp(out, 1) != 0)
            continue;
        if (fork() == 0)
            _exit(0);
        abort();
    }
    leaves = 0;
    while (wait(NULL) > 0)
        ;
}

/* Their end is the kernel's. */
static void vanish(int count)
{
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < count; i++)
        (void)reap(make(die));
    signal(SIGCHLD, SIG_DFL);
}

/* Between the copies that live and the last. */
static void come_and_go(int count, bool writes)
{
    char *memory = touch(32 * MIB);
    for (int i = 0; i < LIVING; i++)
        (void)make(live);
    if (writes)
        memset(memory, 2, 32 * MIB);
    for (int i = 0; i < count; i++)
        (void)reap(make(die));
}

static void leave_orphans(void)
{
    pid_t parent = fork();
    if (parent == 0) {
        (void)touch(32 * MIB);
        for (int i = 0; i < LIVING; i++)
            (void)make(live);
        _exit(0);
    }
    witness("fork", parent, 0);
    (void)reap(parent);
}

/* Made by a child of vfork, whose memory is its parent's. */
static void leave_orphans_of_vfork(void)
{
    pid_t parent = vfork();
    if (parent == 0) {
        for (int i = 0; i < LIVING; i++)
            (void)make(live);
        _exit(0);
    }
    witness("vfork", parent, 0);
    (void)reap(parent);
}

/* Another's children, which that one leaves as they have ended. */
static void leave_zombies_of_another(int count)
{
    int ready[2];
    char byte;
    if (pipe2(ready, O_CLOEXEC) != 0)
        abort();
    pid_t worker = fork();
    if (worker == 0) {
        for (int i = 0; i < count; i++) {
            siginfo_t info;
            pid_t child = make(die);
            waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
        }
        close(ready[1]);
        live();
    }
    witness("fork", worker, 0);
    close(ready[1]);
    (void)!read(ready[0], &byte, 1);
    close(ready[0]);
}

static __attribute__((noinline)) void make_the_last(void)
{
    pid_t child = make(die);
    sleep_milliseconds(150);
    printf("the last: %d\n", reap(child));
}

static void *make_beside(void *unused)
{
    make_the_last();
    return unused;
}

static void make_the_last_beside_a_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, make_beside, NULL) != 0)
        abort();
    pthread_join(thread, NULL);
}

static void *make_hidden(void *count)
{
    pid_t hidden[16];
    for (int i = 0; i < *(int *)count; i++)
        hidden[i] = make(be_hidden);
    sleep_milliseconds(150);
    make_the_last();
    close(hold[1]);
    for (int i = 0; i < *(int *)count; i++)
        printf("hidden: %d\n", reap(hidden[i]));
    return NULL;
}

int main(int argc, char **argv)
{
    int count = argc == 3 ? atoi(argv[1]) : 0;
    const char *way = argc == 3 ? argv[2] : "";
    pthread_t thread;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (pipe(hold) != 0)
        return 2;
    if (strcmp(way, "left") == 0)
        leave(count);
    if (strcmp(way, "vanish") == 0)
        vanish(count);
    if (strcmp(way, "vanish beside orphans") == 0) {
        leave_orphans();
        vanish(count);
        (void)touch(300 * MIB);
    }
    if (strncmp(way, "come and go", 11) == 0)
        come_and_go(count, strcmp(way, "come and go after a write") == 0);
    if (strcmp(way, "are made in vfork") == 0) {
        (void)touch(32 * MIB);
        leave_orphans_of_vfork();
    }
    if (strcmp(way, "are another's") == 0) {
        leave_zombies_of_another(count);
        (void)touch(200 * MIB);
    }
    if (strcmp(way, "are hidden") == 0) {
        (void)touch(32 * MIB);
        if (pthread_create(&thread, NULL, make_hidden, &count) != 0)
            abort();
        pthread_join(thread, NULL);
        return 0;
    }
    make_the_last_beside_a_thread();
    return 0;
}
