/* SPDX-License-Identifier: Apache-2.0 */
/* A library that imports every door, one by a pointer in its data; it stands for libjava. */
#include <dlfcn.h>
#include <spawn.h>
#include <stddef.h>
#include <unistd.h>

#include "calls_doors.h"

static pid_t (*volatile fork_by_pointer)(void) = fork;

static char *const arguments[] = {"true", NULL};

pid_t library_forks(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child;
}

pid_t library_forks_by_pointer(void)
{
    pid_t child = fork_by_pointer();
    if (child == 0)
        _exit(0);
    return child;
}

pid_t library_vforks(void)
{
    pid_t child = vfork();
    if (child == 0)
        _exit(0);
    return child;
}

pid_t library_spawns(void)
{
    pid_t child;
    return posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ) == 0 ? child : -1;
}

pid_t library_spawns_by_path(void)
{
    pid_t child;
    return posix_spawnp(&child, "true", NULL, NULL, arguments, environ) == 0 ? child : -1;
}

#ifdef __x86_64__
/* What the library would be linked to on glibc before 2.15. */
extern __typeof__(posix_spawn) older_posix_spawn;
__asm__(".symver older_posix_spawn, posix_spawn@GLIBC_2.2.5");
#else
#define older_posix_spawn posix_spawn
#endif

pid_t library_spawns_as_before(const char *path)
{
    pid_t child;
    char *const script[] = {"script", NULL};
    return older_posix_spawn(&child, path, NULL, NULL, script, environ) == 0 ? child : -1;
}

void *library_opens(const char *path, const char *symbol)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    return handle == NULL ? NULL : dlsym(handle, symbol);
}

void *library_looks_up(void *handle, const char *symbol)
{
    return dlsym(handle, symbol);
}
