/* SPDX-License-Identifier: Apache-2.0 */
/* stretch_on: the caller's stack is kept in rbp, which the work keeps (x86-64 psABI). A shadow stack
   sees a call and a return like any other. */
#if defined(__x86_64__)

        .text
        .globl  stretch_on
        .hidden stretch_on
        .type   stretch_on, @function
stretch_on:
        .cfi_startproc
        endbr64
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbp, 0
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        movq    %rdi, %rsp
        movq    %rdx, %rdi
        call    *%rsi
        movq    %rbp, %rsp
        popq    %rbp
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        .size   stretch_on, . - stretch_on

#include "host/property_x86_64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
