/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of interposed functions: originals, exports, redirection and their test come from
 * it. */
#ifndef SPAWNRISK_INTERPOSE_FUNCTIONS_H
#define SPAWNRISK_INTERPOSE_FUNCTIONS_H

#define INTERPOSED_FUNCTIONS(FUNCTION)                                                             \
    FUNCTION(fork)                                                                                 \
    FUNCTION(_Fork)                                                                                \
    FUNCTION(__fork)                                                                               \
    FUNCTION(__libc_fork)                                                                          \
    FUNCTION(vfork)                                                                                \
    FUNCTION(__vfork)                                                                              \
    FUNCTION(clone)                                                                                \
    FUNCTION(__clone)                                                                              \
    FUNCTION(syscall)                                                                              \
    FUNCTION(prctl)                                                                                \
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
    FUNCTION(quick_exit)                                                                           \
    FUNCTION(kill)                                                                                 \
    FUNCTION(killpg)                                                                               \
    FUNCTION(tgkill)                                                                               \
    FUNCTION(sigqueue)                                                                             \
    FUNCTION(pidfd_send_signal)                                                                    \
    FUNCTION(wait)                                                                                 \
    FUNCTION(__wait)                                                                               \
    FUNCTION(waitpid)                                                                              \
    FUNCTION(__waitpid)                                                                            \
    FUNCTION(wait3)                                                                                \
    FUNCTION(wait4)                                                                                \
    FUNCTION(waitid)                                                                               \
    FUNCTION(pidfd_spawn)                                                                          \
    FUNCTION(pidfd_spawnp)                                                                         \
    FUNCTION(system)                                                                               \
    FUNCTION(__libc_system)                                                                        \
    FUNCTION(popen)                                                                                \
    FUNCTION(_IO_popen)                                                                            \
    FUNCTION(_IO_proc_open)                                                                        \
    FUNCTION(_IO_proc_close)                                                                       \
    FUNCTION(pclose)                                                                               \
    FUNCTION(fclose)                                                                               \
    FUNCTION(_IO_fclose)                                                                           \
    FUNCTION(wordexp)                                                                              \
    FUNCTION(forkpty)                                                                              \
    FUNCTION(daemon)                                                                               \
    FUNCTION(dlopen)                                                                               \
    FUNCTION(dlmopen)                                                                              \
    FUNCTION(dlsym)                                                                                \
    FUNCTION(dlvsym)

/*
 * Those in which a thread sleeps, or waits for what it takes: in a copy of the process they are
 * made in parts, and it is measured between two. They are no doors of spawning: imports that are
 * redirected, and what a library binds past us, lead past them.
 */
#define SLEEPING_FUNCTIONS(FUNCTION)                                                               \
    FUNCTION(nanosleep)                                                                            \
    FUNCTION(__nanosleep)                                                                          \
    FUNCTION(clock_nanosleep)                                                                      \
    FUNCTION(sleep)                                                                                \
    FUNCTION(usleep)                                                                               \
    FUNCTION(thrd_sleep)                                                                           \
    FUNCTION(pause)                                                                                \
    FUNCTION(sigsuspend)                                                                           \
    FUNCTION(__sigsuspend)                                                                         \
    FUNCTION(sigwait)                                                                              \
    FUNCTION(sigwaitinfo)                                                                          \
    FUNCTION(sigtimedwait)                                                                         \
    FUNCTION(poll)                                                                                 \
    FUNCTION(__poll)                                                                               \
    FUNCTION(__poll_chk)                                                                           \
    FUNCTION(ppoll)                                                                                \
    FUNCTION(__ppoll_chk)                                                                          \
    FUNCTION(select)                                                                               \
    FUNCTION(__select)                                                                             \
    FUNCTION(pselect)                                                                              \
    FUNCTION(epoll_wait)                                                                           \
    FUNCTION(epoll_pwait)                                                                          \
    FUNCTION(epoll_pwait2)                                                                         \
    FUNCTION(read)                                                                                 \
    FUNCTION(__read)                                                                               \
    FUNCTION(__read_chk)                                                                           \
    FUNCTION(readv)                                                                                \
    FUNCTION(recv)                                                                                 \
    FUNCTION(__recv_chk)                                                                           \
    FUNCTION(recvfrom)                                                                             \
    FUNCTION(__recvfrom_chk)                                                                       \
    FUNCTION(recvmsg)

/* Those of the first list that glibc has in an older version too, to which programs were linked
 * long ago: our door, and the version. */
#define OLDER_FUNCTIONS(FUNCTION)                                                                  \
    FUNCTION(posix_spawn, older_posix_spawn, "GLIBC_2.2.5")                                        \
    FUNCTION(posix_spawnp, older_posix_spawnp, "GLIBC_2.2.5")                                      \
    FUNCTION(quick_exit, older_quick_exit, "GLIBC_2.10")

#endif
