/* SPDX-License-Identifier: Apache-2.0 */
/* Opens, marks and closes our descriptors. */
#include "descriptor.h"

#include "alone.h"
#include "descriptor_table.h"
#include "raw.h"

#define MARKS (O_ACCMODE | O_APPEND | O_NONBLOCK | O_DSYNC | O_NOFOLLOW | O_NOATIME)

_Alignas(4096) struct descriptor_table descriptor_table;

static void count_used(unsigned count)
{
    unsigned before = atomic_load(&descriptor_table.used);
    while (before < count && !atomic_compare_exchange_weak(&descriptor_table.used, &before, count))
        ;
}

static int take_slot(void)
{
    const uint64_t taker = descriptor_owner();
    for (unsigned i = 0; i < SLOTS; i++) {
        uint64_t nobody = 0;
        if (atomic_load_explicit(&descriptor_table.owners[i], memory_order_relaxed) != 0)
            continue;
        count_used(i + 1);
        if (atomic_compare_exchange_strong(&descriptor_table.owners[i], &nobody, taker))
            return (int)i;
    }
    atomic_fetch_add(&descriptor_table.unrecorded, 1);
    return -1;
}

/* A slot may have been dropped meanwhile, as by a fork in a handler of a fault. */
static void give_back(int slot)
{
    int open = atomic_load(&descriptor_table.unrecorded);
    if (slot >= 0)
        descriptor_slot_free((unsigned)slot);
    else
        while (open > 0 &&
               !atomic_compare_exchange_weak(&descriptor_table.unrecorded, &open, open - 1))
            ;
}

static int slot_of(int fd)
{
    unsigned used = atomic_load(&descriptor_table.used);
    for (unsigned i = 0; i < used; i++)
        if (atomic_load(&descriptor_table.numbers[i]) == fd + 1 &&
            descriptor_is_own(atomic_load(&descriptor_table.owners[i])))
            return (int)i;
    return -1;
}

static void remember(unsigned number)
{
    uint64_t bit = UINT64_C(1) << number % 64;
    if (number < NUMBERS && (atomic_load(&descriptor_table.ever[number / 64]) & bit) == 0)
        atomic_fetch_or(&descriptor_table.ever[number / 64], bit);
}

static void record(int slot, int fd)
{
    if (fd >= 0)
        remember((unsigned)fd);
    if (fd < 0)
        give_back(slot);
    else if (slot >= 0)
        atomic_store(&descriptor_table.numbers[slot], fd + 1);
}

static bool is_ours(int fd)
{
    int marks = raw_fcntl(fd, F_GETFL, 0);
    return marks >= 0 &&
           ((marks & MARKS) == DESCRIPTOR_READS || (marks & MARKS) == DESCRIPTOR_APPENDS);
}

void descriptor_close_marked(int fd)
{
    if (is_ours(fd))
        raw_close(fd);
}

/* It is in the history before it is in no slot any more. */
static void close_recorded(int fd)
{
    int slot = slot_of(fd);
    if (alone_in_call())
        raw_close(fd);
    else
        descriptor_close_marked(fd);
    unsigned count = atomic_fetch_add(&descriptor_table.closed, 1);
    atomic_store(&descriptor_table.history[count % HISTORY], (uint64_t)count << 32 | (unsigned)fd);
    give_back(slot);
}

int descriptor_open(const char *path, int purpose, int more, mode_t mode)
{
    int slot = take_slot();
    int fd = raw_open(path, purpose | more | O_CLOEXEC | O_NOCTTY, mode);
    record(slot, fd);
    return fd;
}

int descriptor_duplicate(int fd, int lowest)
{
    int slot = take_slot();
    int other = raw_fcntl(fd, F_DUPFD_CLOEXEC, lowest);
    record(slot, other);
    return other;
}

void descriptor_close(int fd)
{
    close_recorded(fd);
}

void descriptors_tell_processes_apart(void)
{
    atomic_store(&descriptor_table.tells_processes_apart, true);
}

unsigned descriptors_closed(void)
{
    return atomic_load(&descriptor_table.closed);
}
