/* SPDX-License-Identifier: Apache-2.0 */
/* Makes processes and threads by clone and by raw system calls. */
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "witness.h"

#define UNTOUCHED EPROTO
#define STACK     65536

typedef int cloner(int (*function)(void *), void *stack, int flags, void *argument, ...);

extern int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...);

static volatile int written;
static char stack[STACK] __attribute__((aligned(16)));

static int write_and_end(void *value)
{
    written = (int)(intptr_t)value;
    return 11;
}

static void tell(const char *call, const char *what, long child, int after)
{
    int error = child < 0 ? after : 0;
    int status = error == 0 ? reap((pid_t)child) : -1;
    witness(call, (pid_t)child, error);
    printf("%s, %s: %s, errno %d, status %d, written %d\n", call, what, child < 0 ? "-1" : "child",
           after, status, written);
}

static void by_clone(const char *call, cloner *door, const char *what, int flags)
{
    pid_t in_parent = -1;
    written = 0;
    errno = UNTOUCHED;
    int child = door(write_and_end, stack + STACK, flags | SIGCHLD | CLONE_PARENT_SETTID,
                     (void *)(intptr_t)42, &in_parent, NULL, NULL);
    int after = errno;
    tell(call, what, child, after);
    printf("tid told: %s\n", in_parent == child ? "yes" : "NO");
}

static int end_with(void *status)
{
    return (int)(intptr_t)status;
}

/* Just above the frames of those that are called here. */
static void by_clone_in_this_frame(void)
{
    char small[1024] __attribute__((aligned(16)));
    errno = UNTOUCHED;
    int child = clone(end_with, small + sizeof small, SIGCHLD, (void *)(intptr_t)14);
    tell("clone", "copy in this frame", child, errno);
}

static void by_bad_clone(const char *what, int (*function)(void *), void *top, int flags)
{
    errno = UNTOUCHED;
    int child = clone(function, top, flags, NULL);
    tell("clone", what, child, errno);
}

/* Its id is cleared, by the seventh argument, when it has ended. */
static void by_clone_of_a_thread(void)
{
    static volatile pid_t id = -1;
    int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                CLONE_CHILD_CLEARTID;
    int thread = clone(write_and_end, stack + STACK, flags, (void *)(intptr_t)43, NULL, NULL, &id);
    while (thread > 0 && id != 0)
        sched_yield();
    printf("thread by clone: %s, written %d\n", thread > 0 ? "yes" : "NO", written);
}

static void *set_written(void *unused)
{
    written = 44;
    return unused;
}

static void by_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, set_written, NULL) != 0)
        abort();
    pthread_join(thread, NULL);
    printf("thread: written %d\n", written);
}

static void finish_syscall(const char *what, long result)
{
    int after = errno;
    if (result == 0) {
        written = 45;
        _exit(after == UNTOUCHED ? 12 : 99);
    }
    tell("syscall", what, result, after);
}

/* The kernel looks at the lower 32 bits of a number (do_syscall_64, arch/x86/entry/common.c). */
static void by_a_number_with_upper_bits(const char *what, long number)
{
    errno = UNTOUCHED;
    finish_syscall(what,
                   syscall((long)(0xFEED00000000UL | (unsigned long)number), SIGCHLD, 0, 0, 0, 0));
}

static void by_syscalls_that_copy(void)
{
    int descriptor = -1;
    struct clone_args arguments = {
        .flags = CLONE_PIDFD, .pidfd = (uintptr_t)&descriptor, .exit_signal = SIGCHLD};
    written = 0;
    errno = UNTOUCHED;
#ifdef SYS_fork
    finish_syscall("fork", syscall(SYS_fork));
    errno = UNTOUCHED;
#endif
    finish_syscall("clone", syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    errno = UNTOUCHED;
    finish_syscall("clone3", syscall(SYS_clone3, &arguments, sizeof arguments));
    printf("pidfd: %s\n", descriptor >= 0 ? "yes" : "NO");
    close(descriptor);
    errno = UNTOUCHED;
    finish_syscall("bad flags", syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0));
    errno = UNTOUCHED;
    finish_syscall("bad pointer", syscall(SYS_clone3, (void *)8, sizeof arguments));
    errno = UNTOUCHED;
    finish_syscall("small", syscall(SYS_clone3, &arguments, 8));
#ifdef SYS_fork
    by_a_number_with_upper_bits("fork, upper bits", SYS_fork);
#endif
    by_a_number_with_upper_bits("clone, upper bits", SYS_clone);
}

static void end_on_own_stack(void)
{
    written = 46;
    _exit(13);
}

/* The child returns from syscall to what its stack has on top. */
static void by_syscall_with_a_stack(const char *what, int flags)
{
    void **top = (void **)(stack + STACK) - 4;
    *top = (void *)end_on_own_stack;
    written = 0;
    errno = UNTOUCHED;
    long child = syscall(SYS_clone, (long)(flags | SIGCHLD), top, 0, 0, 0);
    tell("syscall", what, child, errno);
}

/* The C library's own syscall cannot be used so: its child returns over its parent's address. */
static void by_syscalls_that_share(void)
{
    volatile unsigned long canary = 0xC0FFEE;
    struct clone_args arguments = {.flags = CLONE_VM | CLONE_VFORK, .exit_signal = SIGCHLD};
    written = 0;
    errno = UNTOUCHED;
#ifdef SYS_vfork
    finish_syscall("vfork", syscall(SYS_vfork));
    written = 0;
#endif
    finish_syscall("clone", syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0));
    written = 0;
    finish_syscall("clone3", syscall(SYS_clone3, &arguments, sizeof arguments));
    printf("canary: %s\n", canary == 0xC0FFEE ? "yes" : "NO");
}

static void by_other_syscalls(void)
{
    void *page = (void *)syscall(SYS_mmap, NULL, 4096L, (long)PROT_READ,
                                 (long)(MAP_PRIVATE | MAP_ANONYMOUS), -1L, 0L);
    errno = UNTOUCHED;
    long closed = syscall(SYS_close, -1L);
    printf("others: pid %s, six arguments %s, error %ld %d\n",
           syscall(SYS_getpid) == getpid() ? "yes" : "NO",
           page != MAP_FAILED && *(char *)page == 0 ? "yes" : "NO", closed, errno);
}

/* argv[1]: also those that need a door of ours to return at all. */
int main(int count, char **values)
{
    (void)values;
    setvbuf(stdout, NULL, _IOLBF, 0);
    by_clone("clone", clone, "copy", 0);
    by_clone("clone", clone, "shared", CLONE_VM);
    by_clone("clone", clone, "shared and waited for", CLONE_VM | CLONE_VFORK);
    by_clone("__clone", __clone, "copy", 0);
    by_clone_in_this_frame();
    by_bad_clone("no function", NULL, stack + STACK, SIGCHLD);
    by_bad_clone("no stack", write_and_end, NULL, SIGCHLD);
    by_bad_clone("bad flags", write_and_end, stack + STACK, CLONE_SIGHAND);
    by_clone_of_a_thread();
    by_thread();
    by_syscalls_that_copy();
    by_syscall_with_a_stack("copy on a stack", 0);
    by_syscall_with_a_stack("shared on a stack", CLONE_VM | CLONE_VFORK);
    if (count > 1)
        by_syscalls_that_share();
    by_other_syscalls();
    return 0;
}
