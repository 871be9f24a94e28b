/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program by each function of the exec family, in a child of fork and in one of vfork. */
#include "witness.h"

static char *arguments[] = {"sh", "-c", "exit $#", "sh", "a", "b", NULL};
static char *own_environment[] = {"MINE=1", NULL};
static __thread int local = 4711;

static int by_execve(const char *path)
{
    return execve(path, arguments, environ);
}

static int by_execv(const char *path)
{
    return execv(path, arguments);
}

static int by_execvp(const char *path)
{
    return execvp(path, arguments);
}

static int by_execvpe(const char *path)
{
    return execvpe(path, arguments, own_environment);
}

static int by_execl(const char *path)
{
    return execl(path, "sh", "-c", "exit $#", "sh", "a", "b", "c", (char *)NULL);
}

static int by_execlp(const char *path)
{
    return execlp(path, "sh", "-c", "exit $#", "sh", "a", "b", "c", (char *)NULL);
}

static int by_execle(const char *path)
{
    return execle(path, "sh", "-c", "exit ${MINE}4", (char *)NULL, own_environment);
}

static int by_execveat(const char *path)
{
    return execveat(AT_FDCWD, path, arguments, environ, 0);
}

static int by_fexecve(const char *path)
{
    return fexecve(open(path, O_RDONLY | O_CLOEXEC), arguments, environ);
}

static int by_descriptor(const char *path)
{
    return execveat(open(path, O_RDONLY | O_CLOEXEC), "", arguments, environ, AT_EMPTY_PATH);
}

/* As shells and the JDK search PATH: what isn't there is tried and passed over. */
static int by_search(const char *path)
{
    execve("/no/such/folder/sh", arguments, environ);
    execv("/nor/this/sh", arguments);
    execvp("/nor/that/sh", arguments);
    execvpe("no/such/folder/sh", arguments, environ);
    execl("/none/here/sh", "sh", (char *)NULL);
    execlp("/none/there/sh", "sh", (char *)NULL);
    execle("/and/none/anywhere/sh", "sh", (char *)NULL, environ);
    return execve(path, arguments, environ);
}

static const struct {
    const char *name;
    int (*function)(const char *path);
} functions[] = {
    {"execve", by_execve},           {"execv", by_execv},       {"execvp", by_execvp},
    {"execvpe", by_execvpe},         {"execl", by_execl},       {"execlp", by_execlp},
    {"execle", by_execle},           {"execveat", by_execveat}, {"fexecve", by_fexecve},
    {"a descriptor", by_descriptor}, {"a search", by_search},
};

static void tell(const char *call, const char *name, pid_t child, int error)
{
    witness(call, child, 0);
    printf("%s, %s: status %d, errno %d, thread-local %d\n", name, call, reap(child), error, local);
}

static void in_each_child(size_t index, const char *path)
{
    errno = EPROTO;
    pid_t child = fork();
    if (child == 0) {
        functions[index].function(path);
        _exit(errno);
    }
    tell("fork", functions[index].name, child, errno);

    errno = EPROTO;
    child = vfork();
    if (child == 0) {
        functions[index].function(path);
        _exit(errno);
    }
    tell("vfork", functions[index].name, child, errno);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        in_each_child(i, "/bin/sh");
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        in_each_child(i, "/dev/null");
    execl("/bin/echo", "echo", "an exec that is no child's", (char *)NULL);
    return 1;
}
