/* SPDX-License-Identifier: Apache-2.0 */
/* A child takes memory until it is killed; others are killed by their parent, and another by a
 * third process. argv[1]: the most that a child takes, in MiB. */
#include <stddef.h>
#include <sys/pidfd.h>

#include "greedy.h"
#include "policy.h"

/* To another cgroup than that of the parent, whose counter then tells nothing. */
static void move_to(const char *members)
{
    int fd = members == NULL ? -1 : open(members, O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && write(fd, "0", 1) != 1)
        abort();
}

static void move_and_take(long mebibytes)
{
    move_to(getenv("MOVE_TO"));
    take((size_t)mebibytes * MIB);
}

/* By a policy that kills who reads the kernel's log. */
static void forbid_the_log(void)
{
    if (!answer_to(SYS_syslog, SECCOMP_RET_KILL_PROCESS))
        abort();
}

int main(int count, char **values)
{
    if (getenv("FORBID_LOG") != NULL)
        forbid_the_log();
    pid_t greedy, ours = waiting_child(), others = waiting_child(), killer;
    pid_t by_queue = waiting_child(), by_descriptor = waiting_child(), by_thread = waiting_child();
    greedy = fork();
    if (greedy == 0)
        move_and_take(count > 1 ? atol(values[1]) : 1);
    witness("fork", greedy, 0);
    printf("greedy: %d\n", reap(greedy));
    kill(ours, SIGKILL);
    printf("ours: %d", reap(ours));
    sigqueue(by_queue, SIGKILL, (union sigval){0});
    printf(" %d", reap(by_queue));
    pidfd_send_signal(pidfd_open(by_descriptor, 0), SIGKILL, NULL, 0);
    printf(" %d", reap(by_descriptor));
    tgkill(by_thread, by_thread, SIGKILL);
    printf(" %d\n", reap(by_thread));
    ours = waiting_child();
    killer = fork();
    if (killer == 0) {
        kill(others, SIGKILL);
        kill(ours, SIGTERM);
        _exit(0);
    }
    witness("fork", killer, 0);
    printf("killer: %d\n", reap(killer));
    printf("others: %d", reap(others));
    printf(" %d\n", reap(ours));
    return 0;
}
