/* SPDX-License-Identifier: Apache-2.0 */
/* Children that the OOM killer ends one after the other, one of them made before its predecessor is
 * reaped, another after this process has moved to the cgroup whose members $MOVE_TO names. Of two
 * that a third process kills, one was made before an OOM kill and one after it. argv[1]: what each
 * takes, in MiB. */
#include "greedy.h"

struct greedy {
    pid_t child;
    int begins; /* a byte lets it begin */
};

static struct greedy greedy_child(size_t size)
{
    int channel[2];
    char byte;
    if (pipe(channel) != 0)
        abort();
    pid_t child = fork();
    if (child == 0 && read(channel[0], &byte, 1) == 1)
        take(size);
    if (child == 0)
        _exit(2);
    witness("fork", child, 0);
    return (struct greedy){child, channel[1]};
}

static void let_take(struct greedy greedy)
{
    siginfo_t info;
    if (write(greedy.begins, "", 1) != 1 ||
        waitid(P_PID, (id_t)greedy.child, &info, WEXITED | WNOWAIT) != 0)
        abort();
}

static void move_to(const char *members)
{
    int fd = open(members, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "0", 1) != 1)
        abort();
    close(fd);
}

int main(int count, char **values)
{
    const char *members = getenv("MOVE_TO");
    size_t size = count > 1 ? (size_t)atol(values[1]) * MIB : MIB;
    struct greedy first = greedy_child(size);
    let_take(first);
    struct greedy second = greedy_child(size);
    pid_t bystander = waiting_child();
    printf("%d", reap(first.child));
    let_take(second);
    printf(" %d", reap(second.child));
    pid_t latecomer = waiting_child();
    printf(" %d", kill_by_another(bystander));
    printf(" %d", kill_by_another(latecomer));
    printf(" %d %d", reap(bystander), reap(latecomer));
    if (members != NULL)
        move_to(members);
    struct greedy third = greedy_child(size);
    let_take(third);
    printf(" %d\n", reap(third.child));
    return 0;
}
