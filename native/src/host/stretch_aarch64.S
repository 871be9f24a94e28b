/* SPDX-License-Identifier: Apache-2.0 */
/* stretch_on: the caller's stack is kept in x29, which the work keeps (AAPCS64). */
#if defined(__aarch64__)

        .text
        .globl  stretch_on
        .hidden stretch_on
        .type   stretch_on, %function
stretch_on:
        .cfi_startproc
        hint    #34             /* bti c */
        stp     x29, x30, [sp, #-16]!
        .cfi_adjust_cfa_offset 16
        .cfi_rel_offset x29, 0
        .cfi_rel_offset x30, 8
        mov     x29, sp
        .cfi_def_cfa_register x29
        mov     sp, x0
        mov     x0, x2
        blr     x1
        mov     sp, x29
        .cfi_def_cfa_register sp
        ldp     x29, x30, [sp], #16
        .cfi_adjust_cfa_offset -16
        .cfi_restore x29
        .cfi_restore x30
        ret
        .cfi_endproc
        .size   stretch_on, . - stretch_on

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
