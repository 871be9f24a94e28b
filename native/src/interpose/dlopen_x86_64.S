/* SPDX-License-Identifier: Apache-2.0 */
/* dlopen and dlmopen: whose run path and namespace count is what the return address says (glibc,
   elf/dl-open.c), so the original is entered by a jump. */
#if defined(__x86_64__)

        .text

        .macro  door name
        .globl  \name
        .type   \name, @function
        .hidden \name\()_target
\name:
        .cfi_startproc
        endbr64
        pushq   %rdi
        .cfi_adjust_cfa_offset 8
        pushq   %rsi
        .cfi_adjust_cfa_offset 8
        pushq   %rdx
        .cfi_adjust_cfa_offset 8
        call    \name\()_target
        popq    %rdx
        .cfi_adjust_cfa_offset -8
        popq    %rsi
        .cfi_adjust_cfa_offset -8
        popq    %rdi
        .cfi_adjust_cfa_offset -8
        jmp     *%rax
        .cfi_endproc
        .size   \name, . - \name
        .endm

        door    dlopen
        door    dlmopen

#include "host/property_x86_64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
