/* SPDX-License-Identifier: Apache-2.0 */
/* beat_return: unwinders know a signal's frame by these very bytes (libgcc, md-unwind-support). */
#if defined(__x86_64__)

#include <sys/syscall.h>

        .text
        .globl  beat_return
        .hidden beat_return
        .type   beat_return, @function
        nop
beat_return:
        movq    $__NR_rt_sigreturn, %rax
        syscall
        .size   beat_return, . - beat_return

#include "host/property_x86_64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
