/* SPDX-License-Identifier: Apache-2.0 */
/* 200 descriptors with close-on-exec lie before a listening socket without; spawns itself four
 * times, with "policy" where lseek kills. */
#include <spawn.h>
#include <sys/socket.h>

#include "policy.h"
#include "witness.h"

#define HIDING 200

int main(int count, char **values)
{
    char *const arguments[] = {"hides_a_leak", "child", NULL};
    if (count > 1 && strcmp(values[1], "child") == 0)
        return 0;
    for (int i = 0; i < HIDING; i++)
        if (fcntl(0, F_DUPFD_CLOEXEC, 3) < 0)
            return 2;
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (server < 0 || bind(server, &(struct sockaddr){AF_UNIX, ""}, 2) != 0 ||
        listen(server, 1) != 0)
        return 2;
    if (count > 1 && !answer_to(SYS_lseek, SECCOMP_RET_KILL_PROCESS))
        return 77;
    for (int i = 0; i < 4; i++) {
        pid_t child;
        int error = posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environ);
        witness("posix_spawn", child, error);
        (void)reap(child);
    }
    return 0;
}
