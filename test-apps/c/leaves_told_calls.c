/* SPDX-License-Identifier: Apache-2.0 */
/* A handler leaves each call by a jump once its line is in the log (argv[1]), argv[2] times fork,
 * vfork, and both by number: from another depth of the stack than the call before, which then may
 * come back as far as anybody knows. argv[3]: a policy "traps" close, or the kernel "signals" that
 * a file was written. */
#include <libgen.h>
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>

#include "policy.h"
#include "witness.h"

static int told;
static sigjmp_buf out;
static volatile sig_atomic_t in_call;
static int spawns_before;
static pid_t self;

static int spawns_told(void)
{
    static char text[1 << 20];
    static const char spawn[] = "\"event\":\"spawn\"";
    ssize_t size = pread(told, text, sizeof text, 0);
    int count = 0;
    for (char *at = text;
         size > 0 && (at = memmem(at, (size_t)(text + size - at), spawn, strlen(spawn))); at++)
        count++;
    return count;
}

static void leave_if_told(void)
{
    if (in_call && getpid() == self && spawns_told() > spawns_before)
        siglongjmp(out, 1);
}

/* What was trapped is done by another call. */
static void handle_trapped(int number, siginfo_t *info, void *context)
{
    int fd = (int)((ucontext_t *)context)->uc_mcontext.gregs[REG_RDI];
    (void)number;
    (void)info;
    leave_if_told();
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_RAX] =
        close_range((unsigned)fd, (unsigned)fd, 0);
}

static bool traps_closes(void)
{
    struct sigaction action = {.sa_sigaction = handle_trapped, .sa_flags = SA_SIGINFO | SA_NODEFER};
    return sigaction(SIGSYS, &action, NULL) == 0 && answer_to(SYS_close, SECCOMP_RET_TRAP);
}

static void handle_written(int number)
{
    (void)number;
    leave_if_told();
}

/* As the write returns: the signal is one that a fault raises, too (fcntl(2), F_NOTIFY). */
static bool is_signalled(char *log)
{
    struct sigaction action = {.sa_handler = handle_written, .sa_flags = SA_NODEFER | SA_RESTART};
    int folder = open(dirname(log), O_RDONLY | O_DIRECTORY);
    return sigaction(SIGTRAP, &action, NULL) == 0 && fcntl(folder, F_SETSIG, SIGTRAP) == 0 &&
           fcntl(folder, F_NOTIFY, DN_MODIFY | DN_MULTISHOT) == 0;
}

enum way { FORK, VFORK, FORK_BY_NUMBER, VFORK_BY_NUMBER };
static const char *const names[] = {"fork", "vfork", "syscall", "syscall"};

static void leave_a_call(enum way way)
{
    int status;
    in_call = sigsetjmp(out, 1) == 0;
    if (in_call) {
        spawns_before = spawns_told();
        pid_t child = way == FORK             ? fork()
                      : way == VFORK          ? vfork()
                      : way == FORK_BY_NUMBER ? (pid_t)syscall(SYS_fork)
                                              : (pid_t)syscall(SYS_vfork);
        if (child == 0)
            _exit(0);
    }
    in_call = 0;
    witness(names[way], wait(&status), 0);
}

static __attribute__((noinline)) void leave_deeper(enum way way, int depth)
{
    volatile char deeper[2048];
    deeper[depth] = 1;
    if (depth > 0)
        leave_deeper(way, depth - deeper[depth]);
    else
        leave_a_call(way);
}

int main(int count, char **values)
{
    if (count < 4)
        return 77;
    told = open(values[1], O_RDONLY | O_CREAT, 0600);
    self = getpid();
    if (!(strcmp(values[3], "traps") == 0 ? traps_closes() : is_signalled(values[1])))
        return 77;
    for (int i = 0; i < atoi(values[2]); i++)
        for (enum way way = FORK; way <= VFORK_BY_NUMBER; way++)
            leave_deeper(way, (i + (int)way * 3) % 5);
    return 0;
}
