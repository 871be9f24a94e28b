/* SPDX-License-Identifier: Apache-2.0 */
/* A library that somebody else preloads: it notes each call in $NOTES and passes it on. */
#include <dlfcn.h>
#include <spawn.h>

#include "witness.h"

#define ORIGINAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

pid_t fork(void)
{
    append_line("NOTES", "fork\n");
    return ORIGINAL(fork)();
}

int posix_spawn(pid_t *restrict child, const char *restrict path,
                const posix_spawn_file_actions_t *restrict actions,
                const posix_spawnattr_t *restrict attributes, char *const arguments[restrict],
                char *const environment[restrict])
{
    append_line("NOTES", "posix_spawn\n");
    return ORIGINAL(posix_spawn)(child, path, actions, attributes, arguments, environment);
}

int system(const char *command)
{
    append_line("NOTES", "system\n");
    return ORIGINAL(system)(command);
}
