/* SPDX-License-Identifier: Apache-2.0 */
/* Gives pidfd_spawn and pidfd_spawnp to a C library that is too old to have them. */
#include <errno.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

int pidfd_spawn(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[],
                char *const environment[]);
int pidfd_spawnp(int *pidfd, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const arguments[],
                 char *const environment[]);

static int descriptor_of(int error, pid_t child, int *pidfd)
{
    if (error != 0)
        return error;
    *pidfd = (int)syscall(SYS_pidfd_open, child, 0);
    return *pidfd < 0 ? errno : 0;
}

int pidfd_spawn(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[],
                char *const environment[])
{
    pid_t child;
    int error = posix_spawn(&child, path, actions, attributes, arguments, environment);
    return descriptor_of(error, child, pidfd);
}

int pidfd_spawnp(int *pidfd, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const arguments[],
                 char *const environment[])
{
    pid_t child;
    int error = posix_spawnp(&child, file, actions, attributes, arguments, environment);
    return descriptor_of(error, child, pidfd);
}
