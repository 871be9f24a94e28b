/* SPDX-License-Identifier: Apache-2.0 */
/* A table of good and bad calls: what each returns, and what it does to errno and signal mask. */
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>

#include "witness.h"

static char *arguments[] = {"true", NULL};

static const char *mask_in_words(void)
{
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    return sigismember(&now, SIGUSR1) && !sigismember(&now, SIGUSR2) ? "kept" : "CHANGED";
}

static void spawn(const char *what, const char *program, const posix_spawn_file_actions_t *actions,
                  const posix_spawnattr_t *attributes, char *const *values)
{
    pid_t child = -7;
    errno = EPROTO;
    int error = posix_spawn(&child, program, actions, attributes, values, environ);
    int after = errno;
    witness("posix_spawn", child, error);
    printf("%s: %d, errno %d, mask %s, status %d\n", what, error, after, mask_in_words(),
           error == 0 ? reap(child) : -1);
}

static void with_attributes(void)
{
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 4194303);
    spawn("a process group that is not there", "/bin/true", NULL, &attributes, arguments);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSCHEDULER);
    posix_spawnattr_setschedpolicy(&attributes, 4711);
    spawn("a scheduler that is not there", "/bin/true", NULL, &attributes, arguments);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    spawn("a session of its own", "/bin/true", NULL, &attributes, arguments);
    posix_spawnattr_destroy(&attributes);
}

static void with_actions(void)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 5, "/no/such/file", O_RDONLY, 0);
    spawn("a file that is not there", "/bin/true", &actions, NULL, arguments);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, 99, 5);
    spawn("a descriptor that is not there", "/bin/true", &actions, NULL, arguments);
    posix_spawn_file_actions_destroy(&actions);
}

/* One argument of more than MAX_ARG_STRLEN (execve(2)). */
static void with_too_much(void)
{
    static char much[200000];
    memset(much, 'x', sizeof much - 1);
    spawn("too much", "/bin/true", NULL, NULL, (char *[]){"true", much, NULL});
}

/* The child tells how its exec failed: nothing of it may have been changed. */
static void exec_of(const char *what, const char *program)
{
    pid_t child = fork();
    if (child == 0) {
        execve(program, arguments, environ);
        _exit(errno);
    }
    witness("fork", child, 0);
    printf("fork, then exec of %s: status %d, mask %s\n", what, reap(child), mask_in_words());
    child = vfork();
    if (child == 0) {
        execve(program, arguments, environ);
        _exit(errno);
    }
    witness("vfork", child, 0);
    printf("vfork, then exec of %s: status %d, mask %s\n", what, reap(child), mask_in_words());
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigprocmask(SIG_BLOCK, &some, NULL);
    spawn("a program", "/bin/true", NULL, NULL, arguments);
    spawn("no program", "", NULL, NULL, arguments);
    spawn("a folder", "/etc", NULL, NULL, arguments);
    spawn("no program to be run", "/etc/passwd", NULL, NULL, arguments);
    spawn("a file as a folder", "/etc/passwd/x", NULL, NULL, arguments);
    with_attributes();
    with_actions();
    with_too_much();
    exec_of("a program", "/bin/true");
    exec_of("nothing", "");
    exec_of("a bad pointer", (const char *)8);
    return 0;
}
