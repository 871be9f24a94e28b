/* SPDX-License-Identifier: Apache-2.0 */
/* syscall: a call that makes a process keeps its spawn in x9, its return address in x30, and what
   else a child beside its parent has to know in x10; the kernel gives them back to parent and child. */
#if defined(__aarch64__)

#include <sys/syscall.h>

#include "interpose/jump_aarch64.inc"

/* From the registers of a function to those of a system call. */
        .macro  shift_arguments
        mov     x8, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        mov     x4, x5
        mov     x5, x6
        .endm

        .text
        .globl  syscall
        .type   syscall, %function
        .hidden syscall_begin, syscall_end, syscall_copied, syscall_beside, syscall_failed, syscall_original, \
                syscall_told_of, syscall_by_number
syscall:
        .cfi_startproc
        hint    #34                     /* bti c */
        mov     w9, w0                  /* all that the kernel looks at (el0_svc_common) */
        cmp     w9, #SYS_clone
        b.eq    2f
        cmp     w9, #SYS_clone3         /* the last of ours */
        b.eq    2f
        b.hi    1f
        adrp    x10, syscall_told_of
        add     x10, x10, #:lo12:syscall_told_of
        ldrb    w10, [x10, x9]
        cbnz    w10, syscall_by_number
1:      adrp    x16, syscall_original
        ldr     x16, [x16, #:lo12:syscall_original]
        cbz     x16, 3f
        br      x16
3:      shift_arguments
        svc     #0
        cmn     x0, #4095
        b.cs    syscall_failed
        ret
2:      keep_arguments
        mov     x3, x30
        bl      syscall_begin
        mov     x9, x0
        mov     x10, x1
        restore_arguments
        cbz     x9, 1b
        shift_arguments
        svc     #0
        cbz     x0, 4f
        stp     x29, x30, [sp, #-16]!   /* the parent */
        .cfi_adjust_cfa_offset 16
        .cfi_rel_offset x29, 0
        .cfi_rel_offset x30, 8
        mov     x29, sp
        mov     x1, x9
        bl      syscall_end
        ldp     x29, x30, [sp], #16
        .cfi_adjust_cfa_offset -16
        .cfi_restore x29
        .cfi_restore x30
        ret
4:      tst     x9, #4 | 8              /* the child; its stack is aligned, or the kernel had refused it */
        b.eq    8f
        stp     x29, x30, [sp, #-32]!
        str     x9, [sp, #16]
        mov     x0, x9
        mov     x1, x10
        bl      syscall_beside
        ldr     x9, [sp, #16]
        ldp     x29, x30, [sp], #32
        mov     x0, #0
8:      tbnz    x9, #0, 5f
        tbz     x9, #1, 5f
        stp     x29, x30, [sp, #-16]!
        mov     x0, x9
        bl      syscall_copied
        ldp     x29, x30, [sp], #16
        mov     x0, #0
5:      ret
        .cfi_endproc
        .size   syscall, . - syscall

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
