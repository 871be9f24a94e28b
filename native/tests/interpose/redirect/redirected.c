/* SPDX-License-Identifier: Apache-2.0 */
/* Redirects the imports of one library, without a preload. */
#include "calls_doors.h"
#include "interpose/interpose.h"
#include "log/log.h"
#include "witness.h"

/* Pages of a library that this process could write to. */
static int count_writable_pages(const char *library)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    int pages = 0;
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        unsigned long start, end;
        char permissions[8];
        if (strstr(line, library) != NULL &&
            sscanf(line, "%lx-%lx %7s", &start, &end, permissions) == 3 && permissions[1] == 'w')
            pages += (int)((end - start) / 4096);
    }
    if (maps != NULL)
        fclose(maps);
    return pages;
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
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        pid_t child = calls[i].function();
        if (seen)
            witness(calls[i].call, child, 0);
        if (reap(child) != 0)
            printf("%s failed\n", calls[i].call);
    }
}

/* argv: the library's base name, the log. */
int main(int count, char **values)
{
    if (count != 3 || log_to(values[2]) != 0)
        return 2;
    spawn_from_library(0);
    int before = count_writable_pages(values[1]);
    printf("missing library: %d\n", interpose_redirect("libnowhere.so"));
    int moved = interpose_redirect(values[1]);
    printf("imports moved: %s\n", moved >= 4 ? "all" : "NOT ALL");
    printf("moved again: %d\n", interpose_redirect(values[1]));
    printf("pages made writable: %d\n", count_writable_pages(values[1]) - before);
    spawn_from_library(1);
    return 0;
}
