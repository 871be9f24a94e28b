/* SPDX-License-Identifier: Apache-2.0 */
/* Redirects the imports of the loaded libraries, without a preload, and takes it back. */
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "calls_doors.h"
#include "interpose/interpose.h"
#include "log/log.h"
#include "witness.h"

#define ROUNDS 300

static const char *library, *later;

/* What this process may do with the pages of a library, as the kernel's text has it. */
static unsigned long read_permissions(const char *of)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    unsigned long hash = 5381;
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        unsigned long start, end;
        char permissions[8];
        if (strstr(line, of) == NULL || sscanf(line, "%lx-%lx %7s", &start, &end, permissions) != 3)
            continue;
        for (; start < end; start += 4096)
            for (const char *at = permissions; *at != '\0'; at++)
                hash = hash * 33 + (unsigned char)*at + start;
    }
    if (maps != NULL)
        fclose(maps);
    return hash;
}

static void check_child(const char *call, pid_t child, int seen)
{
    if (seen)
        witness(call, child, 0);
    if (reap(child) != 0)
        printf("%s failed\n", call);
}

static void spawn_from_library(int seen)
{
    static const struct {
        const char *call;
        pid_t (*function)(void);
    } calls[] = {
        {"fork", library_forks},
        {"fork", library_forks_by_pointer},
        {"vfork", library_vforks},
        {"posix_spawn", library_spawns},
        {"posix_spawnp", library_spawns_by_path},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        check_child(calls[i].call, calls[i].function(), seen);
}

static void spawn_looked_up(void *handle, int seen)
{
    pid_t (*look_up)(void) = (pid_t(*)(void))library_looks_up(handle, "fork");
    pid_t child = look_up();
    if (child == 0)
        _exit(0);
    check_child("fork", child, seen);
}

static void *open_c_library(void)
{
    return dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
}

/* A handle's look-up, as JNA's on "libc.so.6", the default one, and a library that comes later. */
static void see_all(void)
{
    spawn_from_library(1);
    spawn_looked_up(open_c_library(), 1);
    spawn_looked_up(RTLD_DEFAULT, 1);
    pid_t (*forks)(void) = (pid_t(*)(void))library_opens(later, "library_forks");
    check_child("fork", forks(), 1);
}

static int redirect_and_restore(void)
{
    spawn_from_library(0);
    unsigned long before = read_permissions(library);
    int moved = interpose_redirect();
    printf("imports moved: %s\n", moved >= 6 ? "all" : "NOT ALL");
    printf("moved again: %d\n", interpose_redirect());
    printf("permissions: %s\n", read_permissions(library) == before ? "as before" : "OTHERS");
    see_all();
    printf("restored: %s\n", interpose_restore() > moved ? "all" : "NOT ALL");
    printf("permissions: %s\n", read_permissions(library) == before ? "as before" : "OTHERS");
    spawn_from_library(0);
    spawn_looked_up(open_c_library(), 0);
    spawn_looked_up(RTLD_DEFAULT, 0);
    printf("restored again: %d\n", interpose_restore());
    return 0;
}

static int find_relro(struct dl_phdr_info *object, size_t size, void *area)
{
    (void)size;
    const ElfW(Phdr) *found = NULL;
    for (int i = 0; i < object->dlpi_phnum; i++)
        if (object->dlpi_phdr[i].p_type == PT_GNU_RELRO)
            found = &object->dlpi_phdr[i];
    if (strstr(object->dlpi_name, library) == NULL || found == NULL)
        return 0;
    ((uintptr_t *)area)[0] = (object->dlpi_addr + found->p_vaddr) & ~4095UL;
    ((uintptr_t *)area)[1] = object->dlpi_addr + found->p_vaddr + found->p_memsz;
    return 1;
}

/* As a profiler does that writes to such a page whenever it is turned on and off. */
static int leave_another_tools_pages(void)
{
    uintptr_t area[2] = {0, 0};
    dl_iterate_phdr(find_relro, area);
    int error = mprotect((void *)area[0], area[1] - area[0], PROT_READ | PROT_WRITE);
    unsigned long before = read_permissions(library);
    printf("imports moved: %s\n", error == 0 && interpose_redirect() >= 6 ? "all" : "NOT ALL");
    printf("permissions: %s\n", read_permissions(library) == before ? "as before" : "OTHERS");
    spawn_from_library(1);
    interpose_restore();
    printf("permissions: %s\n", read_permissions(library) == before ? "as before" : "OTHERS");
    return 0;
}

static void come_and_go(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        pid_t (*forks)(void) = (pid_t(*)(void))library_opens(later, "library_forks");
        check_child("fork", forks(), 1);
        void *handle = dlopen(later, RTLD_NOW | RTLD_NOLOAD);
        if (handle == NULL || dlclose(handle) != 0 || dlclose(handle) != 0)
            printf("not closed\n");
        if (dlopen(later, RTLD_NOW | RTLD_NOLOAD) != NULL)
            printf("not unloaded\n");
    }
}

/* Its words are gone by then, and another library's may be in their place. */
static int restore_after_unloading(void)
{
    interpose_redirect();
    come_and_go();
    printf("restored: %s\n", interpose_restore() >= 6 ? "all" : "NOT ALL");
    return 0;
}

static atomic_bool is_over;

static void *redirect_on(void *unused)
{
    (void)unused;
    while (!atomic_load(&is_over))
        interpose_redirect();
    return NULL;
}

/* A library's first call may come while another thread is still at its imports. */
static int load_beside_a_redirecting_thread(void)
{
    pthread_t thread;
    interpose_redirect();
    pthread_create(&thread, NULL, redirect_on, NULL);
    come_and_go();
    atomic_store(&is_over, true);
    pthread_join(thread, NULL);
    printf("restored: %s\n", interpose_restore() >= 6 ? "all" : "NOT ALL");
    return 0;
}
static atomic_int spawned;

static void *spawn_on(void *unused)
{
    (void)unused;
    while (!atomic_load(&is_over)) {
        pid_t child = library_forks();
        if (reap(child) != 0)
            printf("fork failed\n");
        atomic_fetch_add(&spawned, 1);
    }
    return NULL;
}

static void *load_on(void *unused)
{
    (void)unused;
    while (!atomic_load(&is_over)) {
        void *handle = dlopen(later, RTLD_NOW | RTLD_LOCAL);
        if (handle == NULL || dlclose(handle) != 0)
            printf("not closed\n");
    }
    return NULL;
}

/* Two threads spawn, one loads and unloads, while the doors open and close. */
static int redirect_under_load(void)
{
    pthread_t threads[3];
    unsigned long before = read_permissions(library);
    pthread_create(&threads[0], NULL, spawn_on, NULL);
    pthread_create(&threads[1], NULL, spawn_on, NULL);
    pthread_create(&threads[2], NULL, load_on, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        int moved = interpose_redirect();
        library_looks_up(open_c_library(), "fork");
        int restored = interpose_restore(); /* fewer, where one was unloaded meanwhile */
        if (moved < 6 || restored < 6)
            printf("round %d: %d moved, %d restored\n", i, moved, restored);
    }
    atomic_store(&is_over, true);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    printf("permissions: %s\n", read_permissions(library) == before ? "as before" : "OTHERS");
    printf("spawned: %s\n", atomic_load(&spawned) > 0 ? "yes" : "NO");
    spawn_from_library(1);
    return 0;
}

static int redirect_an_older_version(void)
{
    int script = open("script", O_WRONLY | O_CREAT | O_CLOEXEC, 0700);
    if (script < 0 || write(script, "exit 0\n", 7) != 7 || close(script) != 0)
        return 2;
    interpose_redirect();
    check_child("posix_spawn", library_spawns_as_before("./script"), 1);
    interpose_restore();
    check_child("posix_spawn", library_spawns_as_before("./script"), 0);
    return 0;
}

/* argv: the library's base name, that of another of its kind, the log, what to do. */
int main(int count, char **values)
{
    static const struct {
        const char *name;
        int (*function)(void);
    } behaviours[] = {{"restore", redirect_and_restore},
                      {"pages", leave_another_tools_pages},
                      {"unload", restore_after_unloading},
                      {"load", redirect_under_load},
                      {"beside", load_beside_a_redirecting_thread},
                      {"older", redirect_an_older_version}};
    if (count != 5 || log_to(values[3]) != 0)
        return 2;
    library = values[1];
    later = values[2];
    for (size_t i = 0; i < sizeof behaviours / sizeof *behaviours; i++)
        if (strcmp(values[4], behaviours[i].name) == 0)
            return behaviours[i].function();
    return 2;
}
