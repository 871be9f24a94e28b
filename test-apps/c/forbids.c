/* SPDX-License-Identifier: Apache-2.0 */
/* A seccomp policy that kills on every system call which neither this program nor we need. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "witness.h"

#define ALLOW(number)                                                                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* docs/safety.md names these; a test compares the two. */
#define OURS                                                                                       \
    ALLOW(SYS_openat), ALLOW(SYS_pread64), ALLOW(SYS_pwritev), ALLOW(SYS_close), ALLOW(SYS_fstat), \
        ALLOW(SYS_getpid), ALLOW(SYS_gettid), ALLOW(SYS_geteuid), ALLOW(SYS_prlimit64),            \
        ALLOW(SYS_rt_sigprocmask), ALLOW(SYS_getppid), ALLOW(SYS_getrusage),                       \
        ALLOW(SYS_newfstatat), ALLOW(SYS_getdents64), ALLOW(SYS_fcntl), ALLOW(SYS_readlinkat),     \
        ALLOW(SYS_getsockopt), ALLOW(SYS_mmap), ALLOW(SYS_munmap)

/* fork, waitpid and exit of the C library, its first malloc, and printf. */
#define ITS_OWN                                                                                    \
    ALLOW(SYS_clone), ALLOW(SYS_vfork), ALLOW(SYS_set_robust_list), ALLOW(SYS_wait4),              \
        ALLOW(SYS_exit_group), ALLOW(SYS_write), ALLOW(SYS_brk), ALLOW(SYS_getrandom),             \
        ALLOW(SYS_execve)

static int forbid(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        OURS,
        ITS_OWN,
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog policy = {.len = sizeof rules / sizeof *rules, .filter = rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy) == 0;
}

int main(void)
{
    if (!forbid())
        return 77;
    for (int i = 0; i < 3; i++) {
        pid_t child = fork();
        if (child == 0) {
            /* Nothing that could run under this policy: the look at it is what counts. */
            char *const arguments[] = {"null", NULL};
            execve("/dev/null", arguments, environ);
            execve("/no/such/program", arguments, environ);
            _exit(6);
        }
        witness("fork", child, child < 0 ? errno : 0);
        printf("fork: status %d\n", reap(child));
        child = vfork();
        if (child == 0)
            _exit(7);
        witness("vfork", child, 0);
        printf("vfork: status %d\n", reap(child));
    }
    return 0;
}
