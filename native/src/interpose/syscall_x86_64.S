/* SPDX-License-Identifier: Apache-2.0 */
/* syscall: a call that makes a process keeps its spawn in r9, which no such call uses, its return
   address in xmm0, and what else a child beside its parent has to know in xmm1; the kernel gives
   them back to parent and child. */
#if defined(__x86_64__)

#include <sys/syscall.h>

/* From the registers of a function to those of a system call, but for the sixth argument. */
        .macro  shift_arguments
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %r10
        movq    %r9, %r8
        .endm

        .text
        .globl  syscall
        .type   syscall, @function
        .hidden syscall_begin, syscall_end, syscall_copied, syscall_beside, syscall_failed, syscall_original, \
                syscall_told_of, syscall_by_number
syscall:
        .cfi_startproc
        endbr64
        movl    %edi, %eax              /* all that the kernel looks at (do_syscall_64) */
        leal    -SYS_clone(%rax), %r11d /* clone, fork, vfork stand together */
        cmpl    $SYS_vfork - SYS_clone, %r11d
        jbe     2f
        cmpl    $SYS_clone3, %eax       /* the last of ours */
        je      2f
        ja      1f
        leaq    syscall_told_of(%rip), %r11
        cmpb    $0, (%r11, %rax)
        jne     syscall_by_number
1:      movq    syscall_original(%rip), %r11
        testq   %r11, %r11
        jz      3f
        jmp     *%r11
3:      shift_arguments
        movq    8(%rsp), %r9
        syscall
        cmpq    $-4095, %rax
        jae     7f
        ret
7:      movq    %rax, %rdi
        jmp     syscall_failed
2:      subq    $56, %rsp
        .cfi_adjust_cfa_offset 56
        movq    %rdi, (%rsp)
        movq    %rsi, 8(%rsp)
        movq    %rdx, 16(%rsp)
        movq    %rcx, 24(%rsp)
        movq    %r8, 32(%rsp)
        movq    %r9, 40(%rsp)
        movq    56(%rsp), %rcx
        call    syscall_begin
        movq    %rax, %r11
        movq    %rdx, %xmm1
        movq    (%rsp), %rdi
        movq    8(%rsp), %rsi
        movq    16(%rsp), %rdx
        movq    24(%rsp), %rcx
        movq    32(%rsp), %r8
        movq    40(%rsp), %r9
        addq    $56, %rsp
        .cfi_adjust_cfa_offset -56
        testq   %r11, %r11
        jz      1b
        shift_arguments
        movq    %r11, %r9
        popq    %r11
        .cfi_adjust_cfa_offset -8
        .cfi_undefined %rip
        movq    %r11, %xmm0
        syscall
        movq    %xmm0, %r11
        testq   %rax, %rax
        jz      4f
        .cfi_remember_state
        pushq   %r11            /* the parent: a child may have overwritten this word */
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rip, 0
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq    %rax, %rdi
        movq    %r9, %rsi
        call    syscall_end
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        ret
        .cfi_restore_state
4:      testb   $4 | 8, %r9b    /* the child */
        jz      8f
        pushq   %rbx            /* a stack of its own may end anywhere */
        pushq   %r11
        pushq   %r9
        movq    %rsp, %rbx
        andq    $-16, %rsp
        movq    %r9, %rdi
        movq    %xmm1, %rsi
        call    syscall_beside
        movq    %rbx, %rsp
        popq    %r9
        popq    %r11
        popq    %rbx
        xorl    %eax, %eax
8:      testb   $1, %r9b
        jnz     5f
        testb   $2, %r9b
        jnz     6f
        notrack jmp *%r11
5:      ret                     /* off its own stack, as from the C library's syscall */
6:      pushq   %r11
        subq    $8, %rsp
        movq    %r9, %rdi
        call    syscall_copied
        addq    $8, %rsp
        xorl    %eax, %eax
        ret
        .cfi_endproc
        .size   syscall, . - syscall

#include "host/property_x86_64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
