/* SPDX-License-Identifier: Apache-2.0 */
/* A table of execs that fail, by each function, in a child of fork and in one of vfork: the errno,
 * and that the child's signal mask and descriptors stay as they were. */
#include <signal.h>
#include <stdint.h>

#include "witness.h"

#define DESCRIPTORS   64
#define CLOSED        60
#define MUCH          120000
#define MANY          64
#define LONGEST_NAME  5000
#define ONE_TOO_LONG  200000
#define MASK_CHANGED  250
#define FILES_CHANGED 251
#define ERRNO_KEPT    252

/* The compiler shall not know where it leads. */
static void *volatile nowhere = (void *)(uintptr_t)8;

typedef int executer(const char *program, char *const arguments[], char *const environment[]);

static int by_execv(const char *program, char *const arguments[], char *const environment[])
{
    (void)environment;
    return execv(program, arguments);
}

static int by_execvp(const char *program, char *const arguments[], char *const environment[])
{
    (void)environment;
    return execvp(program, arguments);
}

static int by_execveat(const char *program, char *const arguments[], char *const environment[])
{
    return execveat(AT_FDCWD, program, arguments, environment, 0);
}

static int by_fexecve(const char *program, char *const arguments[], char *const environment[])
{
    int fd = open(program, O_PATH | O_CLOEXEC);
    int result = fexecve(fd < 0 ? CLOSED : fd, arguments, environment);
    int after = errno;
    if (fd >= 0)
        close(fd);
    errno = after;
    return result;
}

static const struct {
    const char *name;
    executer *execute;
} functions[] = {{"execve", execve},   {"execv", by_execv},       {"execvp", by_execvp},
                 {"execvpe", execvpe}, {"execveat", by_execveat}, {"fexecve", by_fexecve}};

static uint64_t open_descriptors(void)
{
    uint64_t found = 0;
    for (int fd = 0; fd < DESCRIPTORS; fd++)
        if (fcntl(fd, F_GETFD) != -1)
            found |= (uint64_t)1 << fd;
    return found;
}

static const char *mask_in_words(void)
{
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    return sigismember(&now, SIGUSR1) && !sigismember(&now, SIGUSR2) ? "kept" : "CHANGED";
}

static void execute_in_child(executer *execute, const char *program, char *const arguments[],
                             char *const environment[])
{
    uint64_t before = open_descriptors();
    errno = 0;
    int result = execute(program, arguments, environment);
    int after = errno;
    if (strcmp(mask_in_words(), "kept") != 0)
        _exit(MASK_CHANGED);
    if (open_descriptors() != before)
        _exit(FILES_CHANGED);
    /* The parent of a vfork reads it. */
    errno = after;
    _exit(result == -1 && after != 0 ? after : ERRNO_KEPT);
}

static void with(const char *what, const char *program, char *const arguments[],
                 char *const environment[])
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        executer *execute = functions[i].execute;
        /* The C library looks for a '/' in it. */
        if (program == nowhere && (execute == by_execvp || execute == execvpe))
            continue;
        errno = EPROTO;
        pid_t child = fork();
        if (child == 0)
            execute_in_child(execute, program, arguments, environment);
        int after = errno;
        witness("fork", child, 0);
        printf("fork, %s of %s: errno %d, status %d, mask %s\n", functions[i].name, what, after,
               reap(child), mask_in_words());
        errno = EPROTO;
        child = vfork();
        if (child == 0)
            execute_in_child(execute, program, arguments, environment);
        after = errno;
        witness("vfork", child, 0);
        printf("vfork, %s of %s: errno %d, status %d, mask %s\n", functions[i].name, what, after,
               reap(child), mask_in_words());
    }
}

static void with_too_much(char **good)
{
    static char one[ONE_TOO_LONG], much[MUCH], *many[MANY + 1], name[LONGEST_NAME];
    memset(one, 'x', sizeof one - 1);
    memset(much, 'x', sizeof much - 1);
    memset(name, 'x', sizeof name - 1);
    for (int i = 0; i < MANY; i++)
        many[i] = much;
    with("an argument that is too long", "/bin/true", (char *[]){"true", one, NULL}, environ);
    with("too much in all", "/bin/true", many, environ);
    with("a variable that is too long", "/bin/true", good, (char *[]){one, NULL});
    with("a name that is too long", name, good, environ);
}

int main(void)
{
    char *good[] = {"true", NULL};
    sigset_t some;
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigprocmask(SIG_BLOCK, &some, NULL);
    with("a program", "/bin/true", good, environ);
    with("nothing", "", good, environ);
    with("a file that is not there", "/no/such/program", good, environ);
    with("a folder", "/etc", good, environ);
    with("a file that is no program", "/etc/passwd", good, environ);
    with("a file as a folder", "/etc/passwd/x", good, environ);
    with_too_much(good);
    with("a program nowhere", nowhere, good, environ);
    with("arguments nowhere", "/bin/true", nowhere, environ);
    with("an argument nowhere", "/bin/true", (char *[]){"true", nowhere, NULL}, environ);
    with("variables nowhere", "/bin/true", good, nowhere);
    with("a variable nowhere", "/bin/true", good, (char *[]){nowhere, NULL});
    return 0;
}
