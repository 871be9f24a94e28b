/* SPDX-License-Identifier: Apache-2.0 */
/* A policy that refuses openat with a trap: a handler without a stack of its own opens in the
 * kernel's stead, as browsers' sandboxes do, and takes argv[1] bytes for that. */
#include <alloca.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "witness.h"

static size_t depth;

/* open is another call than openat, and no door of the library's. */
static long open_instead(const char *path, int flags, int mode)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(SYS_open), "D"(path), "S"(flags), "d"(mode)
                     : "rcx", "r11", "memory");
    return result;
}

static void handle(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)info;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    memset(alloca(depth), 1, depth);
    registers[REG_RAX] = open_instead((const char *)registers[REG_RSI], (int)registers[REG_RDX],
                                      (int)registers[REG_R10]);
}

static int trap_opens(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog policy = {.len = sizeof rules / sizeof *rules, .filter = rules};
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER};
    return sigaction(SIGSYS, &action, NULL) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy) == 0;
}

int main(int count, char **values)
{
    depth = count > 1 ? (size_t)atoi(values[1]) : 0;
    if (!trap_opens())
        return 77;
    for (int i = 0; i < 5; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(3);
        witness("fork", child, 0);
        printf("status %d\n", reap(child));
    }
    return 0;
}
