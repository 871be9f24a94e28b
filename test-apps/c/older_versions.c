/* SPDX-License-Identifier: Apache-2.0 */
/* Linked as long ago: to posix_spawn and posix_spawnp of glibc 2.2.5, which have a shell run what
 * the kernel doesn't take for a program, and to quick_exit of 2.10, which ends a thread's objects.
 * Then (argv[1] is "newer") to those of today. */
#include <dlfcn.h>
#include <spawn.h>
#include <stdbool.h>

#include "witness.h"

/* Processors that came to glibc later have one version only (shlib-versions). */
#ifdef __x86_64__
#define OLDER(name, of, version) __asm__(".symver " #of ", " #name "@" version)
#else
#define OLDER(name, of, version) __asm__(".set " #of ", " #name)
#endif
OLDER(posix_spawn, older_posix_spawn, "GLIBC_2.2.5");
OLDER(posix_spawnp, older_posix_spawnp, "GLIBC_2.2.5");
OLDER(quick_exit, older_quick_exit, "GLIBC_2.10");

extern __typeof__(posix_spawn) older_posix_spawn;
extern __typeof__(posix_spawnp) older_posix_spawnp;
extern __typeof__(quick_exit) older_quick_exit;

/* glibc: what a thread_local of C++ is ended by. */
int __cxa_thread_atexit_impl(void (*ends)(void *), void *object, void *library);
extern void *__dso_handle;

static void write_script(const char *path)
{
    static const char command[] = "exit 5\n";
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
    if (fd < 0 || write(fd, command, sizeof command - 1) < 0)
        abort();
    close(fd);
}

static void start(const char *call, __typeof__(posix_spawn) *starts, const char *path)
{
    char *const arguments[] = {(char *)path, NULL};
    pid_t child = 0;
    int error = starts(&child, path, NULL, NULL, arguments, environ);
    witness(call, child, error);
    printf("%s: error %d, status %d\n", call, error, error == 0 ? reap(child) : -1);
}

static void look_up(const char *version)
{
    void *libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    void *found = dlvsym(RTLD_DEFAULT, "posix_spawn", version);
    if (found != NULL)
        start("posix_spawn", (__typeof__(posix_spawn) *)found, "./script");
    found = dlvsym(libc, "posix_spawn", version);
    if (found != NULL)
        start("posix_spawn", (__typeof__(posix_spawn) *)found, "./script");
}

static void end_object(void *unused)
{
    (void)unused;
    printf("an object of the thread is ended\n");
    fflush(stdout);
}

int main(int count, char **values)
{
    bool is_newer = count > 1 && strcmp(values[1], "newer") == 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    write_script("script");
    start("posix_spawn", is_newer ? posix_spawn : older_posix_spawn, "./script");
    start("posix_spawnp", is_newer ? posix_spawnp : older_posix_spawnp, "./script");
    look_up(is_newer ? "GLIBC_2.15" : "GLIBC_2.2.5");
    if (__cxa_thread_atexit_impl(end_object, NULL, &__dso_handle) != 0)
        abort();
    if (is_newer)
        quick_exit(3);
    older_quick_exit(3);
}
