/* SPDX-License-Identifier: Apache-2.0 */
/* beat_return: unwinders know a signal's frame by these very bytes (libgcc, linux-unwind.h). */
#if defined(__aarch64__)

#include <sys/syscall.h>

        .text
        .globl  beat_return
        .hidden beat_return
        .type   beat_return, %function
        nop
beat_return:
        mov     x8, #__NR_rt_sigreturn
        svc     #0
        .size   beat_return, . - beat_return

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
