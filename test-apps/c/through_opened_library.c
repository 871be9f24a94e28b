/* SPDX-License-Identifier: Apache-2.0 */
/* Opens the library argv[1] as a JVM does, by its path, and spawns through its doors, to which a
 * JVM's imports are pointed. */
#include <dlfcn.h>
#include <spawn.h>

#include "witness.h"

int main(int count, char **values)
{
    void *library = count > 1 ? dlopen(values[1], RTLD_LAZY | RTLD_LOCAL) : NULL;
    if (library == NULL)
        return 2;
    pid_t (*fork_door)(void) = (pid_t(*)(void))dlsym(library, "fork");
    __typeof__(posix_spawn) *spawn_door = (__typeof__(posix_spawn) *)dlsym(library, "posix_spawn");
    int (*system_door)(const char *) = (int (*)(const char *))dlsym(library, "system");
    char *const arguments[] = {"true", NULL};

    pid_t forked = fork_door(), spawned = 0;
    if (forked == 0)
        _exit(3);
    int error = spawn_door(&spawned, "/bin/true", NULL, NULL, arguments, environ);
    printf("statuses %d %d, error %d, ", reap(forked), reap(spawned), error);
    printf("system %d\n", system_door("exit 4") / 256);
    return 0;
}
