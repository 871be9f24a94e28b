/* SPDX-License-Identifier: Apache-2.0 */
/* Opens, marks and closes our descriptors. */
#include "descriptor.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "listing.h"
#include "raw.h"

#define MARKS (O_ACCMODE | O_APPEND | O_NONBLOCK | O_DSYNC | O_NOFOLLOW | O_NOATIME)

/* Threads at work at once, times what one has open: a listing, a file in it, and its raised copy.
 */
#define SLOTS   64
#define HISTORY 64
#define OPENING 0

/*
 * What is open for us now, and which numbers were closed last: all that a child has to look at. The
 * kernel copies memory after the descriptors (copy_process, kernel/fork.c), so a child may have one
 * that its memory shows as closed. In one page, which it has as of one moment; and no number is
 * missing in both at any moment.
 */
static _Alignas(2048) struct {
    atomic_uintptr_t owners[SLOTS];    /* a thread pointer; 0: free */
    atomic_int numbers[SLOTS];         /* counted from 1, or OPENING */
    _Atomic uint64_t history[HISTORY]; /* of each closing its count, above the number */
    atomic_uint closed;
    atomic_uint used;      /* slots that ever were */
    atomic_int unrecorded; /* open, and no slot was free */
} table;

static uintptr_t thread_pointer(void)
{
    return (uintptr_t)__builtin_thread_pointer();
}

static void count_used(unsigned count)
{
    unsigned before = atomic_load(&table.used);
    while (before < count && !atomic_compare_exchange_weak(&table.used, &before, count))
        ;
}

static int take_slot(void)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        uintptr_t nobody = 0;
        if (atomic_load_explicit(&table.owners[i], memory_order_relaxed) != 0)
            continue;
        count_used(i + 1);
        if (atomic_compare_exchange_strong(&table.owners[i], &nobody, thread_pointer()))
            return (int)i;
    }
    atomic_fetch_add(&table.unrecorded, 1);
    return -1;
}

static void free_slot(unsigned slot)
{
    atomic_store(&table.numbers[slot], OPENING);
    atomic_store(&table.owners[slot], 0);
}

/* A slot may have been dropped meanwhile, as by a fork in a handler of a fault. */
static void give_back(int slot)
{
    int open = atomic_load(&table.unrecorded);
    if (slot >= 0)
        free_slot((unsigned)slot);
    else
        while (open > 0 && !atomic_compare_exchange_weak(&table.unrecorded, &open, open - 1))
            ;
}

static int slot_of(int fd)
{
    unsigned used = atomic_load(&table.used);
    for (unsigned i = 0; i < used; i++)
        if (atomic_load(&table.owners[i]) == thread_pointer() &&
            atomic_load(&table.numbers[i]) == fd + 1)
            return (int)i;
    return -1;
}

static void record(int slot, int fd)
{
    if (fd < 0)
        give_back(slot);
    else if (slot >= 0)
        atomic_store(&table.numbers[slot], fd + 1);
}

static bool is_ours(int fd)
{
    int marks = raw_fcntl(fd, F_GETFL, 0);
    return marks >= 0 &&
           ((marks & MARKS) == DESCRIPTOR_READS || (marks & MARKS) == DESCRIPTOR_APPENDS);
}

static void close_ours(int fd)
{
    if (is_ours(fd))
        raw_close(fd);
}

/* It is in the history before it is in no slot any more. */
static void close_recorded(int fd)
{
    int slot = slot_of(fd);
    close_ours(fd);
    unsigned count = atomic_fetch_add(&table.closed, 1);
    atomic_store(&table.history[count % HISTORY], (uint64_t)count << 32 | (unsigned)fd);
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

unsigned descriptors_closed(void)
{
    return atomic_load(&table.closed);
}

/* Numbers that are looked at where the table leaves a doubt. */
#define DOUBTFUL 1024

static int number(const char *name)
{
    int value = 0;
    if (*name < '0' || *name > '9')
        return -1;
    for (; *name >= '0' && *name <= '9'; name++)
        value = value * 10 + (*name - '0');
    return value;
}

static bool is_recorded(int fd)
{
    unsigned used = atomic_load(&table.used);
    for (unsigned i = 0; i < used; i++)
        if (atomic_load(&table.numbers[i]) == fd + 1)
            return true;
    return false;
}

/* Where none is free for a list, or there is no /proc, the first numbers are tried. */
static void close_what_is_found(void)
{
    struct listing listing;
    if (!listing_open(&listing, "/proc/self/fd")) {
        for (int fd = 0; fd < DOUBTFUL; fd++)
            close_ours(fd);
        return;
    }
    const char *name;
    for (int i = 0; i < DOUBTFUL && (name = listing_next(&listing)) != NULL; i++) {
        int fd = number(name);
        if (fd >= 0 && !is_recorded(fd))
            close_ours(fd);
    }
    listing_close(&listing);
}

/* False: one was just being opened, or there was no slot for it. Which number it has is not known.
 */
static bool close_open_ones(unsigned used)
{
    bool are_known = atomic_load(&table.unrecorded) <= 0;
    for (unsigned i = 0; i < used; i++) {
        if (atomic_load(&table.owners[i]) == 0)
            continue;
        int number = atomic_load(&table.numbers[i]);
        if (number == OPENING)
            are_known = false;
        else
            close_ours(number - 1);
    }
    return are_known;
}

/* False: more than are kept, or one whose number was not noted yet; its slot was free then. */
static bool close_late_ones(unsigned from, unsigned to)
{
    int last = -1;
    if (to - from > HISTORY)
        return false;
    for (unsigned count = from; count != to; count++) {
        uint64_t closing = atomic_load(&table.history[count % HISTORY]);
        int fd = (int)(uint32_t)closing;
        if (closing >> 32 != count)
            continue;
        if (fd != last)
            close_ours(fd);
        last = fd;
    }
    return true;
}

static void forget_all(unsigned used)
{
    for (unsigned i = 0; i < used; i++)
        free_slot(i);
    atomic_store(&table.unrecorded, 0);
}

void descriptors_close_copies(unsigned closed_before)
{
    unsigned used = atomic_load(&table.used), closed = atomic_load(&table.closed);
    bool are_known = close_open_ones(used);
    are_known = close_late_ones(closed_before, closed) && are_known;
    forget_all(used);
    if (are_known)
        return;
    (void)close_late_ones(closed - HISTORY, closed);
    close_what_is_found();
}

/* False: one was just being opened. */
static bool leave_slots(bool closes)
{
    bool are_known = true;
    unsigned used = atomic_load(&table.used);
    for (unsigned i = 0; i < used; i++) {
        if (atomic_load(&table.owners[i]) != thread_pointer())
            continue;
        int number = atomic_load(&table.numbers[i]);
        are_known = are_known && number != OPENING;
        if (closes && number != OPENING)
            close_ours(number - 1);
        free_slot(i);
    }
    return are_known;
}

/* What another thread is just opening may be closed with it: it loses a fact, or tells a loss. */
void descriptors_close_abandoned(void)
{
    if (!leave_slots(true))
        close_what_is_found();
}

void descriptors_drop(void)
{
    (void)leave_slots(false);
}
