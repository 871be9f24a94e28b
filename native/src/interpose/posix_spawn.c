/* SPDX-License-Identifier: Apache-2.0 */
/* posix_spawn and posix_spawnp: since glibc 2.24 by CLONE_VM | CLONE_VFORK, without a copy. */
#include <stddef.h>

#include "export.h"
#include "nested.h"
#include "outcome/ended.h"
#include "real.h"
#include "spawn.h"

/* A handler may have reaped the child by now, and have overwritten its pid. */
static pid_t made(int error, pid_t kept)
{
    if (error != 0)
        return -1;
    return kept > 0 ? kept : ended_only_kept();
}

/* The error is the return value, and errno is left alone (posix_spawn(3)). */
static int observe(const void *caller, const char *call, __typeof__(posix_spawn) *original,
                   pid_t *child, const char *program, const posix_spawn_file_actions_t *actions,
                   const posix_spawnattr_t *attributes, char *const arguments[],
                   char *const environment[])
{
    struct spawn spawn;
    pid_t own;
    pid_t *kept = child != NULL ? child : &own;
    door_begin_program(&spawn, caller, call, program, arguments, actions);
    spawn_hands_on(&spawn, environment);
    nested_enter((void *)original);
    int error = original(kept, program, actions, attributes, arguments, environment);
    nested_leave((void *)original);
    spawn_end(&spawn, made(error, *kept), error);
    return error;
}

EXPORT int posix_spawn(pid_t *restrict child, const char *restrict path,
                       const posix_spawn_file_actions_t *restrict actions,
                       const posix_spawnattr_t *restrict attributes,
                       char *const arguments[restrict], char *const environment[restrict])
{
    return observe(CALLER, "posix_spawn", REAL(posix_spawn), child, path, actions, attributes,
                   arguments, environment);
}

/* Has a shell run a file that the kernel takes for no program. */
int older_posix_spawn(pid_t *restrict child, const char *restrict path,
                      const posix_spawn_file_actions_t *restrict actions,
                      const posix_spawnattr_t *restrict attributes, char *const arguments[restrict],
                      char *const environment[restrict])
{
    return observe(CALLER, "posix_spawn", REAL(older_posix_spawn), child, path, actions, attributes,
                   arguments, environment);
}

EXPORT int posix_spawnp(pid_t *restrict child, const char *restrict file,
                        const posix_spawn_file_actions_t *restrict actions,
                        const posix_spawnattr_t *restrict attributes,
                        char *const arguments[restrict], char *const environment[restrict])
{
    return observe(CALLER, "posix_spawnp", REAL(posix_spawnp), child, file, actions, attributes,
                   arguments, environment);
}

int older_posix_spawnp(pid_t *restrict child, const char *restrict file,
                       const posix_spawn_file_actions_t *restrict actions,
                       const posix_spawnattr_t *restrict attributes,
                       char *const arguments[restrict], char *const environment[restrict])
{
    return observe(CALLER, "posix_spawnp", REAL(older_posix_spawnp), child, file, actions,
                   attributes, arguments, environment);
}
