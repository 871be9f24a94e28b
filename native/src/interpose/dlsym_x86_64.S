/* SPDX-License-Identifier: Apache-2.0 */
/* dlsym and dlvsym: RTLD_NEXT and RTLD_DEFAULT mean what the return address says (glibc,
   elf/dl-sym.c), so the original is entered by a jump; a handle means the same to everybody. */
#if defined(__x86_64__)

        .text
        .hidden dlsym_of_handle, dlvsym_of_handle, dlsym_target, dlvsym_target

        .macro  door name
        .globl  \name
        .type   \name, @function
\name:
        .cfi_startproc
        endbr64
        leaq    1(%rdi), %rax   /* RTLD_NEXT is -1, RTLD_DEFAULT is 0 */
        cmpq    $1, %rax
        ja      \name\()_of_handle
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

        door    dlsym
        door    dlvsym

#include "host/property_x86_64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
