/* SPDX-License-Identifier: Apache-2.0 */
/* A plug-in that spawns by each family of functions, the first time before dlopen has returned, and
 * opens another one of its kind, which only its own run path leads to. */
#include <dlfcn.h>
#include <spawn.h>

#include "deep_plugin.h"
#include "witness.h"

static int fork_in(const char *call, pid_t (*forks)(void))
{
    pid_t child = forks();
    if (child == 0)
        _exit(5);
    witness(call, child, 0);
    return reap(child);
}

__attribute__((constructor)) static void begin(void)
{
    if (fork_in("fork", fork) != 5)
        abort();
}

static void execute(void)
{
    pid_t child = vfork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "exit 6", (char *)NULL);
        _exit(99);
    }
    witness("vfork", child, 0);
    printf("vfork: status %d\n", reap(child));
}

static void spawn(void)
{
    char *const arguments[] = {"sh", "-c", "exit 7", NULL};
    pid_t child;
    if (posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ) != 0)
        abort();
    witness("posix_spawn", child, 0);
    printf("posix_spawn: status %d\n", reap(child));
}

static void run(void)
{
    printf("system: status %x\n", (unsigned)system("exit 8"));
    witness_unnamed("system");
}

static void look_up(void)
{
    pid_t (*by_default)(void) = (pid_t(*)(void))dlsym(RTLD_DEFAULT, "fork");
    pid_t (*next)(void) = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");
    printf("by default: status %d\n", fork_in("fork", by_default));
    printf("next: status %d\n", fork_in("fork", next));
}

void plugin_spawns(void)
{
    printf("fork: status %d\n", fork_in("fork", fork));
    execute();
    spawn();
    run();
    look_up();
    fflush(stdout);
}

/* A jump would make the program the caller, and its run path the one that counts. */
void *plugin_opens(const char *file, int mode)
{
    void *handle = dlopen(file, mode);
    __asm__ volatile("" : "+r"(handle));
    return handle;
}
