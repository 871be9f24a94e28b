/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through the doors where new processes are refused, by argv[1]: "policy" by a seccomp policy,
 * EAGAIN; "processes" by RLIMIT_NPROC, EAGAIN; "memory" by the kernel's overcommit, ENOMEM for each
 * that copies; "addresses" by RLIMIT_AS, ENOMEM for each that needs a stack. "exec": has too many
 * processes as the user argv[2]. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>

#include "witness.h"

#define REFUSE(number)                                                                             \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),                                             \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAGAIN)

static int refuse_new_processes(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        REFUSE(SYS_clone),
        REFUSE(SYS_clone3),
#ifdef SYS_fork
        REFUSE(SYS_fork),
        REFUSE(SYS_vfork),
#endif
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog policy = {.len = sizeof rules / sizeof *rules, .filter = rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy) == 0;
}

static int limit(__rlimit_resource_t resource, rlim_t most)
{
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

static int kernel_guesses(void)
{
    char mode = '?';
    int fd = open("/proc/sys/vm/overcommit_memory", O_RDONLY | O_CLOEXEC);
    int done = fd >= 0 && read(fd, &mode, 1) == 1;
    if (fd >= 0)
        close(fd);
    return done && mode == '0';
}

/* Two areas that become one, of more than the machine has: a guess refuses no more than that, and a
 * fork copies an area at once (__vm_enough_memory of mm/util.c, dup_mmap of kernel/fork.c). */
static int have_more_than_there_is(void)
{
    struct sysinfo machine;
    if (!kernel_guesses() || sysinfo(&machine) != 0)
        return 0;
    size_t half = (size_t)(machine.totalram + machine.totalswap) * machine.mem_unit / 10 * 6;
    half &= ~(size_t)0xFFFFF;
    char *both =
        mmap(NULL, 2 * half, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (both == MAP_FAILED)
        return 0;
    for (int i = 0; i < 2; i++)
        if (mmap(both + (size_t)i * half, half, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
            return 0;
    return 1;
}

static int begin_to_refuse(const char *way)
{
    if (strcmp(way, "policy") == 0)
        return refuse_new_processes();
    if (strcmp(way, "processes") == 0)
        return limit(RLIMIT_NPROC, 1);
    if (strcmp(way, "memory") == 0)
        return have_more_than_there_is();
    return strcmp(way, "addresses") == 0 && limit(RLIMIT_AS, 1 << 20);
}

static const char *mask_in_words(void)
{
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    return sigismember(&now, SIGUSR1) && !sigismember(&now, SIGUSR2) ? "kept" : "CHANGED";
}

static void tell(const char *call, pid_t child, int error, int errno_after)
{
    int status = error == 0 ? reap(child) : -1;
    witness(call, child, error);
    printf("%s: %s, error %d, errno %d, status %d, mask %s\n", call, child < 0 ? "none" : "child",
           error, errno_after, status, mask_in_words());
}

static int end_with(void *status)
{
    return (int)(intptr_t)status;
}

static void by_forks(void)
{
    static char stack[16384] __attribute__((aligned(16)));
    errno = EPROTO;
    pid_t child = fork();
    int after = errno;
    if (child == 0)
        _exit(after == EPROTO ? 3 : 99);
    tell("fork", child, child < 0 ? after : 0, after);
    errno = EPROTO;
    child = vfork();
    if (child == 0)
        _exit(4);
    after = errno;
    tell("vfork", child, child < 0 ? after : 0, after);
    errno = EPROTO;
    child = clone(end_with, stack + sizeof stack, SIGCHLD, (void *)(intptr_t)5);
    after = errno;
    tell("clone", child, child < 0 ? after : 0, after);
    errno = EPROTO;
    child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    after = errno;
    if (child == 0)
        _exit(6);
    tell("syscall", child, child < 0 ? after : 0, after);
}

static void by_spawns(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = -7;
    errno = EPROTO;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    tell("posix_spawn", child, error, errno);
    child = -7;
    errno = EPROTO;
    error = posix_spawnp(&child, "true", NULL, NULL, arguments, environ);
    tell("posix_spawnp", child, error, errno);
}

static void by_shells(void)
{
    errno = EPROTO;
    int status = system("exit 7");
    int after = errno;
    if (after != EPROTO)
        witness("system", -1, after);
    else
        witness_unnamed("system");
    printf("system: status %x, errno %d, mask %s\n", (unsigned)status, after, mask_in_words());
    errno = EPROTO;
    FILE *stream = popen("exit 8", "r");
    after = errno;
    if (stream == NULL)
        witness("popen", -1, after);
    else
        witness_unnamed("popen");
    printf("popen: errno %d, status %x, mask %s\n", after,
           stream == NULL ? 0 : (unsigned)pclose(stream), mask_in_words());
}

static void by_a_terminal(void)
{
    int terminal = -1;
    errno = EPROTO;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    int after = errno;
    if (child == 0)
        _exit(9);
    tell("forkpty", child, child < 0 ? after : 0, after);
}

/* It would end here, were it not refused. */
static void by_daemon(void)
{
    errno = EPROTO;
    int result = daemon(1, 1);
    tell("daemon", result, errno, errno);
}

/* Who became a user that has too many processes may not execute (execve(2)). */
static int execute_as(const char *user)
{
    int ready = limit(RLIMIT_NPROC, 0) && setuid((uid_t)atoi(user)) == 0;
    errno = EPROTO;
    int result = ready ? execl("/bin/true", "true", (char *)NULL) : 0;
    printf("exec: %d, errno %d, mask %s\n", result, errno, mask_in_words());
    return ready ? 0 : 77;
}

int main(int count, char **values)
{
    const char *way = count > 1 ? values[1] : "policy";
    sigset_t some;
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigprocmask(SIG_BLOCK, &some, NULL);
    if (strcmp(way, "exec") == 0 && count > 2)
        return execute_as(values[2]);
    if (!begin_to_refuse(way))
        return 77;
    by_forks();
    by_spawns();
    by_shells();
    by_a_terminal();
    if (strcmp(way, "addresses") != 0)
        by_daemon();
    return 0;
}
