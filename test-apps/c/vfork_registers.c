/* SPDX-License-Identifier: Apache-2.0 */
/* Calls vfork with a known word in each callee-saved register, all of which the child spoils. */
#include "witness.h"

/* Returns the child, or -1 where a register of the parent was lost. */
pid_t vfork_with_known_registers(void);

#if defined(__x86_64__)
__asm__("        .text\n"
        "        .globl vfork_with_known_registers\n"
        "        .type vfork_with_known_registers, @function\n"
        "vfork_with_known_registers:\n"
        "        endbr64\n"
        "        pushq %rbx\n"
        "        pushq %rbp\n"
        "        pushq %r12\n"
        "        pushq %r13\n"
        "        pushq %r14\n"
        "        pushq %r15\n"
        "        subq $8, %rsp\n"
        "        movq $0x1111, %rbx\n"
        "        movq $0x2222, %rbp\n"
        "        movq $0x3333, %r12\n"
        "        movq $0x4444, %r13\n"
        "        movq $0x5555, %r14\n"
        "        movq $0x6666, %r15\n"
        "        movq %rsp, (%rsp)\n"
        "        call vfork@PLT\n"
        "        testl %eax, %eax\n"
        "        jnz 1f\n"
        "        xorl %ebx, %ebx\n"
        "        xorl %ebp, %ebp\n"
        "        xorl %r12d, %r12d\n"
        "        xorl %r13d, %r13d\n"
        "        xorl %r14d, %r14d\n"
        "        xorl %r15d, %r15d\n"
        "        movl $9, %edi\n"
        "        call _exit@PLT\n"
        "1:      cmpq $0x1111, %rbx\n"
        "        jne 2f\n"
        "        cmpq $0x2222, %rbp\n"
        "        jne 2f\n"
        "        cmpq $0x3333, %r12\n"
        "        jne 2f\n"
        "        cmpq $0x4444, %r13\n"
        "        jne 2f\n"
        "        cmpq $0x5555, %r14\n"
        "        jne 2f\n"
        "        cmpq $0x6666, %r15\n"
        "        jne 2f\n"
        "        cmpq %rsp, (%rsp)\n"
        "        je 3f\n"
        "2:      movl $-1, %eax\n"
        "3:      addq $8, %rsp\n"
        "        popq %r15\n"
        "        popq %r14\n"
        "        popq %r13\n"
        "        popq %r12\n"
        "        popq %rbp\n"
        "        popq %rbx\n"
        "        ret\n"
        "        .size vfork_with_known_registers, . - vfork_with_known_registers\n");
#else
#error "vfork_with_known_registers: write it for this processor"
#endif

int main(void)
{
    for (int i = 0; i < 20; i++) {
        pid_t child = vfork_with_known_registers();
        if (child < 0) {
            puts("a register was lost");
            return 1;
        }
        witness("vfork", child, 0);
        if (reap(child) != 9)
            return 2;
    }
    puts("20 times all registers were kept");
    return 0;
}
