/* SPDX-License-Identifier: Apache-2.0 */
/* While system is under way, a handler forks on another stack, whose memory lies above it: a
 * handler's stack that the kernel takes away meanwhile (SS_AUTODISARM), or a coroutine's. */
#include <signal.h>
#include <ucontext.h>

#include "witness.h"

#define STACK 65536

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif

static ucontext_t caller, other, last;
static char stacks[2][STACK];

static void call_system(const char *where)
{
    char command[64];
    snprintf(command, sizeof command, "kill -USR1 %d; exit 5", (int)getpid());
    int status = system(command);
    witness_unnamed("system");
    printf("%s: status %x\n", where, (unsigned)status);
}

static void handle_by(void (*handler)(int), int flags)
{
    const struct sigaction action = {.sa_handler = handler, .sa_flags = flags | SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
}

static void fork_here(int unused)
{
    (void)unused;
    fork_and_reap();
}

static void call_with_a_handlers_stack_above(void)
{
    char above[STACK];
    const stack_t own = {.ss_sp = above, .ss_size = STACK, .ss_flags = (int)SS_AUTODISARM};
    if (sigaltstack(&own, NULL) != 0)
        abort();
    handle_by(fork_here, SA_ONSTACK);
    call_system("a handler's stack");
    sigaltstack(&(const stack_t){.ss_flags = SS_DISABLE}, NULL);
}

static void switch_to_other(int unused)
{
    (void)unused;
    swapcontext(&caller, &other);
}

static void run_caller(void)
{
    call_system("a coroutine's");
}

static void run_other(void)
{
    fork_and_reap();
    swapcontext(&other, &caller);
}

static void prepare(ucontext_t *context, char *stack, void (*function)(void))
{
    getcontext(context);
    context->uc_stack = (stack_t){.ss_sp = stack, .ss_size = STACK};
    context->uc_link = &last;
    makecontext(context, function, 0);
}

static void call_from_below_a_coroutine(void)
{
    prepare(&caller, stacks[0], run_caller);
    prepare(&other, stacks[1], run_other);
    handle_by(switch_to_other, 0);
    swapcontext(&last, &caller);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    call_with_a_handlers_stack_above();
    call_from_below_a_coroutine();
    return 0;
}
