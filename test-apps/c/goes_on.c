/* SPDX-License-Identifier: Apache-2.0 */
/* A child that goes on with its copy for an hour by its own clock (time_namespaces(7)), and passes
 * through doors in it. argv[1]: which; "dear": not in a namespace, with a copy that takes long to
 * measure. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <time.h>

#include "witness.h"

/* A prime: no accident copies so much. */
#define PAGES 1009
#define PAGE  4096

#define DEAR_BYTES 1073741824

static char *pages;

static void take(size_t size)
{
    pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || madvise(pages, size, MADV_NOHUGEPAGE) != 0)
        abort();
    memset(pages, 1, size);
}

static void write_to_all(void)
{
    for (size_t i = 0; i < PAGES; i++)
        pages[i * PAGE]++;
}

static int make_time_pass(void)
{
    static const char later[] = "monotonic 3600 0";
    int fd = unshare(CLONE_NEWTIME) == 0 ? open("/proc/self/timens_offsets", O_WRONLY) : -1;
    ssize_t written = fd < 0 ? -1 : write(fd, later, strlen(later));
    close(fd);
    return written > 0;
}

static void spawn_nothing(void)
{
    char *const arguments[] = {"null", NULL};
    pid_t child = 0;
    witness("posix_spawn", child, posix_spawn(&child, "/dev/null", NULL, NULL, arguments, environ));
}

static void pass(const char *door)
{
    if (strcmp(door, "kill") == 0 && kill(getpid(), 0) != 0)
        abort();
    if (strcmp(door, "wait") == 0 && wait(NULL) != -1)
        abort();
    if (strcmp(door, "waitid") == 0 && waitid(P_ALL, 0, NULL, WEXITED) != -1)
        abort();
    if (strcmp(door, "exec") == 0 && execl("/dev/null", "null", (char *)NULL) != -1)
        abort();
    if (strcmp(door, "fork") == 0) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        witness("fork", child, 0);
        /* While it lives, a third one shares the pages: what is measured then is too small. */
        (void)reap(child);
    }
    if (strcmp(door, "system") == 0) {
        if (system("exit 0") != 0)
            abort();
        witness_unnamed("system");
    }
    if (strcmp(door, "posix_spawn") == 0)
        spawn_nothing();
}

static void *fork_one(void *door)
{
    pid_t child = fork();
    if (child == 0) {
        errno = EPROTO;
        write_to_all();
        pass(door);
        write_to_all();
        pass("kill");
        pass("kill");
        if (strcmp(door, "dear") == 0)
            nanosleep(&(struct timespec){.tv_nsec = 150000000L}, NULL);
        _exit(5);
    }
    witness("fork", child, 0);
    printf("%s: status %d\n", (char *)door, reap(child));
    return NULL;
}

int main(int count, char **values)
{
    pthread_t thread;
    char *door = count > 1 ? values[1] : "";
    int is_dear = strcmp(door, "dear") == 0;
    take(is_dear ? DEAR_BYTES : (size_t)PAGES * PAGE);
    if (!is_dear && !make_time_pass())
        return 77;
    if (pthread_create(&thread, NULL, fork_one, door) != 0)
        abort();
    pthread_join(thread, NULL);
    return 0;
}
