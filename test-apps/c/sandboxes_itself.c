/* SPDX-License-Identifier: Apache-2.0 */
/* A child that allows itself next to nothing, lives on for a while, and ends. argv[1] is how it
 * says so: "prctl", "raw prctl" or "raw seccomp", the way of libseccomp. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include "witness.h"

#define ALLOW(number)                                                                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static struct sock_filter rules[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    ALLOW(SYS_read),
    ALLOW(SYS_write),
    ALLOW(SYS_exit),
    ALLOW(SYS_exit_group),
    ALLOW(SYS_clock_nanosleep),
    ALLOW(SYS_kill),
    ALLOW(SYS_execve),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
};
static struct sock_fprog policy = {.len = sizeof rules / sizeof *rules, .filter = rules};

static int forbid(const char *way)
{
    if (strcmp(way, "prctl") == 0)
        return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy) == 0;
    if (strcmp(way, "raw prctl") == 0)
        return syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &policy, 0, 0) == 0;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &policy) == 0;
}

static void live_on(const char *way)
{
    char *const arguments[] = {"none", NULL};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !forbid(way))
        _exit(77);
    nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
    (void)kill(1, 0);
    (void)execve("/no/such/program", arguments, environ);
    (void)execve("/dev/null", arguments, environ);
    _exit(errno == EACCES ? 7 : 8);
}

/* One that is refused, as by who asks what the kernel knows, changes nothing. */
static void ask_and_live_on(void)
{
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) == 0 ||
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) == 0)
        _exit(8);
    nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
    _exit(7);
}

int main(int count, char **values)
{
    const char *way = count > 1 ? values[1] : "prctl";
    pid_t child = fork();
    if (child == 0 && strcmp(way, "asks") == 0)
        ask_and_live_on();
    else if (child == 0)
        live_on(way);
    witness("fork", child, 0);
    printf("status %d\n", reap(child));
    return 0;
}
