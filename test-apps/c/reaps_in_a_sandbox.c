/* SPDX-License-Identifier: Apache-2.0 */
/* A supervisor: has its children, allows itself nothing but to signal and to reap them from then
 * on, does so by each function, and ends. argv[1] is how it says so: "prctl", "raw prctl" or "raw
 * seccomp", the way of libseccomp. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "witness.h"

#define CHILDREN 8

#define ALLOW(number)                                                                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static struct sock_filter rules[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    ALLOW(SYS_write),
    ALLOW(SYS_wait4),
    ALLOW(SYS_waitid),
    ALLOW(SYS_kill),
    ALLOW(SYS_tgkill),
    ALLOW(SYS_pidfd_send_signal),
    ALLOW(SYS_exit_group),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
};
static struct sock_fprog policy = {.len = sizeof rules / sizeof *rules, .filter = rules};

static int forbid(const char *way)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return 0;
    if (strcmp(way, "prctl") == 0)
        return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy) == 0;
    if (strcmp(way, "raw prctl") == 0)
        return syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy, 0, 0) == 0;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &policy) == 0;
}

static pid_t children[CHILDREN];
static int pidfd;

static pid_t waiting_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* should the policy kill their parent */
        pause();
        _exit(2);
    }
    witness("fork", child, 0);
    return child;
}

static void tell(const char *what, pid_t child, pid_t reaped, int status)
{
    printf("%s: %s, status %x\n", what, reaped == child ? "the child" : "NOT THE CHILD",
           (unsigned)status);
}

/* Each child's end is another function's to tell, and its signal another one's to send. */
static void signal_and_reap(void)
{
    int status = 0;
    pid_t reaped;
    struct rusage usage;
    siginfo_t info = {0};
    kill(children[0], SIGKILL);
    reaped = wait(&status);
    tell("wait", children[0], reaped, status);
    syscall(SYS_kill, children[1], SIGKILL);
    reaped = waitpid(children[1], &status, 0);
    tell("waitpid", children[1], reaped, status);
    tgkill(children[2], children[2], SIGKILL);
    reaped = wait3(&status, 0, &usage);
    tell("wait3", children[2], reaped, status);
    syscall(SYS_tgkill, children[3], children[3], SIGTERM);
    reaped = wait4(children[3], &status, 0, &usage);
    tell("wait4", children[3], reaped, status);
    pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
    (void)waitid(P_PID, (id_t)children[4], &info, WEXITED | WNOWAIT);
    (void)waitid(P_PID, (id_t)children[4], &info, WEXITED);
    tell("waitid", children[4], info.si_pid, info.si_status);
    syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    kill(children[5], SIGTERM);
    reaped = wait(NULL);
    tell("wait without status", children[5], reaped, 0);
    kill(children[6], SIGSTOP);
    reaped = waitpid(children[6], &status, WUNTRACED);
    tell("stopped", children[6], reaped, status);
    kill(0, 0);
    kill(children[6], SIGKILL);
    kill(children[7], SIGKILL);
    reaped = waitpid(children[6], &status, 0);
    tell("waitpid", children[6], reaped, status);
    reaped = waitpid(-1, &status, 0);
    tell("any", children[7], reaped, status);
    printf("no more: %d, errno %d\n", (int)wait(&status), errno);
}

int main(int count, char **values)
{
    static char buffer[4096];
    setvbuf(stdout, buffer, _IOLBF, sizeof buffer);
    for (int i = 0; i < CHILDREN; i++)
        children[i] = waiting_child();
    pidfd = pidfd_open(children[4], 0);
    if (!forbid(count > 1 ? values[1] : "prctl"))
        return 77;
    signal_and_reap();
    return 0;
}
