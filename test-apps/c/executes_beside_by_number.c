/* SPDX-License-Identifier: Apache-2.0 */
/* Children that share their parent's memory and run beside it on stacks of their own, made by
 * numbers of syscall(2), with a known word in each callee-saved register. They fail to execute and
 * then execute. argv[1]: "each" flag in turn; "threads" that do so at once; one that waits while
 * other calls "fail", or make children that are "reaped"; "many" that wait at once; or how "deep" a
 * child has gone on its stack that does nothing itself. */
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "witness.h"

#define STACK   16384
#define FILL    0xA5
#define THREADS 4
#define ROUNDS  100
#define OTHERS  40
#define MANY    256

/* The child comes back to what lies at top, which is where its stack ends. Returns its pid, -1, or
 * 0 where a register of the parent was lost. */
long call_with_known_registers(long number, uintptr_t first, uintptr_t second, void *top);

/* Where a child comes back to: one that executes, and one that ends without another push. */
void begin_to_execute(void);
void end_at_once(void);

#if defined(__x86_64__)
__asm__("        .text\n"
        "        .globl call_with_known_registers, begin_to_execute, end_at_once\n"
        "        .type call_with_known_registers, @function\n"
        "call_with_known_registers:\n"
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
        "        movq %rcx, %r12\n"
        "        movq $0x4444, %r13\n"
        "        movq $0x5555, %r14\n"
        "        movq %rsp, %r15\n"
        "        call syscall@PLT\n"
        "        cmpq $0x1111, %rbx\n"
        "        jne 2f\n"
        "        cmpq $0x2222, %rbp\n"
        "        jne 2f\n"
        "        cmpq $0x4444, %r13\n"
        "        jne 2f\n"
        "        cmpq $0x5555, %r14\n"
        "        jne 2f\n"
        "        cmpq %rsp, %r15\n"
        "        je 3f\n"
        "2:      xorl %eax, %eax\n"
        "3:      addq $8, %rsp\n"
        "        popq %r15\n"
        "        popq %r14\n"
        "        popq %r13\n"
        "        popq %r12\n"
        "        popq %rbp\n"
        "        popq %rbx\n"
        "        ret\n"
        "        .size call_with_known_registers, . - call_with_known_registers\n"
        "        .type begin_to_execute, @function\n"
        "begin_to_execute:\n"
        "        testq %rax, %rax\n"
        "        jne end_at_once\n"
        "        cmpq $0x1111, %rbx\n"
        "        jne end_at_once\n"
        "        cmpq $0x2222, %rbp\n"
        "        jne end_at_once\n"
        "        cmpq $0x4444, %r13\n"
        "        jne end_at_once\n"
        "        cmpq $0x5555, %r14\n"
        "        jne end_at_once\n"
        "        addq $8, %r12\n"
        "        cmpq %rsp, %r12\n"
        "        jne end_at_once\n"
        "        movq (%rsp), %rdi\n" /* what the program had put there */
        "        andq $-16, %rsp\n"
        "        call execute@PLT\n"
        "        .size begin_to_execute, . - begin_to_execute\n"
        "        .type end_at_once, @function\n"
        "end_at_once:\n"
        "        movl $98, %edi\n"
        "        movl $60, %eax\n"
        "        syscall\n"
        "        .size end_at_once, . - end_at_once\n");
#else
#error "call_with_known_registers: write it for this processor"
#endif

/* The first byte of one is read before it executes; -1: at once. */
void execute(intptr_t gate);

void execute(intptr_t gate)
{
    static char *const arguments[] = {"true", NULL};
    char byte;
    if (gate >= 0 && read((int)gate, &byte, 1) != 1)
        _exit(97);
    execv("/dev/null", arguments);
    execv("/bin/true", arguments);
    _exit(99);
}

struct top {
    void (*begin)(void);
    intptr_t gate;
    char above[32];
};

static struct top *prepare(char stack[STACK], void (*begin)(void), int gate)
{
    struct top *top = (struct top *)(stack + STACK) - 1;
    memset(stack, FILL, STACK);
    top->begin = begin;
    top->gate = gate;
    return top;
}

static pid_t make(long number, uint64_t flags, char *stack, struct top *top)
{
    struct clone_args arguments = {.flags = flags,
                                   .exit_signal = SIGCHLD,
                                   .stack = (uintptr_t)stack,
                                   .stack_size = (uintptr_t)top - (uintptr_t)stack};
    long child =
        number == SYS_clone3
            ? call_with_known_registers(number, (uintptr_t)&arguments, sizeof arguments, top)
            : call_with_known_registers(number, flags | SIGCHLD, (uintptr_t)top, top);
    witness("syscall", (pid_t)child, child < 0 ? errno : 0);
    return (pid_t)child;
}

static const struct {
    long number;
    uint64_t flags;
} ways[] = {{SYS_clone, CLONE_VM},
            {SYS_clone3, CLONE_VM},
            {SYS_clone, CLONE_VM | CLONE_FILES},
            {SYS_clone3, CLONE_VM | CLONE_FILES | CLONE_FS}};
#define WAYS (int)(sizeof ways / sizeof *ways)

static void execute_in_each(void)
{
    static char stacks[WAYS][STACK] __attribute__((aligned(16)));
    pid_t children[WAYS];
    for (int i = 0; i < WAYS; i++)
        children[i] = make(ways[i].number, ways[i].flags, stacks[i],
                           prepare(stacks[i], begin_to_execute, -1));
    for (int i = 0; i < WAYS; i++)
        printf("status %d\n", reap(children[i]));
}

static void *execute_often(void *stack)
{
    intptr_t failed = 0;
    for (int i = 0; i < ROUNDS; i++)
        failed += reap(make(ways[i % WAYS].number, ways[i % WAYS].flags, stack,
                            prepare(stack, begin_to_execute, -1))) != 0;
    return (void *)failed;
}

static void execute_in_threads(void)
{
    static char stacks[THREADS][STACK] __attribute__((aligned(16)));
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, execute_often, stacks[i]) != 0)
            abort();
    for (int i = 0; i < THREADS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        printf("%d failed\n", (int)(intptr_t)failed);
    }
}

/* A mount namespace of its own and a shared root are too much (copy_process, kernel/fork.c). */
static bool other_fails(char *stack)
{
    return make(SYS_clone, CLONE_VM | CLONE_FS | CLONE_NEWNS, stack,
                prepare(stack, end_at_once, -1)) == -1;
}

static bool other_executes(char *stack)
{
    return reap(make(SYS_clone, CLONE_VM, stack, prepare(stack, begin_to_execute, -1))) == 0;
}

static void wait_while(bool (*other)(char *stack))
{
    static char stacks[2][STACK] __attribute__((aligned(16)));
    int gate[2], others = 0;
    if (pipe(gate) != 0)
        abort();
    pid_t child =
        make(SYS_clone, CLONE_VM, stacks[0], prepare(stacks[0], begin_to_execute, gate[0]));
    for (int i = 0; i < OTHERS; i++)
        others += other(stacks[1]);
    if (write(gate[1], "", 1) != 1)
        abort();
    printf("%d others, status %d\n", others, reap(child));
}

static void execute_many(void)
{
    static char stacks[MANY][STACK] __attribute__((aligned(16)));
    int gate[2], status, failed = 0;
    if (pipe(gate) != 0)
        abort();
    for (int i = 0; i < MANY; i++)
        (void)make(SYS_clone, CLONE_VM, stacks[i], prepare(stacks[i], begin_to_execute, gate[0]));
    for (int i = 0; i < MANY; i++)
        failed += write(gate[1], "", 1) != 1 || waitpid(-1, &status, 0) < 0 || status != 0;
    printf("%d failed\n", failed);
}

static void tell_depth(void)
{
    static char stack[STACK] __attribute__((aligned(16)));
    for (int i = 0; i < WAYS; i++) {
        struct top *top = prepare(stack, end_at_once, -1);
        int status = reap(make(ways[i].number, ways[i].flags, stack, top));
        const char *lowest = stack;
        while (*lowest == (char)FILL)
            lowest++;
        printf("status %d, %s %d\n", status,
               (ways[i].flags & CLONE_FILES) != 0 ? "shares" : "closes",
               (int)((char *)top - lowest));
    }
}

int main(int count, char **values)
{
    const char *way = count == 2 ? values[1] : "";
    if (strcmp(way, "each") == 0)
        execute_in_each();
    else if (strcmp(way, "threads") == 0)
        execute_in_threads();
    else if (strcmp(way, "fail") == 0)
        wait_while(other_fails);
    else if (strcmp(way, "reaped") == 0)
        wait_while(other_executes);
    else if (strcmp(way, "many") == 0)
        execute_many();
    else if (strcmp(way, "deep") == 0)
        tell_depth();
    else
        return 2;
    return 0;
}
