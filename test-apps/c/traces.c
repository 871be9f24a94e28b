/* SPDX-License-Identifier: Apache-2.0 */
/* Traces its child, and so reaps its grandchild, which is no child of its own; and then a child
 * that no door saw. argv[1] is how it waits. */
#include <signal.h>
#include <sys/ptrace.h>

#include "bare_fork.h"
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

static pid_t wait_by(const char *way, int *status)
{
    siginfo_t info = {0};
    if (strcmp(way, "wait4") == 0)
        return wait4(-1, status, __WALL, NULL);
    if (strcmp(way, "untraced") == 0)
        return waitpid(-1, status, __WALL | WUNTRACED);
    if (waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | __WALL) != 0)
        return -1;
    if (info.si_code == CLD_EXITED)
        *status = info.si_status << 8;
    else
        *status = info.si_status << 8 | 0x7F;
    return info.si_pid;
}

static void make_a_stranger(void)
{
    pid_t child = bare_fork();
    if (child == 0)
        _exit(13);
    char line[32];
    snprintf(line, sizeof line, "%d\n", (int)child);
    append_line("UNOBSERVED", line);
    printf("a stranger: status %d\n", reap(child));
}

int main(int count, char **values)
{
    int status, ends = 0, sum = 0;
    pid_t child = fork(), reaped;
    if (child == 0)
        be_traced();
    witness("fork", child, 0);
    while ((reaped = wait_by(count > 1 ? values[1] : "wait4", &status)) > 0) {
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
    make_a_stranger();
    return 0;
}
