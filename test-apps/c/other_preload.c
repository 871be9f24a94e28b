/* SPDX-License-Identifier: Apache-2.0 */
/* A library that somebody else preloads: it notes each call in $NOTES and passes it on, and
 * where $LINGERS is set lets a child end before posix_spawn has returned. */
#include <dlfcn.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/resource.h>

#include "witness.h"

#define ORIGINAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

pid_t fork(void)
{
    append_line("NOTES", "fork\n");
    return ORIGINAL(fork)();
}

int posix_spawn(pid_t *restrict child, const char *restrict path,
                const posix_spawn_file_actions_t *restrict actions,
                const posix_spawnattr_t *restrict attributes, char *const arguments[restrict],
                char *const environment[restrict])
{
    append_line("NOTES", "posix_spawn\n");
    int error = ORIGINAL(posix_spawn)(child, path, actions, attributes, arguments, environment);
    if (getenv("LINGERS") != NULL)
        usleep(100000);
    return error;
}

int system(const char *command)
{
    append_line("NOTES", "system\n");
    return ORIGINAL(system)(command);
}

pid_t waitpid(pid_t child, int *status, int options)
{
    append_line("NOTES", "waitpid\n");
    return ORIGINAL(waitpid)(child, status, options);
}

/* By another function, which whoever comes first gives. */
pid_t wait(int *status)
{
    append_line("NOTES", "wait\n");
    return waitpid(-1, status, 0);
}

pid_t wait3(int *status, int options, struct rusage *usage)
{
    append_line("NOTES", "wait3\n");
    return ORIGINAL(wait3)(status, options, usage);
}

int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    append_line("NOTES", (options & WNOWAIT) != 0 ? "waitid that leaves\n" : "waitid\n");
    return ORIGINAL(waitid)(type, id, info, options);
}

int execv(const char *path, char *const arguments[])
{
    append_line("NOTES", "execv\n");
    return ORIGINAL(execv)(path, arguments);
}

int execvp(const char *file, char *const arguments[])
{
    append_line("NOTES", "execvp\n");
    return ORIGINAL(execvp)(file, arguments);
}

#define MOST 64

static char *const *take(const char *first, va_list list)
{
    static char *arguments[MOST];
    size_t count = 0;
    arguments[count++] = (char *)first;
    while (count < MOST && arguments[count - 1] != NULL)
        arguments[count++] = va_arg(list, char *);
    return arguments;
}

int execl(const char *path, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    char *const *arguments = take(first, list);
    va_end(list);
    append_line("NOTES", "execl\n");
    return ORIGINAL(execv)(path, arguments);
}

int execlp(const char *file, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    char *const *arguments = take(first, list);
    va_end(list);
    append_line("NOTES", "execlp\n");
    return execvp(file, arguments);
}

int execle(const char *path, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    char *const *arguments = take(first, list);
    char *const *environment = va_arg(list, char *const *);
    va_end(list);
    append_line("NOTES", "execle\n");
    return ORIGINAL(execve)(path, arguments, environment);
}
