/* SPDX-License-Identifier: Apache-2.0 */
/* Traces its child, and so reaps its grandchild, which is no child of its own. */
#include <signal.h>
#include <sys/ptrace.h>

#include "witness.h"

static void be_traced(void)
{
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
        _exit(77);
    raise(SIGSTOP);
    pid_t child = fork();
    if (child == 0)
        _exit(3);
    witness("fork", child, 0);
    _exit(reap(child));
}

/* What has stopped goes on, with the signal that it stopped for, unless it is tracing's own. */
static void let_go_on(pid_t process, int status)
{
    int signal = status >> 16 == 0 && WSTOPSIG(status) != SIGSTOP ? WSTOPSIG(status) : 0;
    ptrace(PTRACE_SETOPTIONS, process, NULL, PTRACE_O_TRACEFORK);
    ptrace(PTRACE_CONT, process, NULL, signal);
}

int main(void)
{
    int status, ends = 0, sum = 0;
    pid_t child = fork(), reaped;
    if (child == 0)
        be_traced();
    witness("fork", child, 0);
    while ((reaped = wait4(-1, &status, __WALL, NULL)) > 0) {
        if (WIFSTOPPED(status)) {
            let_go_on(reaped, status);
        } else {
            ends++;
            sum += WEXITSTATUS(status);
        }
    }
    if (sum == 77)
        return 77;
    printf("%d have ended, with %d\n", ends, sum);
    return 0;
}
