/* SPDX-License-Identifier: Apache-2.0 */
/* posix_spawn and posix_spawnp: since glibc 2.24 by CLONE_VM | CLONE_VFORK, without a copy. */
#include <stddef.h>

#include "export.h"
#include "nested.h"
#include "real.h"
#include "spawn.h"

/* The error is the return value, and errno is left alone (posix_spawn(3)). */
EXPORT int posix_spawn(pid_t *restrict child, const char *restrict path,
                       const posix_spawn_file_actions_t *restrict actions,
                       const posix_spawnattr_t *restrict attributes,
                       char *const arguments[restrict], char *const environment[restrict])
{
    struct spawn spawn;
    pid_t own;
    pid_t *kept = child != NULL ? child : &own;
    door_begin(&spawn, "posix_spawn", MECHANISM_VFORK, path, arguments);
    nested_enter((void *)REAL(posix_spawn));
    int error = REAL(posix_spawn)(kept, path, actions, attributes, arguments, environment);
    nested_leave((void *)REAL(posix_spawn));
    spawn_end(&spawn, error == 0 ? *kept : -1, error);
    return error;
}

EXPORT int posix_spawnp(pid_t *restrict child, const char *restrict file,
                        const posix_spawn_file_actions_t *restrict actions,
                        const posix_spawnattr_t *restrict attributes,
                        char *const arguments[restrict], char *const environment[restrict])
{
    struct spawn spawn;
    pid_t own;
    pid_t *kept = child != NULL ? child : &own;
    door_begin(&spawn, "posix_spawnp", MECHANISM_VFORK, file, arguments);
    nested_enter((void *)REAL(posix_spawnp));
    int error = REAL(posix_spawnp)(kept, file, actions, attributes, arguments, environment);
    nested_leave((void *)REAL(posix_spawnp));
    spawn_end(&spawn, error == 0 ? *kept : -1, error);
    return error;
}
