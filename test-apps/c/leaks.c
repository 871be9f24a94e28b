/* SPDX-License-Identifier: Apache-2.0 */
/* Opens descriptors with and without close-on-exec, and spawns itself to count what it gets. */
#include <spawn.h>
#include <sys/socket.h>

#include "witness.h"

#define ITSELF "/proc/self/exe"

static char *const arguments[] = {"leaks", "count", NULL};

static int count(void)
{
    int open = 0;
    for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
        open += fcntl(fd, F_GETFD) >= 0;
    return open;
}

static void spawn(const posix_spawn_file_actions_t *actions)
{
    pid_t child;
    int error = posix_spawn(&child, ITSELF, actions, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    printf("got %d\n", reap(child));
}

static void spawn_without(int fd)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addclose(&actions, fd);
    spawn(&actions);
    posix_spawn_file_actions_destroy(&actions);
}

static void execute(void)
{
    pid_t child = fork();
    if (child == 0) {
        execv(ITSELF, arguments);
        _exit(1);
    }
    witness("fork", child, 0);
    printf("got %d\n", reap(child));
}

int main(int argument_count, char **unused)
{
    (void)unused;
    if (argument_count > 1)
        return count();
    spawn(NULL);
    int file = open("/etc/passwd", O_RDONLY), closed = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    int high = fcntl(file, F_DUPFD, 900);
    if (file < 0 || closed < 0 || high < 0)
        return 2;
    spawn(NULL);
    int server = socket(AF_UNIX, SOCK_STREAM, 0), ends[2];
    if (server < 0 || pipe(ends) != 0 || bind(server, &(struct sockaddr){AF_UNIX, ""}, 2) != 0 ||
        listen(server, 1) != 0)
        return 2;
    spawn(NULL);
    spawn_without(server);
    execute();
    int status = system("true");
    witness_unnamed("system");
    return status;
}
