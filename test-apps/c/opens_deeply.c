/* SPDX-License-Identifier: Apache-2.0 */
/* Opens plug-ins that look in the C library before they look in what is preloaded. argv: how they
 * are bound ("lazy", "now"), or what else is done with them. */
#include <dlfcn.h>
#include <pthread.h>
#include <spawn.h>

#include "deep_plugin.h"
#include "witness.h"

#define PLUGIN    "libdeep_plugin.so"
#define SIBLING   "libdeep_sibling.so"
#define THREADS   4
#define C_LIBRARY "/libc.so.6"

#pragma weak pidfd_spawn
int pidfd_spawn(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]);

static void *open_or_end(const char *file, int mode)
{
    void *handle = dlopen(file, mode);
    if (handle == NULL) {
        printf("%s: %s\n", file, dlerror());
        exit(2);
    }
    return handle;
}

static void spawn_in(void *handle)
{
    ((__typeof__(plugin_spawns) *)dlsym(handle, "plugin_spawns"))();
}

static void refuse(const char *what, const char *file, int mode)
{
    errno = 0;
    void *handle = dlopen(file, mode);
    int error = errno;
    const char *told = dlerror();
    printf("%s: %s, errno %d, told: %s\n", what, handle == NULL ? "none" : "one", error,
           told == NULL ? "nothing" : told);
}

/* The sibling lies where the plug-in's run path leads, and this program's does not. */
static void open_sibling(void *handle, int mode)
{
    refuse("the program's path", SIBLING, mode);
    void *sibling = ((__typeof__(plugin_opens) *)dlsym(handle, "plugin_opens"))(SIBLING, mode);
    printf("the plug-in's path: %s\n", sibling != NULL ? "found" : dlerror());
    if (sibling != NULL)
        spawn_in(sibling);
}

/* What this process may do with the C library's pages, one by one. */
static unsigned long read_permissions(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    unsigned long hash = 5381;
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        unsigned long start, end;
        char permissions[8];
        if (strstr(line, C_LIBRARY) == NULL ||
            sscanf(line, "%lx-%lx %7s", &start, &end, permissions) != 3)
            continue;
        for (; start < end; start += 4096)
            for (const char *at = permissions; *at != '\0'; at++)
                hash = hash * 33 + (unsigned char)*at + start;
    }
    if (maps != NULL)
        fclose(maps);
    return hash;
}

/* A look-up of what this C library may not have. */
static void ask_for_the_newest(void)
{
    char *const arguments[] = {"true", NULL};
    int pidfd, error = ENOSYS;
    if (pidfd_spawn != NULL)
        error = pidfd_spawn(&pidfd, "/no/such/program", NULL, NULL, arguments, environ);
    if (error != ENOSYS)
        witness("pidfd_spawn", -1, error);
}

static int open_all(int binding)
{
    int mode = binding | RTLD_DEEPBIND;
    unsigned long permissions = read_permissions();
    fork_and_reap();
    refuse("nothing there", "libno_such_library.so", mode);
    refuse("no mode", PLUGIN, RTLD_DEEPBIND);
    refuse("not there yet", PLUGIN, mode | RTLD_NOLOAD);
    void *handle = open_or_end(PLUGIN, mode);
    spawn_in(handle);
    ask_for_the_newest();
    open_sibling(handle, mode);
    refuse("there", PLUGIN, mode | RTLD_NOLOAD);
    for (int opened = 2; opened > 0; opened--)
        if (dlclose(handle) != 0)
            printf("not closed\n");
    spawn_in(open_or_end(PLUGIN, mode));
    fork_and_reap();
    printf("permissions: %s\n", read_permissions() == permissions ? "as before" : "OTHERS");
    return 0;
}

static pthread_barrier_t all_are_there;

static void *open_one(void *file)
{
    (void)pthread_barrier_wait(&all_are_there);
    return open_or_end(file, RTLD_NOW | RTLD_DEEPBIND);
}

static int open_at_once(char *const files[])
{
    pthread_t threads[THREADS];
    pthread_barrier_init(&all_are_there, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, open_one, files[i % 2]);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}

/* With a C library of its own. */
static int open_apart(void)
{
    unsetenv("WITNESS");
    void *handle = dlmopen(LM_ID_NEWLM, PLUGIN, RTLD_NOW | RTLD_DEEPBIND);
    if (handle == NULL)
        printf("%s\n", dlerror());
    else
        spawn_in(handle);
    handle = dlmopen(LM_ID_BASE, "libno_such_library.so", RTLD_NOW | RTLD_DEEPBIND);
    printf("base: %s\n", handle == NULL ? dlerror() : "one");
    return 0;
}

int main(int count, char **values)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    const char *how = count > 1 ? values[1] : "";
    if (strcmp(how, "lazy") == 0)
        return open_all(RTLD_LAZY);
    if (strcmp(how, "now") == 0)
        return open_all(RTLD_NOW);
    if (strcmp(how, "at once") == 0 && count == 4)
        return open_at_once(values + 2);
    if (strcmp(how, "apart") == 0)
        return open_apart();
    return 2;
}
