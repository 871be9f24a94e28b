/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through every door with success and failure, and tells what the caller sees of it. */
#include <sched.h>
#include <spawn.h>

#include "witness.h"

/* No call under test sets it. */
#define UNTOUCHED EPROTO

static char *arguments[] = {"true", "an argument", NULL};

typedef int spawner(pid_t *child, const char *program, const posix_spawn_file_actions_t *actions,
                    const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]);

static void tell(const char *call, pid_t child, int error, int errno_after)
{
    int status = error == 0 ? reap(child) : -1;
    witness(call, child, error);
    printf("%s: error %d, errno %d, status %d\n", call, error, errno_after, status);
}

static void through_fork(int status)
{
    errno = UNTOUCHED;
    pid_t child = fork();
    int after = errno;
    if (child == 0)
        _exit(after == UNTOUCHED ? status : 99);
    tell("fork", child, child < 0 ? after : 0, after);
}

static void through_vfork(const char *program)
{
    errno = UNTOUCHED;
    pid_t child = vfork();
    if (child == 0) {
        execv(program, arguments);
        _exit(127);
    }
    int after = errno;
    tell("vfork", child, child < 0 ? after : 0, after);
}

static void through_spawner(const char *call, spawner *door, const char *program,
                            const posix_spawnattr_t *attributes)
{
    pid_t child = -7;
    errno = UNTOUCHED;
    int error = door(&child, program, NULL, attributes, arguments, environ);
    int after = errno;
    tell(call, child, error, after);
    if (error != 0)
        printf("%s: child %d\n", call, (int)child);
}

static void without_a_place_for_the_pid(const char *call, spawner *door, const char *program)
{
    errno = UNTOUCHED;
    int error = door(NULL, program, NULL, NULL, arguments, environ);
    int after = errno;
    int status = 0;
    pid_t child = error == 0 ? wait(&status) : -1;
    witness(call, child, error);
    printf("%s without pid: error %d, errno %d, status %d\n", call, error, after, status);
}

static void through_every_variant(const char *call, spawner *door, const char *good,
                                  const char *missing)
{
    through_spawner(call, door, good, NULL);
    through_spawner(call, door, missing, NULL);
    through_spawner(call, door, "/dev/null", NULL);
    without_a_place_for_the_pid(call, door, good);
    without_a_place_for_the_pid(call, door, missing);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSCHEDULER);
    posix_spawnattr_setschedpolicy(&attributes, 99);
    through_spawner(call, door, good, &attributes);
    posix_spawnattr_destroy(&attributes);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    through_fork(7);
    through_vfork("/bin/true");
    through_vfork("/no/such/program");
    through_every_variant("posix_spawn", posix_spawn, "/bin/true", "/no/such/program");
    through_every_variant("posix_spawnp", posix_spawnp, "true", "no-such-program");
    return 3;
}
