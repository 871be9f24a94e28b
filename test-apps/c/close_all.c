/* SPDX-License-Identifier: Apache-2.0 */
/* A daemon that closes every descriptor from 0 up and opens files of its own in their place: those
 * of the folder argv[1], after it has closed by argv[2], and again after each round. */
#include <spawn.h>
#include <sys/syscall.h>

#include "witness.h"

#define HIGHEST 1024
#define FILES   12

static int open_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < HIGHEST; fd++)
        count += fcntl(fd, F_GETFD) != -1;
    return count;
}

/* In the folder argv[1]; numbers are dense from 0, since all were closed. */
static void open_own_files(const char *folder)
{
    for (int fd = 0; fd < FILES; fd++) {
        char path[512];
        snprintf(path, sizeof path, "%s/own-%d", folder, fd);
        if (open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600) != fd ||
            write(fd, "mine\n", 5) != 5)
            _exit(11);
    }
}

static int own_files_are_whole(void)
{
    char text[64];
    for (int fd = 0; fd < FILES; fd++)
        if (pread(fd, text, sizeof text, 0) != 5 || memcmp(text, "mine\n", 5) != 0)
            return 0;
    return 1;
}

static void spawn_by_every_door(void)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = fork();
    if (child == 0)
        _exit(own_files_are_whole() && open_descriptors() == FILES ? 0 : 1);
    witness("fork", child, reap(child) == 0 ? 0 : EIO);
    child = vfork();
    if (child == 0)
        _exit(open_descriptors() == FILES ? 0 : 1);
    witness("vfork", child, reap(child) == 0 ? 0 : EIO);
    int error = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
    (void)reap(child);
    error = posix_spawn(&child, "/no/such/program", NULL, NULL, arguments, environ);
    witness("posix_spawn", child, error);
}

static int close_all(const char *way)
{
    if (strcmp(way, "close_range") == 0)
        return close_range(0, ~0U, 0) == 0;
    if (strcmp(way, "raw close_range") == 0)
        return syscall(SYS_close_range, 0, ~0U, 0) == 0;
    if (strcmp(way, "closefrom") == 0)
        closefrom(0);
    else if (strcmp(way, "close") == 0)
        for (int fd = 0; fd < HIGHEST; fd++)
            close(fd);
    else
        return 0;
    return 1;
}

int main(int count, char **values)
{
    int before = 0, after = 0, whole = 1;
    if (count != 3)
        return 2;
    for (int round = 0; round < 5; round++) {
        if (!close_all(values[2]))
            return 3;
        open_own_files(values[1]);
        before = open_descriptors();
        spawn_by_every_door();
        after = open_descriptors();
        whole &= before == after && own_files_are_whole();
    }

    /* Standard output is gone: what it would say is in the first own file. */
    dprintf(0, "descriptors before %d, after %d; own files whole: %s\n", before, after,
            whole ? "yes" : "NO");
    return before == after && whole ? 0 : 1;
}
