/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of interposed functions: originals, exports, redirection and their test come from
 * it. */
#ifndef SPAWNRISK_INTERPOSE_FUNCTIONS_H
#define SPAWNRISK_INTERPOSE_FUNCTIONS_H

#define INTERPOSED_FUNCTIONS(FUNCTION)                                                             \
    FUNCTION(fork)                                                                                 \
    FUNCTION(vfork)                                                                                \
    FUNCTION(posix_spawn)                                                                          \
    FUNCTION(posix_spawnp)                                                                         \
    FUNCTION(execve)                                                                               \
    FUNCTION(execv)                                                                                \
    FUNCTION(execvp)                                                                               \
    FUNCTION(execvpe)                                                                              \
    FUNCTION(execl)                                                                                \
    FUNCTION(execlp)                                                                               \
    FUNCTION(execle)                                                                               \
    FUNCTION(execveat)                                                                             \
    FUNCTION(fexecve)                                                                              \
    FUNCTION(_exit)                                                                                \
    FUNCTION(_Exit)                                                                                \
    FUNCTION(kill)                                                                                 \
    FUNCTION(killpg)                                                                               \
    FUNCTION(wait)                                                                                 \
    FUNCTION(waitpid)                                                                              \
    FUNCTION(wait3)                                                                                \
    FUNCTION(wait4)                                                                                \
    FUNCTION(waitid)

#endif
