/* SPDX-License-Identifier: Apache-2.0 */
/* dlsym and dlvsym: RTLD_NEXT and RTLD_DEFAULT mean what the return address says (glibc,
   elf/dl-sym.c), so the original is entered by a jump; a handle means the same to everybody. */
#if defined(__aarch64__)

#include "interpose/jump_aarch64.inc"

        .text
        .hidden dlsym_of_handle, dlvsym_of_handle, dlsym_target, dlvsym_target

        .macro  door name
        .globl  \name
        .type   \name, %function
\name:
        .cfi_startproc
        hint    #34             /* bti c */
        add     x16, x0, #1     /* RTLD_NEXT is -1, RTLD_DEFAULT is 0 */
        cmp     x16, #1
        b.hi    \name\()_of_handle
        jump_to_what \name\()_target
        .cfi_endproc
        .size   \name, . - \name
        .endm

        door    dlsym
        door    dlvsym

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
