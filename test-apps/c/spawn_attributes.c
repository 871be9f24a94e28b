/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns itself by every combination of attributes, and with file actions that fail and that don't;
 * each child prints what it was given. */
#include <sched.h>
#include <signal.h>
#include <spawn.h>

#include "witness.h"

/* Of eight flags, POSIX_SPAWN_RESETIDS to POSIX_SPAWN_SETSID. */
#define COMBINATIONS 256
#define DESCRIPTORS  64

static char self[512];

static void print_signals_and_descriptors(void)
{
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigismember(&blocked, number) == 1)
            printf(" blocked %d", number);
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            printf(" ignored %d", number);
    }
    for (int fd = 0; fd < DESCRIPTORS; fd++)
        if (fcntl(fd, F_GETFD) != -1)
            printf(" fd %d", fd);
    printf("\n");
}

static int be_the_child(void)
{
    char folder[512];
    int with_environment = getenv("WITH_ENVIRONMENT") != NULL;
    printf("  child: group %s, session %s, user %d as %d, scheduler %d, folder %s,",
           getpgrp() == getpid() ? "own" : "given", getsid(0) == getpid() ? "own" : "given",
           (int)getuid(), (int)geteuid(), sched_getscheduler(0), getcwd(folder, sizeof folder));
    print_signals_and_descriptors();
    for (char **entry = environ; with_environment && *entry != NULL; entry++)
        printf("%s\n", *entry);
    return 5;
}

static void spawn(const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes)
{
    char *const arguments[] = {self, "child", NULL};
    pid_t child = -7;
    errno = EPROTO;
    int error = posix_spawn(&child, self, actions, attributes, arguments, environ);
    int after = errno;
    int status = error == 0 ? reap(child) : -1;
    witness("posix_spawn", child, error);
    printf(" error %d, errno %d, child %s, status %d,", error, after,
           error == 0    ? "told"
           : child == -7 ? "untouched"
                         : "CHANGED",
           status);
    print_signals_and_descriptors();
}

static void set_values(posix_spawnattr_t *attributes, int bad)
{
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR2);
    posix_spawnattr_setsigdefault(attributes, &some);
    posix_spawnattr_setsigmask(attributes, &some);
    posix_spawnattr_setpgroup(attributes, bad ? 4194303 : 0);
    posix_spawnattr_setschedpolicy(attributes, bad ? 4711 : SCHED_BATCH);
    posix_spawnattr_setschedparam(attributes, &(struct sched_param){bad ? 4711 : 0});
}

static void by_every_combination(int bad)
{
    for (int flags = 0; flags < COMBINATIONS; flags++) {
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        set_values(&attributes, bad);
        printf("flags %#x%s: %d\n", (unsigned)flags, bad ? " with bad values" : "",
               posix_spawnattr_setflags(&attributes, (short)flags));
        spawn(NULL, &attributes);
        posix_spawnattr_destroy(&attributes);
    }
}

/* Each of them alone, and behind one that holds and has to be undone by nobody. */
static int add_action(posix_spawn_file_actions_t *actions, int which)
{
    switch (which) {
    case 0:
        return posix_spawn_file_actions_addopen(actions, 9, "/dev/null", O_RDONLY, 0);
    case 1:
        return posix_spawn_file_actions_addopen(actions, 9, "/no/such/file", O_RDONLY, 0);
    case 2:
        return posix_spawn_file_actions_addopen(actions, 9, "/", O_WRONLY, 0);
    case 3:
        return posix_spawn_file_actions_adddup2(actions, 1, 9);
    case 4:
        return posix_spawn_file_actions_adddup2(actions, 1, 1);
    case 5:
        return posix_spawn_file_actions_adddup2(actions, 60, 9);
    case 6:
        return posix_spawn_file_actions_addclose(actions, 0);
    case 7:
        return posix_spawn_file_actions_addclose(actions, 60);
    case 8:
        return posix_spawn_file_actions_addclose(actions, -1);
    case 9:
        return posix_spawn_file_actions_addchdir_np(actions, "/");
    case 10:
        return posix_spawn_file_actions_addchdir_np(actions, "/no/such/folder");
    case 11:
        return posix_spawn_file_actions_addfchdir_np(actions, 60);
    case 12:
        return posix_spawn_file_actions_addfchdir_np(actions, 0);
    case 13:
        return posix_spawn_file_actions_addclosefrom_np(actions, 3);
    case 14:
        return posix_spawn_file_actions_addtcsetpgrp_np(actions, 0);
    default:
        return -1;
    }
}

static void by_every_action(void)
{
    for (int behind = 0; behind < 2; behind++)
        for (int which = 0; which < 15; which++) {
            posix_spawn_file_actions_t actions;
            posix_spawn_file_actions_init(&actions);
            int before = behind ? posix_spawn_file_actions_adddup2(&actions, 1, 8) : 0;
            printf("action %d%s: %d, %d\n", which, behind ? " behind another" : "", before,
                   add_action(&actions, which));
            spawn(&actions, NULL);
            posix_spawn_file_actions_destroy(&actions);
        }
}

int main(int count, char **values)
{
    (void)values;
    if (count > 1)
        return be_the_child();
    setvbuf(stdout, NULL, _IOLBF, 0);
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0)
        return 77;
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigprocmask(SIG_BLOCK, &some, NULL);
    signal(SIGUSR2, SIG_IGN);
    by_every_combination(0);
    by_every_combination(1);
    setenv("WITH_ENVIRONMENT", "yes", 1);
    by_every_action();
    return 0;
}
