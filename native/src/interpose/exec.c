/* SPDX-License-Identifier: Apache-2.0 */
/* The exec family: what a child runs in its parent's stead. */
#include <alloca.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>

#include "export.h"
#include "host/peek.h"
#include "host/policy.h"
#include "host/raw.h"
#include "interpose.h"
#include "outcome/beside.h"
#include "outcome/self.h"
#include "real.h"
#include "spawn.h"
#include "syscall.h"
#include "vfork.h"

/* Who searches PATH itself, as shells and the JDK do, tries a program in every folder of it. */
static bool is_told_of(const char *path)
{
    struct stat status;
    return !policy_is_untried() && raw_stat(path, &status) != -ENOENT;
}

static bool is_a_path(const char *file)
{
    struct peek_walk walk = {0};
    char read = 1;
    while (read != '\0' && read != '/' && peek_char(&walk, file++, &read)) {
    }
    return read == '/';
}

/* What is no path the C library searches PATH for, which is one exec. */
static bool is_told_of_file(const char *file)
{
    return !is_a_path(file) || is_told_of(file);
}

static void begin(const char *program, char *const environment[])
{
    interpose_start();
    if (policy_is_untried())
        return;
    if (vfork_child_executes(program, environment))
        return;
    spawn_child_within();
    enum trail trail = trail_in(environment);
    if (!beside_executes(program, trail))
        self_executes(program, trail);
}

static long end(long result)
{
    int error = errno;
    if (!policy_is_untried() && !vfork_child_goes_on() && !beside_goes_on(error)) {
        self_goes_on(error);
        self_lives_on();
    }
    return result;
}

EXPORT int execve(const char *path, char *const arguments[], char *const environment[])
{
    if (!is_told_of(path))
        return REAL(execve)(path, arguments, environment);
    begin(path, environment);
    return (int)end(REAL(execve)(path, arguments, environment));
}

EXPORT int execv(const char *path, char *const arguments[])
{
    if (!is_told_of(path))
        return REAL(execv)(path, arguments);
    begin(path, environ);
    return (int)end(REAL(execv)(path, arguments));
}

EXPORT int execvp(const char *file, char *const arguments[])
{
    if (!is_told_of_file(file))
        return REAL(execvp)(file, arguments);
    begin(file, environ);
    return (int)end(REAL(execvp)(file, arguments));
}

EXPORT int execvpe(const char *file, char *const arguments[], char *const environment[])
{
    if (!is_told_of_file(file))
        return REAL(execvpe)(file, arguments, environment);
    begin(file, environment);
    return (int)end(REAL(execvpe)(file, arguments, environment));
}

/* A descriptor has no name that is its own: the program is called what its argv says. */
static const char *named_by(char *const arguments[])
{
    return peek_count(arguments, 1) == 1 ? arguments[0] : NULL;
}

static const char *program_at(const char *path, char *const arguments[], int flags)
{
    char first;
    bool is_descriptor =
        (flags & AT_EMPTY_PATH) != 0 && peek_bytes(&first, 1, path) && first == '\0';
    return is_descriptor ? named_by(arguments) : path;
}

EXPORT int execveat(int folder, const char *path, char *const arguments[],
                    char *const environment[], int flags)
{
    begin(program_at(path, arguments, flags), environment);
    return (int)end(REAL(execveat)(folder, path, arguments, environment, flags));
}

long syscall_that_executes(long number, const unsigned long arguments[5])
{
    bool is_at = (int)number == SYS_execveat;
    const char *path = (const char *)arguments[is_at];
    if (!is_at && !is_told_of(path))
        return syscall_original_or_raw(number, arguments);
    begin(is_at ? program_at(path, (char *const *)arguments[2], (int)arguments[4]) : path,
          (char *const *)arguments[is_at ? 3 : 2]);
    return end(syscall_original_or_raw(number, arguments));
}

EXPORT int fexecve(int fd, char *const arguments[], char *const environment[])
{
    begin(named_by(arguments), environment);
    return (int)end(REAL(fexecve)(fd, arguments, environment));
}

/*
 * The variadic ones make an array on the stack and call one of those above, as the C libraries'
 * do. alloca is as deep as theirs, and a vfork child leaves nothing of it behind.
 */
static size_t count_arguments(va_list list)
{
    size_t count = 1;
    while (va_arg(list, char *) != NULL)
        count++;
    return count;
}

static void collect(char **array, const char *first, va_list list)
{
    *array = (char *)first;
    do
        *++array = va_arg(list, char *);
    while (*array != NULL);
}

/* Leaves list behind the NULL at the arguments' end, and room for a word there. */
#define COLLECT(first, list)                                                                       \
    va_start(list, first);                                                                         \
    char **arguments = alloca((count_arguments(list) + 2) * sizeof *arguments);                    \
    va_end(list);                                                                                  \
    va_start(list, first);                                                                         \
    collect(arguments, first, list)

/*
 * Another library may have wrapped one of these, and a list can't be passed on: C has no call with
 * as many arguments as there are. But what comes behind a list's end harms nobody, so a call with
 * as many as this passes on each list that is no longer; a longer one goes on as an array.
 */
#define PASSED_ON 32

#define EIGHT(list, at)                                                                            \
    (list)[at], (list)[(at) + 1], (list)[(at) + 2], (list)[(at) + 3], (list)[(at) + 4],            \
        (list)[(at) + 5], (list)[(at) + 6], (list)[(at) + 7]

typedef int list_taker(const char *program, const char *first, ...);

/* arguments: size words, the NULL at their end and what comes behind it included. */
static bool is_passed_on(list_taker *original, size_t size)
{
    interpose_start();
    return size <= PASSED_ON && !real_is_of_the_c_library((void *)original);
}

static int pass_on(list_taker *original, const char *program, bool is_told, char *const arguments[],
                   size_t size, char *const environment[])
{
    char *list[PASSED_ON] = {NULL};
    for (size_t i = 0; i < size; i++)
        list[i] = arguments[i];
    if (is_told)
        begin(program, environment);
    int result = original(program, EIGHT(list, 0), EIGHT(list, 8), EIGHT(list, 16), EIGHT(list, 24),
                          (char *)NULL);
    return is_told ? end(result) : result;
}

static size_t size_of(char *const arguments[])
{
    size_t size = 0;
    while (arguments[size++] != NULL) {
    }
    return size;
}

EXPORT int execl(const char *path, const char *first, ...)
{
    va_list list;
    COLLECT(first, list);
    va_end(list);
    if (is_passed_on(REAL(execl), size_of(arguments)))
        return pass_on(REAL(execl), path, is_told_of(path), arguments, size_of(arguments), environ);
    return execv(path, arguments);
}

EXPORT int execlp(const char *file, const char *first, ...)
{
    va_list list;
    COLLECT(first, list);
    va_end(list);
    if (is_passed_on(REAL(execlp), size_of(arguments)))
        return pass_on(REAL(execlp), file, is_told_of_file(file), arguments, size_of(arguments),
                       environ);
    return execvp(file, arguments);
}

/* The environment comes behind the NULL. */
EXPORT int execle(const char *path, const char *first, ...)
{
    va_list list;
    COLLECT(first, list);
    char *const *environment = va_arg(list, char *const *);
    va_end(list);
    size_t size = size_of(arguments);
    if (!is_passed_on(REAL(execle), size + 1))
        return execve(path, arguments, environment);
    arguments[size] = (char *)environment;
    return pass_on(REAL(execle), path, is_told_of(path), arguments, size + 1, environment);
}
