/* SPDX-License-Identifier: Apache-2.0 */
/* vfork: the child returns on the caller's frame, so return address and spawn stay in registers,
   which the kernel gives back to both (entry_64.S clobbers rcx and r11 alone). */
#if defined(__x86_64__)

#include <sys/syscall.h>

        .text
        .globl  vfork, __vfork
        .type   vfork, @function
        .type   __vfork, @function
        .hidden vfork_begin
        .hidden vfork_end
        .hidden vfork_child
        .hidden vfork_by_copying
        .weak   __tsan_init
__vfork:
        .cfi_startproc
        endbr64
        leaq    2f(%rip), %rdi
        jmp     3f
        .size   __vfork, . - __vfork
vfork:
        endbr64
        leaq    2f + 2(%rip), %rdi
3:      movq    __tsan_init@GOTPCREL(%rip), %rax
        testq   %rax, %rax
        jnz     vfork_by_copying
        movq    (%rsp), %rsi
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        call    vfork_begin
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        movq    %rax, %rsi
        popq    %rdi
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %rdi
        movl    $SYS_vfork, %eax
        syscall
        testq   %rax, %rax
        jnz     1f
        .cfi_remember_state
        testq   %rsi, %rsi      /* the child */
        jz      4f
        pushq   %rdi
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rip, 0
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq    %rsi, %rdi
        call    vfork_child
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        popq    %rdi
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %rdi
4:      xorl    %eax, %eax
        notrack jmp *%rdi       /* no ret, so a shadow stack keeps the parent's entry */
        .cfi_restore_state
1:      pushq   %rdi            /* the parent: the child has overwritten this word */
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rip, 0
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        movq    %rax, %rdi
        call    vfork_end
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        ret
        .cfi_endproc
        .size   vfork, . - vfork
        .section .rodata.str1.1, "aMS", @progbits, 1
2:      .asciz  "__vfork"

#include "host/property_x86_64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
