/* SPDX-License-Identifier: Apache-2.0 */
/* A handler leaves a call of system by a jump. Then other functions, whose frames come to lie over
 * that call's in ever other ways, fork, and their children look at what lies there. */
#include <alloca.h>
#include <setjmp.h>
#include <signal.h>

#include "witness.h"

#define SHIFTS 170
#define WORDS  256

static sigjmp_buf out;

static void leave(int number)
{
    (void)number;
    siglongjmp(out, 1);
}

static __attribute__((noinline)) void leave_a_call(void)
{
    char command[64];
    volatile char *above = alloca(1024);
    above[0] = 1;
    snprintf(command, sizeof command, "kill -USR1 %d; exec 2>&-", (int)getpid());
    if (sigsetjmp(out, 1) == 0)
        (void)system(command);
}

static __attribute__((noinline)) int fork_over_it(void)
{
    volatile long words[WORDS];
    for (int i = 0; i < WORDS; i += 8)
        words[i] = i + 1;
    pid_t child = fork();
    if (child == 0) {
        int changed = 0;
        for (int i = 0; i < WORDS; i += 8)
            changed |= words[i] != i + 1;
        _exit(changed);
    }
    witness("fork", child, 0);
    return reap(child);
}

static __attribute__((noinline)) int fork_lower(int shift)
{
    volatile char *above = alloca((size_t)shift * 16 + 16);
    above[0] = 1;
    return fork_over_it() + (above[0] - 1);
}

int main(void)
{
    int damaged = 0;
    signal(SIGUSR1, leave);
    for (int shift = 0; shift < SHIFTS; shift++) {
        leave_a_call();
        damaged += fork_lower(shift) != 0;
        witness_unnamed("system");
    }
    printf("%d children damaged\n", damaged);
    return 0;
}
