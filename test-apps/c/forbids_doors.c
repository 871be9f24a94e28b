/* SPDX-License-Identifier: Apache-2.0 */
/* A seccomp policy that kills on every system call but those of one way to make a child or to wait,
 * argv[1], what it takes of the C library and nothing more; and those whose numbers follow. A
 * program that a child executes is killed as it starts. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "witness.h"

#define MOST 128
#define NONE (-1)

/* What the witness and printf make: the file is opened, written and closed. */
#define OF_ALL SYS_openat, SYS_write, SYS_close, SYS_exit_group

#define OF_FORK  SYS_clone, SYS_set_robust_list
#define OF_SPAWN SYS_clone3, SYS_mmap, SYS_munmap, SYS_rt_sigprocmask, SYS_rt_sigaction, SYS_execve

static void tell(const char *call, pid_t child, int error, int status)
{
    witness(call, child, error);
    printf("%s: error %d, status %x\n", call, error, (unsigned)status);
}

static pid_t begin_child(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(7);
    return child;
}

static int wait_by(int which, pid_t child, int *status)
{
    struct rusage usage;
    siginfo_t info = {0};
    pid_t reaped = child;
    if (which == 0)
        reaped = wait(status);
    else if (which == 1)
        reaped = waitpid(child, status, 0);
    else if (which == 2)
        reaped = wait3(status, 0, &usage);
    else if (which == 3)
        reaped = wait4(child, status, 0, &usage);
    else if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == 0 &&
             waitid(P_PID, (id_t)child, &info, WEXITED) == 0)
        *status = info.si_status;
    else
        return errno;
    return reaped == child ? 0 : errno;
}

static void wait_by_each(void)
{
    int status = 0;
    for (int i = 0; i < 5; i++) {
        pid_t child = begin_child();
        int error = wait_by(i, child, &status);
        tell("fork", child, error, status);
    }
    pid_t none = waitpid(-1, &status, WNOHANG);
    printf("no more: %d, errno %d\n", (int)none, errno);
}

static void kill_a_child(void)
{
    int status = 0, channel[2];
    if (pipe2(channel, O_CLOEXEC) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        char byte;
        close(channel[1]);
        _exit(read(channel[0], &byte, 1) == 1);
    }
    (void)kill(child, SIGKILL);
    (void)waitpid(child, &status, 0);
    tell("fork", child, 0, status);
}

static void run_by_vfork(void)
{
    char *const arguments[] = {"true", NULL};
    int status = 0;
    pid_t child = vfork();
    if (child == 0) {
        execve("/bin/true", arguments, environ);
        _exit(9);
    }
    (void)waitpid(child, &status, 0);
    tell("vfork", child, 0, status);
}

static void run_by_posix_spawn(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = -1;
    int status = 0, error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    (void)waitpid(child, &status, 0);
    tell("posix_spawn", child, error, status);
}

static void run_by_system(void)
{
    int status = system("exit 5");
    witness_unnamed("system");
    printf("system: status %x\n", (unsigned)status);
}

static void read_a_pipe(void)
{
    char told[16];
    FILE *stream = popen("echo words", "r");
    if (stream == NULL) {
        printf("popen: errno %d\n", errno);
        return;
    }
    witness_unnamed("popen");
    int is_empty = fgets(told, sizeof told, stream) == NULL;
    int status = pclose(stream);
    printf("popen: %s, status %x\n", is_empty ? "nothing" : told, (unsigned)status);
}

static void open_a_terminal(void)
{
    int terminal = -1, status = 0;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0)
        _exit(7);
    (void)waitpid(child, &status, 0);
    tell("forkpty", child, child < 0 ? errno : 0, status);
}

static const struct {
    const char *name;
    void (*run)(void);
    int calls[24];
} ways[] = {
    {"waits", wait_by_each, {OF_ALL, OF_FORK, SYS_wait4, SYS_waitid, NONE}},
    {"kill", kill_a_child, {OF_ALL, OF_FORK, SYS_wait4, SYS_pipe2, SYS_kill, SYS_read, NONE}},
    {"vfork", run_by_vfork, {OF_ALL, SYS_vfork, SYS_wait4, SYS_execve, NONE}},
    {"posix_spawn", run_by_posix_spawn, {OF_ALL, OF_SPAWN, SYS_wait4, NONE}},
    {"system", run_by_system, {OF_ALL, OF_SPAWN, SYS_wait4, NONE}},
    {"popen",
     read_a_pipe,
     {OF_ALL, OF_SPAWN, SYS_wait4, SYS_pipe2, SYS_dup2, SYS_fcntl, SYS_read, SYS_fstat,
      SYS_newfstatat, SYS_prlimit64, NONE}},
    {"forkpty",
     open_a_terminal,
     {OF_ALL, OF_FORK, SYS_wait4, SYS_ioctl, SYS_setsid, SYS_dup2, NONE}},
};

static void allow(struct sock_fprog *policy, int number)
{
    const struct sock_filter rules[] = {
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    memcpy(policy->filter + policy->len, rules, sizeof rules);
    policy->len += 2;
}

static int forbid(const int own[], size_t most, char *const others[])
{
    struct sock_filter rules[2 * MOST + 2] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    const struct sock_filter otherwise = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    struct sock_fprog policy = {.len = 1, .filter = rules};
    for (size_t i = 0; i < most && own[i] != NONE; i++)
        allow(&policy, own[i]);
    while (*others != NULL && policy.len < 2 * MOST)
        allow(&policy, atoi(*others++));
    rules[policy.len++] = otherwise;
    return *others == NULL && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy) == 0;
}

/* What stdio needs of memory is not the doors' business. */
static void make_room(void)
{
    static char buffer[4096];
    FILE *stream = fopen("/dev/null", "r");
    setvbuf(stdout, buffer, _IOLBF, sizeof buffer);
    if (stream != NULL)
        fclose(stream);
}

int main(int count, char **values)
{
    for (size_t i = 0; count > 1 && i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(ways[i].name, values[1]) != 0)
            continue;
        make_room();
        if (!forbid(ways[i].calls, sizeof ways[i].calls / sizeof *ways[i].calls, values + 2))
            return 77;
        ways[i].run();
        ways[i].run();
        return 0;
    }
    return 2;
}
