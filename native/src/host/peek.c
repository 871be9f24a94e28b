/* SPDX-License-Identifier: Apache-2.0 */
/* Reading memory that the host handed to a system call. */
#include "peek.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>

#include "raw.h"

/* From the lowest frame that was seen on the first stack to the text above all of it: the program's
 * file name, as execve was given it (create_elf_tables, fs/binfmt_elf.c). */
static _Atomic uintptr_t stack_from, stack_to;

/* Between the stack and what else is mapped the kernel keeps more (mmap_base, mm/util.c). */
#define SURELY_STACK_BYTES (1UL << 20)

static uintptr_t end_of_first_stack(void)
{
    uintptr_t end = atomic_load_explicit(&stack_to, memory_order_relaxed);
    if (end == 0) {
        int before = errno;
        end = getauxval(AT_EXECFN);
        errno = before;
        atomic_store_explicit(&stack_to, end, memory_order_relaxed);
    }
    return end;
}

void peek_stack_reaches(const void *frame)
{
    uintptr_t at = (uintptr_t)frame, end = end_of_first_stack();
    uintptr_t lowest = atomic_load_explicit(&stack_from, memory_order_relaxed);
    if (at < end && end - at < SURELY_STACK_BYTES && (lowest == 0 || at < lowest))
        atomic_store_explicit(&stack_from, at, memory_order_relaxed);
}

static bool is_on_first_stack(uintptr_t address)
{
    uintptr_t from = atomic_load_explicit(&stack_from, memory_order_relaxed);
    return from != 0 && address >= from &&
           address < atomic_load_explicit(&stack_to, memory_order_relaxed);
}

/*
 * rt_sigprocmask copies the set from the caller before it looks at `how` (kernel/signal.c), so an
 * impossible `how` answers EFAULT or EINVAL and changes nothing. It is allowed under any seccomp
 * policy that a threaded program can live with, which process_vm_readv isn't.
 */
static bool is_readable(uintptr_t address)
{
    const int impossible = -1;
    const long kernel_set_bytes = 8;
    uintptr_t aligned = address & ~(uintptr_t)7;
    if (is_on_first_stack(aligned))
        return true;
    /* A set at NULL would be no set at all, and no error. */
    return aligned != 0 && raw_syscall(SYS_rt_sigprocmask, impossible, (long)aligned, 0,
                                       kernel_set_bytes, 0, 0) != -EFAULT;
}

static bool enters_page(const char *at, const char *start)
{
    return at == start || ((uintptr_t)at & (PEEK_PAGE_BYTES - 1)) == 0;
}

long peek_string(char *copy, size_t size, const char *string)
{
    if (string == NULL)
        return -1;
    size_t length = 0;
    for (const char *at = string; length < size - 1; at++) {
        if (enters_page(at, string) && !is_readable((uintptr_t)at))
            return -1;
        if (*at == '\0')
            break;
        copy[length++] = *at;
    }
    copy[length] = '\0';
    return (long)length;
}

long peek_count(char *const *array, long limit)
{
    if (array == NULL || (uintptr_t)array % sizeof *array != 0)
        return -1;
    long count = 0;
    for (char *const *at = array; count < limit; at++, count++) {
        if (enters_page((const char *)at, (const char *)array) && !is_readable((uintptr_t)at))
            return -1;
        if (*at == NULL)
            break;
    }
    return count;
}

/* What lies there may be a frame that a jump has left, of which AddressSanitizer has marks. */
__attribute__((no_sanitize_address)) bool peek_bytes(void *copy, size_t size, const void *bytes)
{
    uintptr_t start = (uintptr_t)bytes;
    if (!is_readable(start) || !is_readable(start + size - 1))
        return false;
    for (size_t i = 0; i < size; i++)
        ((char *)copy)[i] = ((const volatile char *)bytes)[i];
    return true;
}

/* A mask that is only asked for is written there, and tells where it can't be. */
bool poke_words(void *words, const void *copy, size_t size)
{
    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        if (raw_sigprocmask(SIG_BLOCK, NULL, (uint64_t *)((char *)words + at)) != 0)
            return false;
        memcpy((char *)words + at, (const char *)copy + at, sizeof(uint64_t));
    }
    return true;
}

bool peek_enter(struct peek_walk *walk, uintptr_t at)
{
    uintptr_t page = at & ~(uintptr_t)(PEEK_PAGE_BYTES - 1);
    if (page == 0 || (page != walk->page && !is_readable(at)))
        return false;
    walk->page = page;
    return true;
}

__attribute__((no_sanitize_address)) bool peek_word(struct peek_walk *walk, uintptr_t at,
                                                    uintptr_t *copy)
{
    if (at % sizeof at != 0 || !peek_enter(walk, at))
        return false;
    *copy = *(const volatile uintptr_t *)at;
    return true;
}
