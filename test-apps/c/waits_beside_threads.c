/* SPDX-License-Identifier: Apache-2.0 */
/* Sleeps in waitid beside a thread and tells what the caller sees of it: ends, stops, what is
 * refused, and several that wait for the same. "races": cancels threads as their children end. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "asleep.h"
#include "witness.h"

#define TOUCHED_BYTES 67108864
#define WAITERS       4
#define CHILDREN      100
#define CANCELLED     200

#define BAD ((siginfo_t *)8)

/* One waitid of a thread. */
struct waiter {
    idtype_t type;
    id_t id;
    siginfo_t *info, own;
    int options, result, error;
    atomic_int waits; /* the thread, once it is about to */
    pthread_t thread;
};

/* It sleeps nowhere else. */
static void await_its_sleep(struct waiter *waiter)
{
    while (!atomic_load(&waiter->waits))
        sleep_a_moment();
    wait_until_asleep(atomic_load(&waiter->waits));
}

static void *wait_once(void *data)
{
    struct waiter *waiter = data;
    errno = 0;
    atomic_store(&waiter->waits, gettid());
    waiter->result = waitid(waiter->type, waiter->id, waiter->info, waiter->options);
    waiter->error = errno;
    return NULL;
}

static void start(struct waiter *waiter, idtype_t type, id_t id, siginfo_t *info, int options)
{
    *waiter = (struct waiter){.type = type, .id = id, .info = info, .options = options};
    memset(&waiter->own, 0x55, sizeof waiter->own);
    if (pthread_create(&waiter->thread, NULL, wait_once, waiter) != 0)
        abort();
}

static void finish(const char *what, struct waiter *waiter, pid_t child)
{
    const siginfo_t *info = &waiter->own;
    pthread_join(waiter->thread, NULL);
    printf("%s: %d, errno %d; signal %d, code %d, error %d, %s, uid %d, status %d\n", what,
           waiter->result, waiter->error, info->si_signo, info->si_code, info->si_errno,
           info->si_pid == child ? "the child" : "not the child", (int)info->si_uid,
           info->si_status);
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

static void sleep_on(void)
{
    for (;;)
        pause();
}

static void end(void)
{
}

static void touch_memory(void)
{
    char *memory =
        mmap(NULL, TOUCHED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)madvise(memory, TOUCHED_BYTES, MADV_NOHUGEPAGE);
    memset(memory, 1, TOUCHED_BYTES);
    _exit(7);
}

static void print_whether_it_is_left(const char *what, pid_t child)
{
    printf("%s: the child is %s\n", what, reap(child) >= 0 ? "left" : "gone");
}

static void find_ends(void)
{
    struct waiter waiter;
    pid_t child = make(touch_memory);
    start(&waiter, P_PID, (id_t)child, &waiter.own, WEXITED);
    finish("one that ends", &waiter, child);
    child = make(sleep_on);
    start(&waiter, P_ALL, 0, NULL, WEXITED);
    await_its_sleep(&waiter);
    kill(child, SIGTERM);
    finish("without a place", &waiter, child);
    print_whether_it_is_left("without a place", child);
    child = make(end);
    siginfo_t info;
    waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
    start(&waiter, P_PID, (id_t)child, &waiter.own, WEXITED);
    finish("one that has ended", &waiter, child);
}

static void find_stops(void)
{
    struct waiter waiter;
    siginfo_t again = {0};
    pid_t child = make(sleep_on);
    const int all = WEXITED | WSTOPPED | WCONTINUED;
    for (int i = 0; i < 3; i++) {
        start(&waiter, P_PID, (id_t)child, &waiter.own, all);
        await_its_sleep(&waiter);
        kill(child, (const int[]){SIGSTOP, SIGCONT, SIGKILL}[i]);
        finish("stopped, continued, killed", &waiter, child);
        int result = waitid(P_PID, (id_t)child, &again, all | WNOHANG);
        printf("once more: %d, %d\n", result, (int)again.si_pid);
    }
}

static void be_refused(void)
{
    struct waiter waiter;
    pid_t child = make(sleep_on);
    start(&waiter, P_PID, (id_t)child, BAD, WEXITED);
    await_its_sleep(&waiter);
    kill(child, SIGTERM);
    finish("a bad place", &waiter, child);
    print_whether_it_is_left("a bad place", child);
    start(&waiter, P_ALL, 0, BAD, WEXITED);
    finish("a bad place and no child", &waiter, child);
    start(&waiter, P_ALL, 0, &waiter.own, WEXITED);
    finish("no child", &waiter, child);
    start(&waiter, P_ALL, 0, &waiter.own, WEXITED | 0x40);
    finish("bad options", &waiter, child);
    start(&waiter, P_PID, (id_t)-1, &waiter.own, WEXITED);
    finish("a bad number", &waiter, child);
    start(&waiter, P_PIDFD, (id_t)STDIN_FILENO, &waiter.own, WEXITED);
    finish("a bad descriptor", &waiter, child);
}

static void find_by_descriptors(void)
{
    struct waiter waiter;
    pid_t child = make(sleep_on);
    int waits = (int)syscall(SYS_pidfd_open, child, 0);
    int asks = (int)syscall(SYS_pidfd_open, child, O_NONBLOCK);
    start(&waiter, P_PIDFD, (id_t)asks, &waiter.own, WEXITED);
    finish("a descriptor that waits for nobody", &waiter, child);
    start(&waiter, P_PIDFD, (id_t)waits, &waiter.own, WEXITED);
    await_its_sleep(&waiter);
    kill(child, SIGTERM);
    finish("a descriptor", &waiter, child);
    close(waits);
    close(asks);
}

static void handle(int signal)
{
    (void)signal;
}

static void be_interrupted(int flags)
{
    struct waiter waiter;
    struct sigaction action = {.sa_handler = handle, .sa_flags = flags};
    pid_t child = make(sleep_on);
    sigaction(SIGUSR1, &action, NULL);
    start(&waiter, P_PID, (id_t)child, &waiter.own, WEXITED);
    await_its_sleep(&waiter);
    pthread_kill(waiter.thread, SIGUSR1);
    if ((flags & SA_RESTART) == 0)
        finish("interrupted", &waiter, child);
    kill(child, SIGTERM);
    if ((flags & SA_RESTART) != 0)
        finish("interrupted and restarted", &waiter, child);
    else
        print_whether_it_is_left("interrupted", child);
}

/* The kernel takes the child, and who waits hears that there is none. */
static void ignore_ends(void)
{
    struct waiter waiter;
    signal(SIGCHLD, SIG_IGN);
    pid_t child = make(sleep_on);
    start(&waiter, P_ALL, 0, &waiter.own, WEXITED);
    await_its_sleep(&waiter);
    kill(child, SIGTERM);
    finish("ignored", &waiter, child);
    signal(SIGCHLD, SIG_DFL);
}

/* One child is one's, whoever else waits. */
static void wait_for_the_same(void)
{
    struct waiter waiters[WAITERS];
    pid_t children[WAITERS];
    unsigned known = 0;
    for (int i = 0; i < WAITERS; i++)
        children[i] = make(sleep_on);
    for (int i = 0; i < WAITERS; i++)
        start(&waiters[i], P_ALL, 0, &waiters[i].own, WEXITED);
    for (int i = 0; i < WAITERS; i++)
        await_its_sleep(&waiters[i]);
    for (int i = 0; i < WAITERS; i++)
        kill(children[i], SIGTERM);
    for (int i = 0; i < WAITERS; i++) {
        pthread_join(waiters[i].thread, NULL);
        for (unsigned of = 0; of < WAITERS; of++)
            if (waiters[i].result == 0 && waiters[i].own.si_pid == children[of])
                known |= 1U << of;
    }
    printf("several wait: %s\n", known == (1U << WAITERS) - 1 ? "each has one" : "NOT EACH");
}

static atomic_int taken, goes_on;

static void *take_all(void *unused)
{
    siginfo_t info;
    int is_last, result;
    do {
        is_last = !atomic_load(&goes_on);
        result = waitid(P_ALL, 0, &info, WEXITED);
        if (result == 0)
            atomic_fetch_add(&taken, 1);
    } while (result == 0 || !is_last);
    return unused;
}

static void wait_for_many(void)
{
    pthread_t threads[WAITERS];
    atomic_store(&goes_on, 1);
    for (int i = 0; i < WAITERS; i++)
        if (pthread_create(&threads[i], NULL, take_all, NULL) != 0)
            abort();
    for (int i = 0; i < CHILDREN; i++)
        (void)make(end);
    atomic_store(&goes_on, 0);
    for (int i = 0; i < WAITERS; i++)
        pthread_join(threads[i], NULL);
    printf("many: %d of %d\n", atomic_load(&taken), CHILDREN);
}

/* Sooner or later than its child's end. */
static void cancel_as_they_end(void)
{
    int lost = 0;
    for (int i = 0; i < CANCELLED; i++) {
        struct waiter waiter;
        void *result = NULL;
        pid_t child = make(end);
        start(&waiter, P_PID, (id_t)child, &waiter.own, WEXITED);
        for (volatile int wait = 0; wait < i * 1000; wait++)
            ;
        pthread_cancel(waiter.thread);
        pthread_join(waiter.thread, &result);
        lost += result == PTHREAD_CANCELED && reap(child) != 9;
    }
    printf("cancelled as they end: %d lost\n", lost);
}

static void *sleep_beside(void *unused)
{
    sleep_on();
    return unused;
}

int main(int count, char **values)
{
    pthread_t thread;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (pthread_create(&thread, NULL, sleep_beside, NULL) != 0)
        abort();
    if (count > 1 && strcmp(values[1], "races") == 0) {
        wait_for_many();
        cancel_as_they_end();
        return 0;
    }
    find_ends();
    find_stops();
    be_refused();
    find_by_descriptors();
    be_interrupted(0);
    be_interrupted(SA_RESTART);
    ignore_ends();
    wait_for_the_same();
    return 0;
}
