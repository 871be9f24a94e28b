/* SPDX-License-Identifier: Apache-2.0 */
/* A policy that refuses openat with a trap: a handler without a stack of its own opens in the
 * kernel's stead, as browsers' sandboxes do, and takes argv[1] bytes for that. */
#include <alloca.h>
#include <signal.h>
#include <ucontext.h>

#include "policy.h"
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
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER};
    return sigaction(SIGSYS, &action, NULL) == 0 && answer_to(SYS_openat, SECCOMP_RET_TRAP);
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
