/* SPDX-License-Identifier: Apache-2.0 */
/* fork(2) without its function: clone by a bare instruction, with no flag but the signal at the
 * end.
 */
#ifndef BARE_FORK_H
#define BARE_FORK_H

#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>

static inline pid_t bare_fork(void)
{
    long child = SYS_clone;
    __asm__ volatile("xorl %%esi, %%esi\n\txorl %%edx, %%edx\n\txorl %%r10d, %%r10d\n\t"
                     "xorl %%r8d, %%r8d\n\tsyscall"
                     : "+a"(child)
                     : "D"((long)SIGCHLD)
                     : "rsi", "rdx", "r10", "r8", "rcx", "r11", "memory");
    return (pid_t)child;
}

#endif
