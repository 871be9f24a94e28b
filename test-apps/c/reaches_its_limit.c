/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spawns under RLIMIT_FSIZE, while another process fills the log (argv[1]) up to the limit just as
 * a line is written there. argv[2]: "own" has a SIGXFSZ of its own waiting, "policy" is killed by
 * who takes one, "unknown" too, and nobody may ask for its limits; "far" has a limit that is a
 * mebibyte away. Tells whether one waits afterwards.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "bare_exit.h"
#include "witness.h"

static bool is_way(const char *way, const char *name)
{
    return strcmp(way, name) == 0;
}

static rlim_t limit_of(const char *log, const char *way)
{
    struct stat status = {0};
    (void)stat(log, &status);
    return (rlim_t)status.st_size + (is_way(way, "far") ? 1048576 : 8192);
}

static bool forbid_to_take_signals(bool or_to_ask)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigtimedwait, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, or_to_ask ? SYS_prlimit64 : SYS_rt_sigtimedwait, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog policy = {.len = sizeof rules / sizeof *rules, .filter = rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy) == 0;
}

static void spawn_under_the_limit(const char *log, const char *way)
{
    sigset_t set, waiting;
    struct rlimit before, tight;
    sigemptyset(&set);
    sigaddset(&set, SIGXFSZ);
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 ||
        (is_way(way, "policy") && !forbid_to_take_signals(false)))
        _exit(77);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGSTOP);
    if (is_way(way, "own"))
        raise(SIGXFSZ);
    getrlimit(RLIMIT_FSIZE, &before);
    tight = before;
    tight.rlim_cur = limit_of(log, way);
    setrlimit(RLIMIT_FSIZE, &tight);
    if (is_way(way, "unknown") && !forbid_to_take_signals(true))
        _exit(77);
    fork_and_reap();
    (void)setrlimit(RLIMIT_FSIZE, &before);
    sigpending(&waiting);
    printf("SIGXFSZ waits: %s\n", sigismember(&waiting, SIGXFSZ) ? "yes" : "no");
    fflush(stdout);
    /* What could not be written would be told on standard error. */
    if (is_way(way, "unknown"))
        bare_exit(3);
    exit(3);
}

/* Stops at each system call of the child, at its begin and at its end. */
static int fill_as_it_writes(pid_t child, const char *log, rlim_t limit)
{
    int status;
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        struct __ptrace_syscall_info call = {0};
        bool is_call = WSTOPSIG(status) == (SIGTRAP | 0x80);
        if (is_call && ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof call, &call) < 0)
            return 77 << 8;
        if (call.op == PTRACE_SYSCALL_INFO_ENTRY && call.entry.nr == SYS_pwritev &&
            truncate(log, (off_t)limit) != 0)
            abort();
        int signal = is_call || WSTOPSIG(status) == SIGSTOP ? 0 : WSTOPSIG(status);
        ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD);
        ptrace(PTRACE_SYSCALL, child, NULL, signal);
    }
    return status;
}

int main(int count, char **values)
{
    if (count != 3)
        return 2;
    pid_t child = fork();
    if (child == 0)
        spawn_under_the_limit(values[1], values[2]);
    witness("fork", child, 0);
    int status = fill_as_it_writes(child, values[1], limit_of(values[1], values[2]));
    if (status == 77 << 8)
        return 77;
    printf("child: %x\n", (unsigned)status);
    return 0;
}
