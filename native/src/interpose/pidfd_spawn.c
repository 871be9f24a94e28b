/* SPDX-License-Identifier: Apache-2.0 */
/* pidfd_spawn and pidfd_spawnp: posix_spawn with a descriptor of the child instead of its pid. */
#include <errno.h>

#include "aliases.h"
#include "export.h"
#include "nested.h"
#include "pidfd.h"
#include "real.h"
#include "spawn.h"

static int start(const void *caller, const char *call, __typeof__(pidfd_spawn) *original,
                 int *pidfd, const char *program, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const arguments[],
                 char *const environment[])
{
    if (original == NULL)
        return ENOSYS;
    struct spawn spawn;
    door_begin_program(&spawn, caller, call, program, arguments, actions);
    spawn_hands_on(&spawn, environment);
    nested_enter((void *)original);
    int error = original(pidfd, program, actions, attributes, arguments, environment);
    nested_leave((void *)original);
    spawn_end(&spawn, error == 0 && pidfd != NULL ? pidfd_process(*pidfd) : 0, error);
    return error;
}

EXPORT int pidfd_spawn(int *restrict pidfd, const char *restrict path,
                       const posix_spawn_file_actions_t *restrict actions,
                       const posix_spawnattr_t *restrict attributes,
                       char *const arguments[restrict], char *const environment[restrict])
{
    return start(CALLER, "pidfd_spawn", REAL(pidfd_spawn), pidfd, path, actions, attributes,
                 arguments, environment);
}

EXPORT int pidfd_spawnp(int *restrict pidfd, const char *restrict file,
                        const posix_spawn_file_actions_t *restrict actions,
                        const posix_spawnattr_t *restrict attributes,
                        char *const arguments[restrict], char *const environment[restrict])
{
    return start(CALLER, "pidfd_spawnp", REAL(pidfd_spawnp), pidfd, file, actions, attributes,
                 arguments, environment);
}
