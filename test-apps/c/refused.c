/* SPDX-License-Identifier: Apache-2.0 */
/* Runs under a seccomp policy that refuses every new process with EAGAIN. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pty.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

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

static void tell(const char *call, pid_t child, int error, int errno_after)
{
    witness(call, child, error);
    printf("%s: %d, error %d, errno %d\n", call, (int)child, error, errno_after);
}

int main(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = -7;
    if (!refuse_new_processes())
        return 77;

    errno = 0;
    pid_t result = fork();
    tell("fork", result, errno, errno);

    errno = 0;
    result = vfork();
    if (result == 0)
        _exit(0);
    tell("vfork", result, errno, errno);

    errno = EPROTO;
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    tell("posix_spawn", child, error, errno);

    errno = EPROTO;
    error = posix_spawnp(&child, "true", NULL, NULL, arguments, environ);
    tell("posix_spawnp", child, error, errno);

    errno = EPROTO;
    int status = system("exit 0");
    tell("system", status, errno, errno);

    errno = EPROTO;
    FILE *stream = popen("exit 0", "r");
    tell("popen", stream == NULL ? -1 : 0, errno, errno);

    errno = EPROTO;
    int terminal;
    result = forkpty(&terminal, NULL, NULL, NULL);
    tell("forkpty", result, errno, errno);

    errno = EPROTO;
    result = daemon(1, 1);
    tell("daemon", result, errno, errno);
    return 0;
}
