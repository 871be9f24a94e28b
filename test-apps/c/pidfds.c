/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns by pidfd_spawn and pidfd_spawnp where they are found; otherwise says that they are not. */
#include <dlfcn.h>
#include <spawn.h>

#include "witness.h"

typedef int spawner(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                    const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]);

static void try(const char *call, void *found, const char *program)
{
    char *const arguments[] = {"true", NULL};
    int pidfd = -1;
    if (found == NULL) {
        printf("%s: missing, told: %s\n", call, dlerror() != NULL ? "yes" : "NO");
        return;
    }
    int error = ((spawner *)found)(&pidfd, program, NULL, NULL, arguments, environ);
    siginfo_t ended = {0};
    if (error == 0 && waitid(P_PIDFD, (id_t)pidfd, &ended, WEXITED) != 0)
        abort();
    witness(call, ended.si_pid, error);
    printf("%s: error %d, status %d\n", call, error, ended.si_status);
    close(pidfd);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    void *all = dlopen(NULL, RTLD_LAZY);
    try("pidfd_spawn", dlsym(RTLD_DEFAULT, "pidfd_spawn"), "/bin/true");
    try("pidfd_spawn", dlsym(all, "pidfd_spawn"), "/no/such/program");
    try("pidfd_spawnp", dlsym(RTLD_NEXT, "pidfd_spawnp"), "false");
    return 0;
}
