/* SPDX-License-Identifier: Apache-2.0 */
/* Waits in waitid beside a thread: is cancelled there before, while and as the child ends, with
 * cancellation enabled and not; is interrupted, left by a jump, and forks and vforks in between. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "asleep.h"
#include "witness.h"

#define TOUCHED_BYTES 67108864
#define PAGE          4096

/* What a thread does around its waitid. */
struct waiter {
    pid_t child;
    int state, type; /* of cancellation */
    int result, error, type_after;
    siginfo_t info;
    bool is_cleaned_up;
    atomic_int may_wait, waits; /* the thread, once it is about to */
};

static void wait_until(atomic_int *flag)
{
    while (!atomic_load(flag))
        sleep_a_moment();
}

/* It sleeps nowhere else. */
static void wait_until_it_sleeps(atomic_int *thread)
{
    wait_until(thread);
    wait_until_asleep(atomic_load(thread));
}

static int type_now(void)
{
    int type = -1;
    pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &type);
    pthread_setcanceltype(type, NULL);
    return type;
}

static const char *name_of(int type)
{
    return type == PTHREAD_CANCEL_DEFERRED ? "deferred" : "asynchronous";
}

static void clean_up(void *waiter)
{
    ((struct waiter *)waiter)->is_cleaned_up = true;
}

static void *wait_for_it(void *data)
{
    struct waiter *waiter = data;
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    pthread_setcanceltype(waiter->type, &state);
    wait_until(&waiter->may_wait);
    pthread_cleanup_push(clean_up, waiter);
    pthread_setcancelstate(waiter->state, &state);
    errno = 0;
    atomic_store(&waiter->waits, gettid());
    waiter->result = waitid(P_PID, (id_t)waiter->child, &waiter->info, WEXITED);
    waiter->error = errno;
    waiter->type_after = type_now();
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
    pthread_testcancel();
    pthread_cleanup_pop(0);
    return NULL;
}

static pid_t make(void (*live)(void))
{
    pid_t child = fork();
    if (child == 0) {
        live();
        _exit(9);
    }
    witness("fork", child, 0);
    return child;
}

static void touch_memory(void)
{
    volatile char *memory =
        mmap(NULL, TOUCHED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (size_t at = 0; memory != MAP_FAILED && at < TOUCHED_BYTES; at += PAGE)
        memory[at] = 1;
    _exit(7);
}

static void sleep_on(void)
{
    for (;;)
        pause();
}

static void end(void)
{
}

static pthread_t start(struct waiter *waiter)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for_it, waiter) != 0)
        abort();
    return thread;
}

static void join_and_print(const char *what, pthread_t thread, const struct waiter *waiter)
{
    void *result = NULL;
    pthread_join(thread, &result);
    printf("%s: %s, cleaned up %d; waitid %d, errno %d, status %d, type %s\n", what,
           result == PTHREAD_CANCELED ? "cancelled" : "not cancelled", waiter->is_cleaned_up,
           waiter->result, waiter->error, waiter->info.si_status, name_of(waiter->type_after));
}

static void print_whether_it_is_left(const char *what, pid_t child)
{
    siginfo_t info = {0};
    int result = waitid(P_PID, (id_t)child, &info, WEXITED);
    printf("%s: the child is %s, code %d, status %d\n", what, result == 0 ? "left" : "gone",
           info.si_code, info.si_status);
}

static void wait_uncancelled(const char *what, void (*live)(void), int type)
{
    struct waiter waiter = {.child = make(live), .state = PTHREAD_CANCEL_ENABLE, .type = type};
    pthread_t thread = start(&waiter);
    atomic_store(&waiter.may_wait, 1);
    join_and_print(what, thread, &waiter);
}

static void be_cancelled_while_it_waits(int type)
{
    struct waiter waiter = {.child = make(sleep_on), .type = type, .result = -2};
    waiter.state = PTHREAD_CANCEL_ENABLE;
    pthread_t thread = start(&waiter);
    atomic_store(&waiter.may_wait, 1);
    wait_until_it_sleeps(&waiter.waits);
    pthread_cancel(thread);
    join_and_print("cancelled while it waits", thread, &waiter);
    kill(waiter.child, SIGTERM);
    print_whether_it_is_left("cancelled while it waits", waiter.child);
}

static void be_cancelled_before(void)
{
    struct waiter waiter = {.child = make(end), .type = PTHREAD_CANCEL_DEFERRED, .result = -2};
    waiter.state = PTHREAD_CANCEL_ENABLE;
    siginfo_t info;
    waitid(P_PID, (id_t)waiter.child, &info, WEXITED | WNOWAIT);
    pthread_t thread = start(&waiter);
    pthread_cancel(thread);
    atomic_store(&waiter.may_wait, 1);
    join_and_print("cancelled before it waits", thread, &waiter);
    print_whether_it_is_left("cancelled before it waits", waiter.child);
}

static void be_cancelled_in_vain(int type)
{
    struct waiter waiter = {.child = make(sleep_on), .state = PTHREAD_CANCEL_DISABLE};
    waiter.type = type;
    pthread_t thread = start(&waiter);
    atomic_store(&waiter.may_wait, 1);
    wait_until_it_sleeps(&waiter.waits);
    pthread_cancel(thread);
    for (int i = 0; i < 20; i++)
        sleep_a_moment();
    kill(waiter.child, SIGTERM);
    join_and_print("cancelled in vain", thread, &waiter);
}

static void find_none(void)
{
    struct waiter waiter = {.child = getpid(), .state = PTHREAD_CANCEL_ENABLE};
    pthread_t thread = start(&waiter);
    atomic_store(&waiter.may_wait, 1);
    join_and_print("finds none", thread, &waiter);
}

static sigjmp_buf before_the_wait;
static atomic_int handled, interrupted;
static int type_in_handler;
static bool leaves;

/* Its child goes on where the handler returns to, which is a waitid without a child. */
static void fork_in_between(int signal)
{
    (void)signal;
    int before = errno;
    pid_t parent = getpid(), child = fork();
    if (child != 0)
        witness("fork", child, 0);
    type_in_handler = type_now();
    errno = before;
    if (getpid() == parent)
        atomic_store(&handled, 1);
    if (leaves && child != 0)
        siglongjmp(before_the_wait, 1);
}

/* How it goes on: -1 in whom it forked. */
static void *be_interrupted(void *data)
{
    pid_t own = getpid();
    siginfo_t info = {0};
    volatile int result = -2;
    errno = 0;
    atomic_store(&interrupted, gettid());
    if (sigsetjmp(before_the_wait, 1) == 0)
        result = waitid(P_PID, (id_t) * (pid_t *)data, &info, WEXITED);
    if (getpid() != own)
        _exit(result == -1 && type_now() == PTHREAD_CANCEL_DEFERRED ? 0 : 1);
    printf("interrupted: waitid %d, %s, type in the handler %s, afterwards %s\n", result,
           errno == EINTR ? "EINTR" : "no EINTR", name_of(type_in_handler), name_of(type_now()));
    pthread_exit(NULL);
}

static void interrupt(int flags, bool by_a_jump)
{
    struct sigaction action = {.sa_handler = fork_in_between, .sa_flags = flags};
    pid_t child = make(sleep_on);
    pthread_t thread;
    leaves = by_a_jump;
    atomic_store(&handled, 0);
    atomic_store(&interrupted, 0);
    sigaction(SIGUSR1, &action, NULL);
    if (pthread_create(&thread, NULL, be_interrupted, &child) != 0)
        abort();
    wait_until_it_sleeps(&interrupted);
    pthread_kill(thread, SIGUSR1);
    wait_until(&handled);
    kill(child, SIGTERM);
    pthread_join(thread, NULL);
    for (siginfo_t info; waitid(P_ALL, 0, &info, WEXITED) == 0;)
        if (info.si_pid != child)
            printf("whom the handler has forked: status %d\n", info.si_status);
}

/* A child of vfork has its parent's memory, and so its state of cancellation. */
static void *wait_in_vfork(void *unused)
{
    volatile int result = 0, error = 0;
    pid_t child = vfork();
    if (child == 0) {
        siginfo_t info;
        result = waitid(P_ALL, 0, &info, WEXITED);
        error = errno;
        _exit(0);
    }
    witness("vfork", child, 0);
    printf("in vfork: waitid %d, errno %d, type afterwards %s\n", result, error,
           name_of(type_now()));
    printf("vfork: %d\n", reap(child));
    return unused;
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    pthread_t thread;
    wait_uncancelled("waits", touch_memory, PTHREAD_CANCEL_DEFERRED);
    wait_uncancelled("waits", touch_memory, PTHREAD_CANCEL_ASYNCHRONOUS);
    be_cancelled_while_it_waits(PTHREAD_CANCEL_DEFERRED);
    be_cancelled_while_it_waits(PTHREAD_CANCEL_ASYNCHRONOUS);
    be_cancelled_before();
    be_cancelled_in_vain(PTHREAD_CANCEL_DEFERRED);
    be_cancelled_in_vain(PTHREAD_CANCEL_ASYNCHRONOUS);
    find_none();
    interrupt(0, false);
    interrupt(SA_RESTART, false);
    interrupt(0, true);
    if (pthread_create(&thread, NULL, wait_in_vfork, NULL) != 0)
        abort();
    pthread_join(thread, NULL);
    return 0;
}
