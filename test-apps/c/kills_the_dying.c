/* SPDX-License-Identifier: Apache-2.0 */
/* Sends SIGKILL to a child that the OOM killer has ended, and that is held in its death by tracing.
 * argv[1]: what it takes, in MiB. */
#include <sys/ptrace.h>

#include "greedy.h"

static pid_t traced_child(size_t size)
{
    pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(77);
        raise(SIGSTOP);
        take(size);
    }
    witness("fork", child, 0);
    return child;
}

int main(int count, char **values)
{
    int status;
    pid_t child = traced_child(count > 1 ? (size_t)atol(values[1]) * MIB : MIB);
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
        ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACEEXIT) != 0 ||
        ptrace(PTRACE_CONT, child, NULL, NULL) != 0)
        return 77;
    if (waitpid(child, &status, 0) != child || status >> 8 != (SIGTRAP | PTRACE_EVENT_EXIT << 8))
        return 1;
    printf("kill: %d", kill(child, SIGKILL));
    ptrace(PTRACE_CONT, child, NULL, NULL);
    printf(", status %d\n", reap(child));
    return 0;
}
