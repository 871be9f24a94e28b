/* SPDX-License-Identifier: Apache-2.0 */
/* vfork: the child returns on the caller's frame, so return address and spawn stay in registers,
   which the kernel gives back to both (arch/arm64/kernel/process.c, copy_thread changes x0 alone). */
#if defined(__aarch64__)

#include <sys/syscall.h>

#define CLONE_VM_VFORK_SIGCHLD (0x100 | 0x4000 | 17)

        .text
        .globl  vfork, __vfork
        .type   vfork, %function
        .type   __vfork, %function
        .hidden vfork_begin
        .hidden vfork_end
        .hidden vfork_child
        .hidden vfork_by_copying
        .weak   __tsan_init

        .macro  call target
        stp     x29, x30, [sp, #-16]!
        .cfi_adjust_cfa_offset 16
        .cfi_rel_offset x29, 0
        .cfi_rel_offset x30, 8
        mov     x29, sp
        bl      \target
        ldp     x29, x30, [sp], #16
        .cfi_adjust_cfa_offset -16
        .cfi_restore x29
        .cfi_restore x30
        .endm

__vfork:
        .cfi_startproc
        hint    #34             /* bti c */
        adr     x0, 2f
        b       3f
        .size   __vfork, . - __vfork
vfork:
        hint    #34
        adr     x0, 2f + 2
3:      adrp    x16, :got:__tsan_init
        ldr     x16, [x16, #:got_lo12:__tsan_init]
        cbnz    x16, vfork_by_copying
        mov     x1, x30
        call    vfork_begin
        mov     x9, x0
        mov     x0, #CLONE_VM_VFORK_SIGCHLD
        mov     x1, #0          /* the caller's stack */
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        mov     x8, #SYS_clone
        svc     #0
        cbnz    x0, 1f
        cbz     x9, 4f          /* the child */
        mov     x0, x9
        call    vfork_child
4:      mov     x0, #0
        ret
1:      mov     x1, x9          /* the parent: the child has used the stack below */
        call    vfork_end
        ret
        .cfi_endproc
        .size   vfork, . - vfork
        .section .rodata.str1.1, "aMS", %progbits, 1
2:      .asciz  "__vfork"

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
