/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through the doors behind which the C library makes the child by itself. */
#include <dlfcn.h>
#include <pty.h>
#include <signal.h>
#include <wordexp.h>

#include "witness.h"

#define UNTOUCHED EPROTO

typedef int command_runner(const char *command);
typedef FILE *pipe_opener(const char *command, const char *mode);

static void by_system(const char *call, command_runner *door, const char *command)
{
    errno = UNTOUCHED;
    int status = door(command);
    printf("%s: status %x, errno %d\n", call, (unsigned)status, errno);
    witness_unnamed(call);
}

static void by_popen(const char *call, pipe_opener *door, const char *command, const char *mode)
{
    char told[16] = "";
    errno = UNTOUCHED;
    FILE *stream = door(command, mode);
    int after = errno;
    if (stream == NULL) {
        witness(call, -1, after);
        printf("%s: errno %d\n", call, after);
        return;
    }
    witness_unnamed(call);
    if (*mode == 'r' && fgets(told, sizeof told, stream) == NULL)
        told[0] = '\0';
    int status = pclose(stream);
    printf("%s: told '%s', status %x, errno %d\n", call, told, (unsigned)status, after);
}

/* What popen is made of, which the C library exports: a stream that is open for nothing yet, in as
 * much memory as one of popen takes. */
static void by_proc_open(void)
{
    FILE *(*open_stream)(FILE *, const char *, const char *) =
        (FILE * (*)(FILE *, const char *, const char *)) dlsym(RTLD_DEFAULT, "_IO_proc_open");
    int (*close_stream)(FILE *) = (int (*)(FILE *))dlsym(RTLD_DEFAULT, "_IO_proc_close");
    static char room[1024] __attribute__((aligned(16)));
    FILE *own = (FILE *)(void *)room;
    char told[16] = "";
    own->_fileno = -1;
    errno = UNTOUCHED;
    FILE *opened = open_stream(own, "printf proc; exit 5", "r");
    int after = errno;
    if (opened != own || read(own->_fileno, told, sizeof told - 1) < 0)
        abort();
    witness_unnamed("_IO_proc_open");
    int status = close_stream(opened);
    printf("_IO_proc_open: told '%s', status %x, errno %d\n", told, (unsigned)status, after);
    own->_fileno = -1;
    if (open_stream(own, "true", "neither") != NULL)
        abort();
    witness("_IO_proc_open", -1, errno);
}

static void by_wordexp(const char *words, int flags, int spawns)
{
    wordexp_t expanded = {0};
    errno = UNTOUCHED;
    int result = wordexp(words, &expanded, flags);
    printf("wordexp: result %d, errno %d", result, errno);
    for (size_t i = 0; result == 0 && i < expanded.we_wordc; i++)
        printf(" [%s]", expanded.we_wordv[i]);
    printf("\n");
    if (result == 0)
        wordfree(&expanded);
    if (spawns)
        witness_unnamed("wordexp");
}

static void by_forkpty(void)
{
    int terminal = -1;
    errno = UNTOUCHED;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    int after = errno;
    if (child == 0)
        _exit(isatty(0) && after == UNTOUCHED ? 4 : 99);
    witness("forkpty", child, child < 0 ? after : 0);
    printf("forkpty: errno %d, status %d\n", after, reap(child));
}

/* Who ignores SIGCHLD gets no status: the shell ran all the same. */
static void by_system_without_a_status(void)
{
    signal(SIGCHLD, SIG_IGN);
    by_system("system", system, "exit 3");
    signal(SIGCHLD, SIG_DFL);
}

/* What goes on is the daemon; its parent has ended inside. */
static void by_daemon(void)
{
    int channel[2];
    if (pipe2(channel, O_CLOEXEC) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        errno = UNTOUCHED;
        int result = daemon(1, 1);
        int told[] = {result, errno, getpid() == getsid(0)};
        witness("daemon", getpid(), 0);
        _exit(write(channel[1], told, sizeof told) == sizeof told ? 0 : 1);
    }
    witness("fork", child, 0);
    int told[3];
    if (read(channel[0], told, sizeof told) != sizeof told)
        abort();
    printf("daemon: result %d, errno %d, leads its session: %d, parent's status %d\n", told[0],
           told[1], told[2], reap(child));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    by_system("system", system, "exit 3");
    by_system("system", system, "no-such-program 2>&-");
    by_system("system", system, "kill -9 $$");
    by_system("system", system, NULL);
    by_system("__libc_system", (command_runner *)dlsym(RTLD_DEFAULT, "__libc_system"), "exit 5");
    by_system_without_a_status();
    by_popen("popen", popen, "printf words", "r");
    by_popen("popen", popen, "while read -r line; do :; done; exit 6", "we");
    by_popen("popen", popen, "true", "neither");
    by_popen("_IO_popen", (pipe_opener *)dlsym(RTLD_DEFAULT, "_IO_popen"), "printf io", "r");
    by_proc_open();
    by_wordexp("one $(echo two) `echo three`", 0, 1);
    by_wordexp("\"$(echo a b)\"", 0, 1);
    by_wordexp("plain '$(echo no)' \\$\\(no\\) \\` $((1 + 2)) ~root", 0, 0);
    by_wordexp("$(echo forbidden)", WRDE_NOCMD, 0);
    by_wordexp("${PATH#'$(echo e)'}", 0, 1);
    by_wordexp("${UNSET:-it's $(echo a)}", 0, 1);
    by_wordexp("${PATH:-$(echo not used)}", 0, 0);
    by_wordexp("a | $(echo not reached)", 0, 0);
    by_wordexp("\"a$(echo b", 0, 0);
    by_forkpty();
    by_daemon();
    return 0;
}
