/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process of a certain size that makes a child in a certain way, which then does something that
 * may hurt. Each step is a line on standard output, so that what happened is known of a process
 * that the kernel killed.
 */
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "areas.h"
#include "boundary.h"
#include "wishes.h"

#define KIB         1024UL
#define CHILD_STACK (64U * KIB)
/* Memory that is given back and asked for again can go on for hours: nobody waits for that. */
#define MOST_SECONDS 100

static char **arguments;
/* A child that copies waits until its parent has written what it wishes to, or is gone. */
static int gate[2];
/* And keeps what it has written until all have, or their parent is gone. */
static int written[2], hold[2];

/* As a program of its own, where it was told to take memory. */
static char *const program[] = {"/bin/true", NULL};
static char *taker[] = {"/proc/self/exe", "call=none", NULL, NULL};

static char *const *program_of_child(void)
{
    static char takes[64];
    if (!wish_is("child", "takes"))
        return program;
    strcpy(takes, "takes=");
    strncat(takes, wish("takes", "0"), sizeof takes - 16);
    taker[2] = takes;
    return taker;
}

static void await_end_of(int pipe_end)
{
    char byte;
    while (read(pipe_end, &byte, 1) > 0)
        ;
}

static void write_copy(void)
{
    close(gate[1]);
    close(hold[1]);
    await_end_of(gate[0]);
    uint64_t share = wish_number("writes", 100);
    areas_write(share);
    tell("child wrote %d", (int)share);
    close(written[1]);
    await_end_of(hold[0]);
}

static void live_in_copy(void)
{
    alarm(MOST_SECONDS);
    if (wish_is("child", "writes"))
        write_copy();
    else if (wish_is("child", "takes"))
        areas_take(wish_number("takes", 0) * KIB);
    else if (wish_is("child", "execs"))
        execv(program[0], program);
    tell("child is done");
    _exit(0);
}

static int live_in_clone(void *unused)
{
    (void)unused;
    live_in_copy();
    return 0;
}

/* In the parent's own memory, which a child of vfork may write to, and its parent waits. */
static void live_in_parent(void)
{
    if (wish_is("child", "writes"))
        areas_write(wish_number("writes", 100));
    else if (!wish_is("child", "exits"))
        execv(program_of_child()[0], program_of_child());
    _exit(0);
}

static int live_in_parent_by_clone(void *unused)
{
    (void)unused;
    live_in_parent();
    return 0;
}

static pid_t by_clone(int (*lives)(void *), int flags)
{
    char *stack = mmap(NULL, CHILD_STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED)
        give_up("stack");
    return clone(lives, stack + CHILD_STACK, flags | SIGCHLD, NULL);
}

static pid_t by_posix_spawn(void)
{
    pid_t child;
    char *const *command = program_of_child();
    int error = posix_spawn(&child, command[0], NULL, NULL, command, environ);
    if (error == 0)
        return child;
    errno = error;
    return -1;
}

static pid_t make_child(void)
{
    pid_t child = -1;
    if (wish_is("call", "fork")) {
        child = fork();
        if (child == 0)
            live_in_copy();
    } else if (wish_is("call", "vfork")) {
        child = vfork();
        if (child == 0)
            live_in_parent();
    } else if (wish_is("call", "posix_spawn")) {
        child = by_posix_spawn();
    } else if (wish_is("call", "clone")) {
        child = by_clone(live_in_clone, 0);
    } else if (wish_is("call", "clone_vm")) {
        child = by_clone(live_in_parent_by_clone, CLONE_VM | CLONE_VFORK);
    } else {
        give_up("call");
    }
    return child;
}

/* Copies that live when the call comes, and do then what its child does. */
static void make_copies_beside(void)
{
    for (uint64_t more = wish_number("beside", 0); more > 0; more--) {
        pid_t copy = fork();
        if (copy == 0)
            live_in_copy();
        if (copy < 0)
            give_up("fork");
    }
}

static void take_turn(void)
{
    if (pipe(gate) != 0 || pipe(written) != 0 || pipe(hold) != 0)
        give_up("pipe");
    make_copies_beside();
    tell("calls");
    pid_t child = make_child();
    if (child < 0) {
        tell("refused %s", strerrorname_np(errno));
        return;
    }
    tell("called");
    areas_write_end(wish_number("parent", 0));
    close(gate[1]);
    close(written[1]);
    await_end_of(written[0]);
    close(hold[1]);
    int status;
    if (waitpid(child, &status, 0) != child)
        give_up("waitpid");
    close(gate[0]);
    close(written[0]);
    close(hold[0]);
    while (waitpid(-1, NULL, 0) > 0)
        ;
    if (WIFSIGNALED(status))
        tell("child was killed by %d", WTERMSIG(status));
    else
        tell("child ended by %d", WEXITSTATUS(status));
}

/* By another user's rights from the start, so that the library too has them from the start. */
static void become_user(void)
{
    uid_t user = (uid_t)wish_number("user", 0);
    if (user == 0 || geteuid() == user)
        return;
    if (setgroups(0, NULL) != 0 || setgid(user) != 0 || setuid(user) != 0)
        give_up("setuid");
    execv("/proc/self/exe", arguments);
    give_up("execv");
}

/* As in a container, whose root of all cgroups is the one that this process is in, and nothing
 * above it is mounted. */
static void enter_container(const char *hierarchy)
{
    if (unshare(CLONE_NEWNS | CLONE_NEWCGROUP) != 0)
        give_up("unshare");
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        umount2(hierarchy, MNT_DETACH) != 0 || mount("cgroup2", hierarchy, "cgroup2", 0, NULL) != 0)
        give_up("mount");
}

int main(int count, char **values)
{
    arguments = values;
    wishes_take(count, values);
    alarm(MOST_SECONDS);
    if (wish_is("call", "none")) {
        areas_take(wish_number("takes", 0) * KIB);
        tell("program took %s KiB", wish("takes", "0"));
        return 0;
    }
    become_user();
    const char *boundary = wish("boundary", NULL);
    uint64_t size = boundary == NULL ? wish_number("kib", 0) * KIB
                                     : boundary_size(boundary, wish_number("percent", 100));
    areas_make(size);
    if (wish("contained", NULL) != NULL)
        enter_container(wish("contained", NULL));
    tell("size %llu", (unsigned long long)size);
    for (uint64_t turn = wish_number("turns", 1); turn > 0; turn--)
        take_turn();
    return 0;
}
