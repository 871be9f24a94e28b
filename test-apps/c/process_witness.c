/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a command, and has the kernel tell each process that is made below it: "parent child" lines
 * in a file. argv: the file, the command. Exits as the command does, with 125 where it can't. */
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>

#include "witness.h"

#define FAILED        125
#define PIDS          (1 << 22) /* the kernel's own limit, PID_MAX_LIMIT */
#define BUFFER        (256 << 20)
#define QUIET_MS      100
#define ANSWER_MS     1000
#define MAXIMUM_BYTES (1 << 16)

/* What the kernel has told so far of the command's tree. */
static unsigned char is_in_tree[PIDS];
static long made, lost;
static FILE *told;

static void fail(const char *what)
{
    perror(what);
    exit(FAILED);
}

static ssize_t ask(int fd, enum proc_cn_mcast_op operation)
{
    char request[NLMSG_SPACE(sizeof(struct cn_msg) + sizeof operation)]
        __attribute__((aligned(NLMSG_ALIGNTO))) = {0};
    struct nlmsghdr *head = (void *)request;
    struct cn_msg *message = NLMSG_DATA(head);
    head->nlmsg_len = NLMSG_LENGTH(sizeof *message + sizeof operation);
    head->nlmsg_type = NLMSG_DONE;
    head->nlmsg_pid = (unsigned)getpid();
    message->id = (struct cb_id){.idx = CN_IDX_PROC, .val = CN_VAL_PROC};
    message->len = sizeof operation;
    memcpy(message->data, &operation, sizeof operation);
    return send(fd, request, head->nlmsg_len, 0);
}

static int subscribe(void)
{
    struct sockaddr_nl address = {
        .nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC, .nl_pid = (unsigned)getpid()};
    int size = BUFFER;
    int fd = socket(PF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR);
    if (fd < 0 || bind(fd, (void *)&address, sizeof address) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0 ||
        ask(fd, PROC_CN_MCAST_LISTEN) < 0)
        fail("process_witness: the kernel's process connector");
    /* It answers at once, but not to a container (drivers/connector/cn_proc.c). */
    struct pollfd answer = {.fd = fd, .events = POLLIN};
    errno = ENOTSUP;
    if (poll(&answer, 1, ANSWER_MS) <= 0)
        fail("process_witness: the kernel's process connector");
    return fd;
}

/* A thread's creation has a child whose pid is not its thread group's. */
static void take_event(const struct proc_event *event)
{
    if (event->what == PROC_EVENT_FORK) {
        pid_t parent = event->event_data.fork.parent_tgid;
        pid_t child = event->event_data.fork.child_tgid;
        if (child != event->event_data.fork.child_pid || !is_in_tree[parent])
            return;
        is_in_tree[child] = 1;
        made++;
        fprintf(told, "%d %d\n", (int)parent, (int)child);
    } else if (event->what == PROC_EVENT_EXIT) {
        pid_t ended = event->event_data.exit.process_pid;
        if (ended == event->event_data.exit.process_tgid)
            is_in_tree[ended] = 0;
    }
}

static void take_message(int fd)
{
    static char buffer[MAXIMUM_BYTES] __attribute__((aligned(NLMSG_ALIGNTO)));
    ssize_t received = recv(fd, buffer, sizeof buffer, 0);
    if (received < 0 && errno == ENOBUFS)
        lost++;
    if (received < 0)
        return;
    unsigned left = (unsigned)received;
    for (struct nlmsghdr *head = (void *)buffer; NLMSG_OK(head, left);
         head = NLMSG_NEXT(head, left)) {
        const struct cn_msg *message = NLMSG_DATA(head);
        take_event((const void *)message->data);
    }
}

/* Until nothing was told for a while. */
static void listen_for(int fd, int quiet_ms)
{
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    while (poll(&waiting, 1, quiet_ms) > 0)
        take_message(fd);
}

/* The command starts when the gate is closed: by then its pid is known as the tree's root. */
static pid_t start_behind_gate(char **command, const int gate[2])
{
    pid_t child = fork();
    if (child != 0)
        return child;
    char byte;
    close(gate[1]);
    if (read(gate[0], &byte, 1) < 0)
        _exit(FAILED);
    execvp(command[0], command);
    perror(command[0]);
    _exit(FAILED);
}

int main(int count, char **values)
{
    int gate[2], status = 0;
    told = count > 2 ? fopen(values[1], "we") : NULL;
    if (told == NULL || pipe2(gate, O_CLOEXEC) != 0)
        fail("process_witness: usage: process_witness FILE COMMAND...");
    int fd = subscribe();
    pid_t command = start_behind_gate(values + 2, gate);
    if (command < 0)
        fail("process_witness: fork");
    is_in_tree[command] = 1;
    close(gate[0]);
    close(gate[1]);
    while (waitpid(command, &status, WNOHANG) != command)
        listen_for(fd, 20);
    listen_for(fd, QUIET_MS);
    fprintf(told, "made %ld lost %ld\n", made, lost);
    if (fclose(told) != 0)
        fail("process_witness: the file");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
