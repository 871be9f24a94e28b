/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for SIGKILL in vain, in each way that there is: of children that are dead already, that it
 * may not kill, and that are in none of the groups it kills. The OOM killer ends those when they
 * have taken argv[1] MiB, one after the other; this process ends their neighbours. */
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>

#include "greedy.h"

#define NOBODY 65534

struct greedy {
    pid_t child;
    int begins; /* a byte lets it begin */
};

static size_t size;

/* own_group: it leads one. */
static struct greedy greedy_child(bool own_group, uid_t user)
{
    int channel[2];
    char byte;
    if (pipe(channel) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        if (own_group)
            setpgid(0, 0);
        if (user != 0 && setresuid(user, user, user) != 0)
            _exit(3);
        if (read(channel[0], &byte, 1) != 1)
            _exit(4);
        if (read(channel[0], &byte, 1) == 1)
            take(size);
        _exit(2);
    }
    witness("fork", child, 0);
    /* Once it has read, it is in its group, and has its user. */
    if (write(channel[1], "", 1) != 1)
        abort();
    for (int waiting = 1; waiting != 0;)
        if (ioctl(channel[0], FIONREAD, &waiting) != 0)
            abort();
    return (struct greedy){child, channel[1]};
}

static pid_t member_of(pid_t group)
{
    pid_t child = waiting_child();
    if (setpgid(child, group) != 0)
        abort();
    return child;
}

static void let_take(struct greedy greedy)
{
    siginfo_t info;
    if (write(greedy.begins, "", 1) != 1 ||
        waitid(P_PID, (id_t)greedy.child, &info, WEXITED | WNOWAIT) != 0)
        abort();
}

static void tell(const char *what, int result)
{
    printf("%s: %d, %s\n", what, result, result == 0 ? "sent" : strerrorname_np(errno));
}

/* The kernel takes each, as a dead child is there until it is reaped. */
static void kill_the_dead(void)
{
    struct greedy greedy = greedy_child(true, 0);
    pid_t neighbour = member_of(greedy.child);
    let_take(greedy);
    tell("kill", kill(greedy.child, SIGKILL));
    tell("sigqueue", sigqueue(greedy.child, SIGKILL, (union sigval){0}));
    tell("tgkill", tgkill(greedy.child, greedy.child, SIGKILL));
    tell("pidfd", pidfd_send_signal(pidfd_open(greedy.child, 0), SIGKILL, NULL, 0));
    tell("number", (int)syscall(SYS_kill, greedy.child, SIGKILL));
    tell("group", killpg(greedy.child, SIGKILL));
    printf("dead: %d", reap(greedy.child));
    printf(" %d\n", reap(neighbour));
}

static void fail_to_kill(void)
{
    struct greedy greedy = greedy_child(true, NOBODY - 1);
    tell("tgkill", tgkill(greedy.child, 1, SIGKILL));
    tell("pidfd", pidfd_send_signal(pidfd_open(greedy.child, 0), SIGKILL, NULL, 1U << 30));
    tell("number", (int)syscall(SYS_tgkill, greedy.child, 1, SIGKILL));
    if (setresuid(NOBODY, NOBODY, 0) != 0)
        abort();
    tell("kill", kill(greedy.child, SIGKILL));
    tell("sigqueue", sigqueue(greedy.child, SIGKILL, (union sigval){0}));
    tell("number", (int)syscall(SYS_kill, greedy.child, SIGKILL));
    tell("group", kill(-greedy.child, SIGKILL));
    if (setresuid(0, 0, 0) != 0)
        abort();
    let_take(greedy);
    printf("spared: %d\n", reap(greedy.child));
}

static void kill_other_groups(void)
{
    struct greedy greedy = greedy_child(false, 0);
    pid_t leader = member_of(0), member = member_of(leader), other = member_of(0);
    tell("no group", killpg(99999999, SIGKILL));
    tell("group", killpg(leader, SIGKILL));
    tell("number", (int)syscall(SYS_kill, -other, SIGKILL));
    let_take(greedy);
    printf("in another group: %d\n", reap(greedy.child));
    printf("killed: %d", reap(leader));
    printf(" %d", reap(member));
    printf(" %d\n", reap(other));
}

int main(int count, char **values)
{
    size = count > 1 ? (size_t)atol(values[1]) * MIB : MIB;
    kill_the_dead();
    fail_to_kill();
    kill_other_groups();
    return 0;
}
