/* SPDX-License-Identifier: Apache-2.0 */
/* A bounded queue of lines: a ticket for each writer, a turn counter in each slot. */
#include "reporter.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "event/event.h"
#include "host/clock.h"

/* A second of 1,000 spawns each, while the reader still loads its classes. A power of two. */
#define SLOTS 2048U

/* Ticket t is for slot t % SLOTS in lap t / SLOTS. turn == 2 * lap: free for that lap's writer;
 * 2 * lap + 1: holds its line. Memory fresh from the kernel is thus a queue of free slots. */
struct slot {
    _Atomic uint64_t turn;
    size_t length;
};

/* The lines have pages of their own, which can go while the turns stay. */
struct queue {
    struct slot slots[SLOTS];
    char lines[SLOTS][EVENT_LINE_BYTES];
};
_Static_assert(offsetof(struct queue, lines) % EVENT_LINE_BYTES == 0, "lines begin with a page");

/* In next_ticket: a writer gets no ticket, even one that saw the queue open. */
#define CLOSED (1ULL << 63)

static struct queue *_Atomic queue;
static _Atomic uint64_t next_ticket;
static _Atomic uint64_t next_taken; /* the reader's alone to change */
static atomic_ulong missed;

/* Until when each call has the reader wait, which names it; 0 or past: free. */
#define HOLDS 16
static _Atomic uint64_t holds[HOLDS];

static uint64_t free_turn(uint64_t ticket)
{
    return ticket / SLOTS * 2;
}

static void empty(void)
{
    char line[EVENT_LINE_BYTES];
    while (reporter_take(line, false) > 0)
        ;
    atomic_store_explicit(&missed, 0, memory_order_relaxed);
}

int reporter_open(void)
{
    if (reporter_is_open())
        return 0;
    if (atomic_load_explicit(&queue, memory_order_acquire) != NULL) {
        empty();
    } else {
        struct queue *memory =
            mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return errno;
        atomic_store_explicit(&queue, memory, memory_order_release);
    }
    atomic_fetch_and_explicit(&next_ticket, ~CLOSED, memory_order_release);
    return 0;
}

bool reporter_is_open(void)
{
    return atomic_load_explicit(&queue, memory_order_acquire) != NULL &&
           (atomic_load_explicit(&next_ticket, memory_order_acquire) & CLOSED) == 0;
}

/* Of a closed queue: whether each writer that has a ticket is done with its line. */
static bool is_written(struct queue *memory)
{
    uint64_t end = atomic_load(&next_ticket) & ~CLOSED;
    for (uint64_t ticket = atomic_load(&next_taken); ticket < end; ticket++)
        if (atomic_load(&memory->slots[ticket % SLOTS].turn) <= free_turn(ticket))
            return false;
    return true;
}

void reporter_close(void)
{
    struct queue *memory = atomic_load_explicit(&queue, memory_order_acquire);
    if ((atomic_fetch_or(&next_ticket, CLOSED) & CLOSED) == 0 && memory != NULL &&
        is_written(memory))
        (void)madvise(memory->lines, sizeof memory->lines, MADV_DONTNEED);
}

void reporter_forget(void)
{
    if (reporter_is_open())
        atomic_store_explicit(&queue, NULL, memory_order_release);
}

/* The writer's slot, or NULL where all are full. */
static struct slot *claim(struct queue *memory, uint64_t *ticket)
{
    *ticket = atomic_load_explicit(&next_ticket, memory_order_relaxed);
    while ((*ticket & CLOSED) == 0) {
        struct slot *slot = &memory->slots[*ticket % SLOTS];
        uint64_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);
        if (turn < free_turn(*ticket))
            return NULL;
        if (turn > free_turn(*ticket))
            *ticket = atomic_load_explicit(&next_ticket, memory_order_relaxed);
        else if (atomic_compare_exchange_weak_explicit(&next_ticket, ticket, *ticket + 1,
                                                       memory_order_relaxed, memory_order_relaxed))
            return slot;
    }
    return NULL;
}

void reporter_miss(void)
{
    atomic_fetch_add_explicit(&missed, 1, memory_order_relaxed);
}

void reporter_offer(const char *line, size_t length)
{
    uint64_t ticket;
    struct queue *memory = atomic_load_explicit(&queue, memory_order_acquire);
    struct slot *slot = length <= EVENT_LINE_BYTES ? claim(memory, &ticket) : NULL;
    if (slot == NULL) {
        reporter_miss();
        return;
    }
    memcpy(memory->lines[ticket % SLOTS], line, length);
    slot->length = length;
    atomic_store_explicit(&slot->turn, free_turn(ticket) + 1, memory_order_release);
}

uint64_t reporter_hold(uint64_t until)
{
    uint64_t now = clock_nanoseconds(CLOCK_MONOTONIC);
    for (unsigned i = 0; reporter_is_open() && i < HOLDS; i++) {
        uint64_t held = atomic_load_explicit(&holds[i], memory_order_relaxed);
        if (held <= now && atomic_compare_exchange_strong(&holds[i], &held, until))
            return until;
    }
    return 0;
}

void reporter_release(uint64_t hold)
{
    for (unsigned i = 0; hold != 0 && i < HOLDS; i++) {
        uint64_t held = hold;
        if (atomic_compare_exchange_strong(&holds[i], &held, 0))
            return;
    }
}

/* Held before its line is offered: who sees the line sees the hold. */
static bool is_held(void)
{
    uint64_t latest = 0;
    for (unsigned i = 0; i < HOLDS; i++) {
        uint64_t held = atomic_load_explicit(&holds[i], memory_order_relaxed);
        latest = held > latest ? held : latest;
    }
    return latest != 0 && clock_nanoseconds(CLOCK_MONOTONIC) < latest;
}

static bool fills_up(uint64_t taken)
{
    uint64_t end = atomic_load_explicit(&next_ticket, memory_order_relaxed) & ~CLOSED;
    return end - taken >= SLOTS / 2;
}

size_t reporter_take(char *buffer, bool patiently)
{
    struct queue *memory = atomic_load_explicit(&queue, memory_order_acquire);
    uint64_t taken = atomic_load_explicit(&next_taken, memory_order_relaxed);
    struct slot *slot = &memory->slots[taken % SLOTS];
    if (atomic_load_explicit(&slot->turn, memory_order_acquire) != free_turn(taken) + 1)
        return 0;
    if (patiently && is_held() && !fills_up(taken))
        return 0;
    size_t length = slot->length;
    memcpy(buffer, memory->lines[taken % SLOTS], length);
    atomic_store_explicit(&slot->turn, free_turn(taken) + 2, memory_order_release);
    atomic_store_explicit(&next_taken, taken + 1, memory_order_relaxed);
    return length;
}

unsigned long reporter_missed(void)
{
    return atomic_load_explicit(&missed, memory_order_relaxed);
}
