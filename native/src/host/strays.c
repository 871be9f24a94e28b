/* SPDX-License-Identifier: Apache-2.0 */
/* Closes what is open for us where nobody else will: copies that a child has, and what a jump has
 * left. */
#include <fcntl.h>
#include <stddef.h>

#include "descriptor.h"
#include "descriptor_table.h"
#include "listing.h"
#include "raw.h"

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
    unsigned used = atomic_load(&descriptor_table.used);
    for (unsigned i = 0; i < used; i++)
        if (atomic_load(&descriptor_table.numbers[i]) == fd + 1)
            return true;
    return false;
}

static void close_marked_between(int first, int end)
{
    for (int fd = first; fd < end; fd++)
        descriptor_close_marked(fd);
}

/* Where none is free for a list, or there is no /proc, the first numbers are tried. */
static void close_what_is_found(void)
{
    struct listing listing;
    if (!listing_open(&listing, "/proc/thread-self/fd")) {
        close_marked_between(0, DOUBTFUL);
        return;
    }
    const char *name;
    for (int i = 0; i < DOUBTFUL && (name = listing_next(&listing)) != NULL; i++) {
        int fd = number(name);
        if (fd >= 0 && !is_recorded(fd))
            descriptor_close_marked(fd);
    }
    listing_close(&listing);
}

/* False: one was just being opened, or there was no slot for it. Which number it has is not known.
 */
static bool close_open_ones(unsigned used)
{
    bool are_known = atomic_load(&descriptor_table.unrecorded) <= 0;
    for (unsigned i = 0; i < used; i++) {
        if (atomic_load(&descriptor_table.owners[i]) == 0)
            continue;
        int number = atomic_load(&descriptor_table.numbers[i]);
        if (number == OPENING)
            are_known = false;
        else
            descriptor_close_marked(number - 1);
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
        uint64_t closing = atomic_load(&descriptor_table.history[count % HISTORY]);
        int fd = (int)(uint32_t)closing;
        if (closing >> 32 != count)
            continue;
        if (fd != last)
            descriptor_close_marked(fd);
        last = fd;
    }
    return true;
}

static void forget_all(unsigned used)
{
    for (unsigned i = 0; i < used; i++)
        descriptor_slot_free(i);
    atomic_store(&descriptor_table.unrecorded, 0);
}

void descriptors_close_copies(unsigned closed_before)
{
    unsigned used = atomic_load(&descriptor_table.used),
             closed = atomic_load(&descriptor_table.closed);
    bool are_known = close_open_ones(used);
    are_known = close_late_ones(closed_before, closed) && are_known;
    forget_all(used);
    if (are_known)
        return;
    (void)close_late_ones(closed - HISTORY, closed);
    close_what_is_found();
}

/* Many times as long as an open takes. A policy may forbid the call by which one would wait. */
#define LOOKS 65536

static bool is_still_opening(unsigned slot)
{
    for (int i = 0; i < LOOKS; i++) {
        if (atomic_load(&descriptor_table.owners[slot]) == 0 ||
            atomic_load(&descriptor_table.numbers[slot]) != OPENING)
            return false;
    }
    return true;
}

static void wait_for_numbers(void)
{
    unsigned used = atomic_load(&descriptor_table.used);
    for (unsigned i = 0; i < used && !is_still_opening(i); i++)
        ;
}

/* There are few: the kernel gives the lowest that is free. */
static void close_ever(void)
{
    for (int i = 0; i < NUMBERS / 64; i++) {
        uint64_t ever = atomic_load(&descriptor_table.ever[i]);
        for (; ever != 0; ever &= ever - 1)
            descriptor_close_marked(i * 64 + __builtin_ctzll(ever));
    }
}

/* Slots before the history, into which a number comes before it is in no slot any more. */
void descriptors_close_beside(unsigned closed_before)
{
    wait_for_numbers();
    bool are_known = close_open_ones(atomic_load(&descriptor_table.used));
    if (!close_late_ones(closed_before, atomic_load(&descriptor_table.closed)))
        close_ever();
    if (!are_known)
        close_marked_between(0, DOUBTFUL);
}

/* False: one was just being opened. */
static bool leave_slots(bool (*are_left)(uint64_t owner), bool closes)
{
    bool are_known = true;
    unsigned used = atomic_load(&descriptor_table.used);
    for (unsigned i = 0; i < used; i++) {
        if (!are_left(atomic_load(&descriptor_table.owners[i])))
            continue;
        int number = atomic_load(&descriptor_table.numbers[i]);
        are_known = are_known && number != OPENING;
        if (closes && number != OPENING)
            descriptor_close_marked(number - 1);
        descriptor_slot_free(i);
    }
    return are_known;
}

/* What another thread is just opening may be closed with it: it loses a fact, or tells a loss. */
void descriptors_close_abandoned(void)
{
    if (!leave_slots(descriptor_is_own, true))
        close_what_is_found();
}

void descriptors_drop(void)
{
    (void)leave_slots(descriptor_is_of_this_thread, false);
}
