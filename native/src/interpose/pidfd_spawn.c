/* SPDX-License-Identifier: Apache-2.0 */
/* pidfd_spawn and pidfd_spawnp: posix_spawn with a descriptor of the child instead of its pid. */
#include <errno.h>
#include <string.h>

#include "aliases.h"
#include "export.h"
#include "host/file.h"
#include "memory/text.h"
#include "nested.h"
#include "real.h"
#include "spawn.h"

#define FDINFO "/proc/self/fdinfo/"

/* "Pid:" of proc_pid_fdinfo(5). 0: not told. */
static pid_t pid_of(int pidfd)
{
    char path[sizeof FDINFO + 10] = FDINFO, text[512];
    char *digits = path + sizeof FDINFO - 1;
    int count = 1;
    for (int rest = pidfd; rest >= 10; rest /= 10)
        count++;
    for (int rest = pidfd, i = count - 1; i >= 0; i--, rest /= 10)
        digits[i] = (char)('0' + rest % 10);
    digits[count] = '\0';
    const char *pid = file_read(path, text, sizeof text) < 0 ? NULL : text_line(text, "Pid:");
    uint64_t number = pid == NULL ? UNKNOWN : text_number(pid, NULL);
    return is_known(number) ? (pid_t)number : 0;
}

static int start(const char *call, __typeof__(pidfd_spawn) *original, int *pidfd,
                 const char *program, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const arguments[],
                 char *const environment[])
{
    if (original == NULL)
        return ENOSYS;
    struct spawn spawn;
    door_begin(&spawn, call, MECHANISM_VFORK, program, arguments);
    spawn_hands_on(&spawn, environment);
    nested_enter((void *)original);
    int error = original(pidfd, program, actions, attributes, arguments, environment);
    nested_leave((void *)original);
    spawn_end(&spawn, error == 0 && pidfd != NULL ? pid_of(*pidfd) : 0, error);
    return error;
}

EXPORT int pidfd_spawn(int *restrict pidfd, const char *restrict path,
                       const posix_spawn_file_actions_t *restrict actions,
                       const posix_spawnattr_t *restrict attributes,
                       char *const arguments[restrict], char *const environment[restrict])
{
    return start("pidfd_spawn", REAL(pidfd_spawn), pidfd, path, actions, attributes, arguments,
                 environment);
}

EXPORT int pidfd_spawnp(int *restrict pidfd, const char *restrict file,
                        const posix_spawn_file_actions_t *restrict actions,
                        const posix_spawnattr_t *restrict attributes,
                        char *const arguments[restrict], char *const environment[restrict])
{
    return start("pidfd_spawnp", REAL(pidfd_spawnp), pidfd, file, actions, attributes, arguments,
                 environment);
}
