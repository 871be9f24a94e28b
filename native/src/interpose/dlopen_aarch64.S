/* SPDX-License-Identifier: Apache-2.0 */
/* dlopen and dlmopen: whose run path and namespace count is what the return address says (glibc,
   elf/dl-open.c), so the original is entered by a jump. */
#if defined(__aarch64__)

#include "interpose/jump_aarch64.inc"

        .text

        .macro  door name
        .globl  \name
        .type   \name, %function
        .hidden \name\()_target
\name:
        .cfi_startproc
        hint    #34             /* bti c */
        jump_to_what \name\()_target
        .cfi_endproc
        .size   \name, . - \name
        .endm

        door    dlopen
        door    dlmopen

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
