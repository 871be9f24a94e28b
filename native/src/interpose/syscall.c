/* SPDX-License-Identifier: Apache-2.0 */
/* syscall(2) as a door: which numbers and arguments make a process, and of what kind. */
#include "syscall.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>

#include "calls.h"
#include "exit.h"
#include "host/alone.h"
#include "host/descriptor.h"
#include "host/peek.h"
#include "host/raw.h"
#include "nested.h"
#include "outcome/beside.h"
#include "real.h"
#include "vfork.h"

/* include/uapi/linux/sched.h, as of version 0 of the structure: later fields come behind. */
struct clone3_arguments {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

struct request {
    enum mechanism mechanism;
    uint64_t flags;
    bool has_stack;
};

static bool read_clone(uint64_t flags, bool has_stack, struct request *request)
{
    bool shares = (flags & CLONE_VM) != 0;
    alone_ends(flags);
    *request = (struct request){.mechanism = shares ? MECHANISM_CLONE_VM : MECHANISM_CLONE,
                                .flags = flags,
                                .has_stack = has_stack};
    return (flags & CLONE_THREAD) == 0;
}

static bool read_clone3(const void *address, size_t size, struct request *request)
{
    struct clone3_arguments arguments = {0};
    /* The kernel refuses these by itself; nothing is made. */
    if (size < sizeof arguments || !peek_bytes(&arguments, sizeof arguments, address))
        return read_clone(0, false, request);
    return read_clone(arguments.flags, arguments.stack != 0, request);
}

/* The kernel looks at the lower half of a number (do_syscall_64, arch/x86/entry/common.c); older
 * ones answer ENOSYS where the upper half is not 0. */
static bool makes_a_process(int number, uintptr_t first, uintptr_t second, struct request *request)
{
    switch (number) {
#ifdef SYS_fork
    case SYS_fork:
        *request = (struct request){.mechanism = MECHANISM_FORK};
        return true;
    case SYS_vfork:
        *request = (struct request){.mechanism = MECHANISM_VFORK};
        return true;
#endif
    case SYS_clone:
        return read_clone(first, second != 0, request);
    case SYS_clone3:
        return read_clone3((const void *)first, second, request);
    default:
        return false;
    }
}

static bool waits_for_its_child(const struct request *request)
{
    return request->mechanism == MECHANISM_VFORK ||
           (request->mechanism == MECHANISM_CLONE_VM && (request->flags & CLONE_VFORK) != 0);
}

static uintptr_t marks_of(const struct request *request)
{
    bool copies = copies_memory(request->mechanism);
    bool is_beside = !copies && (request->flags & CLONE_FILES) == 0;
    return (request->has_stack ? CHILD_HAS_ITS_STACK : 0) | (copies ? CHILD_IS_A_COPY : 0) |
           (is_beside ? CHILD_IS_BESIDE : 0);
}

/* Two on one stack, which neither waits for, have none to keep anything on. */
static bool runs_beside_its_parent(const struct request *request)
{
    return !copies_memory(request->mechanism) && !waits_for_its_child(request) &&
           request->has_stack;
}

static uintptr_t expect(const struct spawn *spawn)
{
    struct birth birth;
    spawn_birth(spawn, &birth);
    return (uintptr_t)beside_expect(&birth) << 32 | spawn->descriptors_closed;
}

struct begun syscall_begin(long number, uintptr_t first, uintptr_t second, const void *caller)
{
    struct request request;
    if (!makes_a_process((int)number, first, second, &request))
        return (struct begun){0};
    struct spawn *spawn = vfork_take();
    if (spawn == NULL)
        return (struct begun){0};
    spawn->event.clone_flags = request.flags;
    door_begin(spawn, caller, "syscall", request.mechanism, NULL, NULL);
    spawn->shares_descriptors = (request.flags & CLONE_FILES) != 0;
    if (waits_for_its_child(&request))
        vfork_listen(spawn);
    uintptr_t marked = (uintptr_t)spawn | marks_of(&request);
    if (spawn->observed && runs_beside_its_parent(&request))
        return (struct begun){marked | CHILD_IS_EXPECTED, expect(spawn)};
    return (struct begun){marked, spawn->descriptors_closed};
}

static struct spawn *unmarked(uintptr_t marked)
{
    const uintptr_t marks =
        CHILD_HAS_ITS_STACK | CHILD_IS_A_COPY | CHILD_IS_BESIDE | CHILD_IS_EXPECTED;
    _Static_assert(_Alignof(struct spawn) > CHILD_IS_EXPECTED, "no address has these bits");
    return (struct spawn *)(marked & ~marks);
}

long syscall_failed(long result)
{
    errno = (int)-result;
    return -1;
}

long syscall_original_or_raw(long number, const unsigned long a[5])
{
    if (syscall_original != NULL)
        return syscall_original(number, a[0], a[1], a[2], a[3], a[4]);
    long result =
        raw_syscall(number, (long)a[0], (long)a[1], (long)a[2], (long)a[3], (long)a[4], 0);
    return result < 0 ? syscall_failed(result) : result;
}

/* Looked up by the .S file, which has no more to do for any other number than that. */
const bool syscall_told_of[SYS_clone3] = {
    [SYS_exit_group] = true,
    [SYS_exit] = true,
    [SYS_prctl] = true,
    [SYS_seccomp] = true,
    [SYS_execve] = true,
    [SYS_execveat] = true,
    [SYS_wait4] = true,
    [SYS_waitid] = true,
    [SYS_kill] = true,
    [SYS_tkill] = true,
    [SYS_tgkill] = true,
    [SYS_rt_sigqueueinfo] = true,
    [SYS_rt_tgsigqueueinfo] = true,
    [SYS_pidfd_send_signal] = true,
};

long syscall_by_number(long number, unsigned long first, unsigned long second, unsigned long third,
                       unsigned long fourth, unsigned long fifth)
{
    const unsigned long arguments[] = {first, second, third, fourth, fifth};
    if ((int)number == SYS_prctl || (int)number == SYS_seccomp)
        return syscall_of_policy(number, arguments);
    if ((int)number == SYS_execve || (int)number == SYS_execveat)
        return syscall_that_executes(number, arguments);
    if ((int)number == SYS_wait4 || (int)number == SYS_waitid)
        return syscall_that_waits(CALLER, number, arguments);
    if ((int)number == SYS_exit_group) {
        exit_tells();
        return syscall_original_or_raw(number, arguments);
    }
    if ((int)number == SYS_exit) {
        exit_tells_of_thread();
        return syscall_original_or_raw(number, arguments);
    }
    return syscall_that_kills(number, arguments);
}

long syscall_end(long result, uintptr_t marked)
{
    struct spawn *spawn = unmarked(marked);
    if (result < 0 && (marked & CHILD_IS_EXPECTED) != 0)
        beside_is_over(spawn->event.sequence);
    vfork_tell(spawn, (pid_t)result, result < 0 ? (int)-result : 0);
    return result < 0 ? syscall_failed(result) : result;
}

void syscall_copied(uintptr_t marked)
{
    spawn_child(unmarked(marked));
    calls_give_back(unmarked(marked));
}

void syscall_beside(uintptr_t marked, uintptr_t carried)
{
    if ((marked & CHILD_IS_EXPECTED) != 0)
        beside_begins((uint32_t)(carried >> 32));
    if ((marked & CHILD_IS_BESIDE) != 0)
        descriptors_close_beside((unsigned)carried);
}
