/* SPDX-License-Identifier: Apache-2.0 */
/* Many children of vfork (argv[1]) are killed in the middle of a call that makes a child of their
 * own, a vfork or a fork. Then a child that no function saw is reaped. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "bare_fork.h"
#include "witness.h"

static void die_of_what_makes_a_child(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_vfork, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit(1);
}

static int kill_one(int turn)
{
    pid_t child = vfork();
    if (child == 0) {
        die_of_what_makes_a_child();
        if (turn % 8 != 0 ? vfork() == 0 : fork() == 0)
            _exit(2);
        _exit(3);
    }
    witness("vfork", child, 0);
    return reap(child);
}

static void fork_by_a_bare_instruction(void)
{
    pid_t child = bare_fork();
    if (child == 0)
        _exit(13);
    printf("by a bare instruction: status %d\n", reap(child));
}

int main(int count, char **values)
{
    int times = count > 1 ? atoi(values[1]) : 10, killed = 0;
    const struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    for (int i = 0; i < times; i++)
        killed += kill_one(i) == 256 + SIGSYS;
    printf("%d killed\n", killed);
    fork_by_a_bare_instruction();
    fork_and_reap();
    fork_and_reap();
    return 0;
}
