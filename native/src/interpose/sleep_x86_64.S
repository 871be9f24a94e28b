/* SPDX-License-Identifier: Apache-2.0 */
/* The sleeping functions: in whatever is no copy a jump to the original, with nothing on the stack. */
#if defined(__x86_64__)

#include "functions.h"

        .text
        .hidden real_resolve
        .hidden sleep_in_vain
        .hidden self_is_measured_asleep

        .macro  door name
        .p2align 4
        .globl  \name
        .type   \name, @function
        .hidden \name\()_original
        .hidden \name\()_in_parts
\name:
        .cfi_startproc
        endbr64
        movq    \name\()_original(%rip), %rax
        testq   %rax, %rax
        je      2f
1:      cmpb    $0, self_is_measured_asleep(%rip)
        jne     \name\()_in_parts
        jmp     *%rax
2:      call    resolve
        movq    \name\()_original(%rip), %rax
        testq   %rax, %rax
        jne     1b
        jmp     sleep_in_vain
        .cfi_endproc
        .size   \name, . - \name
        .endm

#define DOOR(name) door name;
SLEEPING_FUNCTIONS(DOOR)

/* Keeps the arguments. */
        .type   resolve, @function
resolve:
        .cfi_startproc
        .irp    register, rdi, rsi, rdx, rcx, r8, r9
        pushq   %\register
        .cfi_adjust_cfa_offset 8
        .endr
        call    real_resolve
        .irp    register, r9, r8, rcx, rdx, rsi, rdi
        popq    %\register
        .cfi_adjust_cfa_offset -8
        .endr
        ret
        .cfi_endproc
        .size   resolve, . - resolve

#include "host/property_x86_64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
