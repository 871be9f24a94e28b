/* SPDX-License-Identifier: Apache-2.0 */
/* Sends SIGKILL by syscall, with each number that there is for it: itself, in a handler on a stack
 * of its own, and in a child of vfork. A child that takes argv[1] MiB ends before, in the life of
 * them all. */
#include <sys/pidfd.h>
#include <sys/syscall.h>

#include "greedy.h"

#define UNUSED      (-1L)
#define UNTOLD      1234 /* no errno: what a call that succeeds has to leave */
#define OTHER_STACK 8192

static siginfo_t queued(void)
{
    return (siginfo_t){.si_signo = SIGKILL, .si_code = SI_QUEUE};
}

static long by_kill(pid_t child)
{
    return syscall(SYS_kill, child, SIGKILL);
}

static long by_tkill(pid_t child)
{
    return syscall(SYS_tkill, child, SIGKILL);
}

static long by_tgkill(pid_t child)
{
    return syscall(SYS_tgkill, child, child, SIGKILL);
}

static long by_queue(pid_t child)
{
    siginfo_t info = queued();
    return syscall(SYS_rt_sigqueueinfo, child, SIGKILL, &info);
}

static long by_thread_queue(pid_t child)
{
    siginfo_t info = queued();
    return syscall(SYS_rt_tgsigqueueinfo, child, child, SIGKILL, &info);
}

static long by_descriptor(pid_t child)
{
    int pidfd = pidfd_open(child, 0);
    long result = syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    int error = errno;
    close(pidfd);
    errno = error;
    return result;
}

/* Newer kernels look at the lower 32 bits alone (do_syscall_64, arch/x86/entry/common.c). */
static long by_upper_bits(pid_t child)
{
    long upper = (long)0xFEED00000000UL;
    return syscall((syscall(upper | SYS_getpid) == getpid() ? upper : 0) | SYS_kill, child,
                   SIGKILL);
}

static volatile pid_t victim;
static volatile long result_in_handler;

static void handle(int signal)
{
    (void)signal;
    result_in_handler = by_descriptor(victim);
}

static long in_a_handler(pid_t child)
{
    static char stack[OTHER_STACK];
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    victim = child;
    if (sigaltstack(&other, NULL) != 0 || sigaction(SIGUSR1, &action, NULL) != 0)
        abort();
    raise(SIGUSR1);
    return result_in_handler;
}

static long in_a_child_of_vfork(pid_t child)
{
    volatile long result = UNUSED;
    pid_t killer = vfork();
    if (killer == 0) {
        result = syscall(SYS_kill, child, SIGKILL);
        _exit(3);
    }
    witness("vfork", killer, 0);
    return reap(killer) == 3 ? result : UNUSED;
}

static long (*const ways[])(pid_t) = {by_kill,       by_tkill,        by_tgkill,
                                      by_queue,      by_thread_queue, by_descriptor,
                                      by_upper_bits, in_a_handler,    in_a_child_of_vfork};
#define WAYS (sizeof ways / sizeof *ways)

static void tell(const char *what, long result)
{
    printf("%s: %ld, errno %d\n", what, result, errno);
}

/* Nobody is killed by these. */
static void ask_in_vain(void)
{
    errno = UNTOLD;
    tell("kill 0", syscall(SYS_kill, getpid(), 0));
    tell("kill nobody", syscall(SYS_kill, 99999999, SIGKILL));
    tell("kill by no signal", syscall(SYS_kill, getpid(), 999));
    tell("tkill nobody", syscall(SYS_tkill, 0, SIGKILL));
    tell("tgkill nobody", syscall(SYS_tgkill, -1, 1, SIGKILL));
    tell("queue nowhere", syscall(SYS_rt_sigqueueinfo, getpid(), SIGKILL, (void *)8));
    tell("queue to no thread", syscall(SYS_rt_tgsigqueueinfo, 0, 0, SIGKILL, NULL));
    tell("no descriptor", syscall(SYS_pidfd_send_signal, -1, SIGKILL, NULL, 0));
    tell("no pidfd", syscall(SYS_pidfd_send_signal, 0, SIGKILL, NULL, 0));
    tell("no such call", syscall(SYS_clone3 + 100000));
    tell("none at all", syscall(-1));
}

int main(int count, char **values)
{
    pid_t children[WAYS], greedy;
    for (size_t i = 0; i < WAYS; i++)
        children[i] = waiting_child();
    greedy = fork();
    if (greedy == 0)
        take(count > 1 ? (size_t)atol(values[1]) * MIB : MIB);
    witness("fork", greedy, 0);
    printf("greedy: %d\n", reap(greedy));
    for (size_t i = 0; i < WAYS; i++) {
        errno = UNTOLD;
        tell("killed", ways[i](children[i]));
        printf("status %d\n", reap(children[i]));
    }
    ask_in_vain();
    return 0;
}
