/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns and reaps, alone or beside somebody who has the same descriptors: a thread, a process that
 * clone made, or one that an instruction made which no door sees. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>

#include "witness.h"

#define STACK_BYTES 65536

static char stack[STACK_BYTES] __attribute__((aligned(16)));

static void *idle_thread(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static int idle_process(void *unused)
{
    (void)idle_thread(unused);
    return 0;
}

#if defined(__x86_64__)
/* Its stack is never used: it sleeps by an instruction, again and again. */
static pid_t bare_clone(unsigned long flags)
{
    long child = SYS_clone;
    __asm__ volatile("xorl %%edx, %%edx\n\txorl %%r10d, %%r10d\n\txorl %%r8d, %%r8d\n\tsyscall\n\t"
                     "testq %%rax, %%rax\n\tjnz 2f\n"
                     "1:\tmovl %[pause], %%eax\n\tsyscall\n\tjmp 1b\n2:"
                     : "+a"(child)
                     : "D"(flags), "S"(stack + STACK_BYTES), [pause] "i"(SYS_pause)
                     : "rdx", "r10", "r8", "rcx", "r11", "memory");
    return (pid_t)child;
}
#else
static pid_t bare_clone(unsigned long flags)
{
    (void)flags;
    return -1;
}
#endif

/* Who is to be killed; 0: nobody, or a thread. */
static pid_t begin(const char *who)
{
    pthread_t thread;
    pid_t beside = 0;
    if (strcmp(who, "thread") == 0)
        return pthread_create(&thread, NULL, idle_thread, NULL) == 0 ? 0 : -1;
    if (strcmp(who, "clone") == 0) {
        beside = clone(idle_process, stack + STACK_BYTES, CLONE_FILES | SIGCHLD, NULL);
        witness("clone", beside, 0);
    } else if (strcmp(who, "instruction") == 0) {
        beside = bare_clone(CLONE_VM | CLONE_FILES | SIGCHLD);
    }
    return beside;
}

static int spawn(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    return error != 0 || waitpid(child, NULL, 0) != child;
}

int main(int count, char **arguments)
{
    pid_t beside = count == 2 ? begin(arguments[1]) : -1;
    if (beside < 0 || spawn() != 0 || spawn() != 0)
        return 2;
    if (beside > 0)
        kill(beside, SIGKILL);
    return 0;
}
