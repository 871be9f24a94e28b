/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns by what it looks up: in the C library by its handle, and in the order of libraries. */
#include <dlfcn.h>
#include <spawn.h>

#include "witness.h"

typedef pid_t forker(void);
typedef int runner(const char *command);
typedef int spawner(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                    const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]);

static void finish(const char *call, const char *how, pid_t child)
{
    witness(call, child, 0);
    printf("%s %s: status %d\n", call, how, reap(child));
}

static void by_forker(const char *call, const char *how, void *found)
{
    pid_t child = ((forker *)found)();
    if (child == 0)
        _exit(3);
    finish(call, how, child);
}

static void by_vfork(void *found)
{
    pid_t child = ((forker *)found)();
    if (child == 0)
        _exit(4);
    finish("vfork", "of a handle", child);
}

static void by_spawner(const char *call, void *found)
{
    char *const arguments[] = {"true", NULL};
    pid_t child = -1;
    if (((spawner *)found)(&child, "/bin/true", NULL, NULL, arguments, environ) != 0)
        abort();
    finish(call, "of a handle", child);
}

static void look_for_versions(void)
{
    printf("no version: %s\n", dlvsym(RTLD_DEFAULT, "fork", "GLIBC_9") == NULL ? "yes" : "NO");
    const char *told = dlerror();
    printf("told: %s\n", told != NULL && strstr(told, "GLIBC_9") != NULL ? "yes" : "NO");
    printf("no version next: %s\n", dlvsym(RTLD_NEXT, "fork", "GLIBC_9") == NULL ? "yes" : "NO");
    (void)dlerror();
    int (*length)(const char *) =
        (int (*)(const char *))dlvsym(RTLD_DEFAULT, "atoi", "GLIBC_2.2.5");
    printf("others of a version: %d\n", length("42"));
    printf("nothing to tell: %s\n", dlerror() == NULL ? "yes" : "NO");
    void *next = dlvsym(RTLD_NEXT, "fork", "GLIBC_2.2.5");
    Dl_info info = {0};
    printf("next of a version: %s\n",
           dladdr(next, &info) != 0 && strstr(info.dli_fname, "libc.") != NULL ? "yes" : "NO");
}

static void look_for_others(void *libc)
{
    printf("missing: %s\n", dlsym(libc, "no_such_function") == NULL ? "yes" : "NO");
    printf("told: %s\n", dlerror());
    printf("told again: %s\n", dlerror() == NULL ? "no" : "YES");
    printf("missing next: %s\n", dlsym(RTLD_NEXT, "main") == NULL ? "yes" : "NO");
    printf("missing version: %s\n", dlvsym(libc, "fork", "GLIBC_9") == NULL ? "yes" : "NO");
    (void)dlerror();
    int (*length)(const char *) = (int (*)(const char *))dlsym(libc, "atoi");
    printf("others: %d\n", length("42"));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    void *libc = dlopen("libc.so.6", RTLD_LAZY);
    if (libc == NULL || dlerror() != NULL)
        return 2;
    look_for_others(libc);
    look_for_versions();
    by_forker("fork", "of a handle", dlsym(libc, "fork"));
    by_forker("__fork", "of a handle", dlsym(libc, "__fork"));
    by_forker("fork", "of a version", dlvsym(libc, "fork", "GLIBC_2.2.5"));
    by_forker("_Fork", "next in order", dlsym(RTLD_NEXT, "_Fork"));
    by_forker("fork", "by default", dlsym(RTLD_DEFAULT, "fork"));
    by_forker("fork", "by default, of a version", dlvsym(RTLD_DEFAULT, "fork", "GLIBC_2.2.5"));
    by_forker("_Fork", "by default, of a version", dlvsym(RTLD_DEFAULT, "_Fork", "GLIBC_2.34"));
    by_vfork(dlsym(libc, "vfork"));
    by_spawner("posix_spawn", dlsym(libc, "posix_spawn"));
    by_spawner("posix_spawnp", dlsym(libc, "posix_spawnp"));
    void *(*look_up)(void *, const char *) = (void *(*)(void *, const char *))dlsym(libc, "dlsym");
    printf("system: status %x\n", (unsigned)((runner *)look_up(libc, "system"))("exit 5"));
    witness_unnamed("system");
    return 0;
}
