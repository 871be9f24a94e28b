/* SPDX-License-Identifier: Apache-2.0 */
/* Its children print their environment, descriptors and signal dispositions, one for each door. */
#include <signal.h>
#include <spawn.h>

#include "witness.h"

static void print_descriptors(void)
{
    for (int fd = 0; fd < 256; fd++)
        if (fcntl(fd, F_GETFD) != -1)
            printf("descriptor %d\n", fd);
}

static void print_signals(void)
{
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    for (int number = 1; number < 32; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            printf("signal %d is ignored\n", number);
        if (sigismember(&blocked, number))
            printf("signal %d is blocked\n", number);
    }
}

static int be_the_child(const char *call)
{
    printf("child of %s\n", call);
    for (char **entry = environ; *entry != NULL; entry++)
        printf("%s\n", *entry);
    print_descriptors();
    print_signals();
    return 0;
}

static void finish(const char *call, pid_t child, int error)
{
    witness(call, child, error);
    if (error != 0 || reap(child) != 0)
        exit(3);
}

int main(int count, char **values)
{
    static const char self[] = "/proc/self/exe";
    if (count == 2)
        return be_the_child(values[1]);
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigprocmask(SIG_BLOCK, &some, NULL);
    signal(SIGUSR2, SIG_IGN);

    pid_t child = fork();
    if (child == 0) {
        execl(self, "environment", "fork", (char *)NULL);
        _exit(1);
    }
    finish("fork", child, 0);
    child = vfork();
    if (child == 0) {
        execl(self, "environment", "vfork", (char *)NULL);
        _exit(1);
    }
    finish("vfork", child, 0);
    char *arguments[] = {"environment", "posix_spawn", NULL};
    int error = posix_spawn(&child, self, NULL, NULL, arguments, environ);
    finish("posix_spawn", child, error);
    arguments[1] = "posix_spawnp";
    error = posix_spawnp(&child, self, NULL, NULL, arguments, environ);
    finish("posix_spawnp", child, error);
    return 0;
}
