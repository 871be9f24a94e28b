/* SPDX-License-Identifier: Apache-2.0 */
/* A bounded queue of lines: a ticket for each writer, a turn counter in each slot. */
#include "reporter.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#include "event/event.h"
#include "host/clock.h"

/* A second of 1,000 spawns each, while the reader still loads its classes. A power of two. */
#define SLOTS 1024U

/* Ticket t is for slot t % SLOTS in lap t / SLOTS. turn == 2 * lap: free for that lap's writer;
 * 2 * lap + 1: holds its line. Memory fresh from the kernel is thus a queue of free slots. */
struct slot {
    _Atomic uint64_t turn;
    size_t length;
    char line[EVENT_LINE_BYTES];
};

static struct slot *_Atomic slots;
static _Atomic uint64_t next_ticket;
static uint64_t next_taken; /* the reader's alone */
static atomic_ulong missed;
static atomic_bool is_closed;

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
    if (atomic_load_explicit(&slots, memory_order_acquire) != NULL) {
        empty();
        atomic_store_explicit(&is_closed, false, memory_order_release);
        return 0;
    }
    struct slot *memory = mmap(NULL, SLOTS * sizeof *memory, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return errno;
    atomic_store_explicit(&slots, memory, memory_order_release);
    return 0;
}

bool reporter_is_open(void)
{
    return atomic_load_explicit(&slots, memory_order_acquire) != NULL &&
           !atomic_load_explicit(&is_closed, memory_order_acquire);
}

void reporter_close(void)
{
    atomic_store_explicit(&is_closed, true, memory_order_release);
}

void reporter_forget(void)
{
    if (reporter_is_open())
        atomic_store_explicit(&slots, NULL, memory_order_release);
}

/* The writer's slot, or NULL where all are full. */
static struct slot *claim(uint64_t *ticket)
{
    struct slot *memory = atomic_load_explicit(&slots, memory_order_acquire);
    *ticket = atomic_load_explicit(&next_ticket, memory_order_relaxed);
    for (;;) {
        struct slot *slot = &memory[*ticket % SLOTS];
        uint64_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);
        if (turn < free_turn(*ticket))
            return NULL;
        if (turn > free_turn(*ticket))
            *ticket = atomic_load_explicit(&next_ticket, memory_order_relaxed);
        else if (atomic_compare_exchange_weak_explicit(&next_ticket, ticket, *ticket + 1,
                                                       memory_order_relaxed, memory_order_relaxed))
            return slot;
    }
}

void reporter_miss(void)
{
    atomic_fetch_add_explicit(&missed, 1, memory_order_relaxed);
}

void reporter_offer(const char *line, size_t length)
{
    uint64_t ticket;
    struct slot *slot = length <= sizeof slot->line ? claim(&ticket) : NULL;
    if (slot == NULL) {
        reporter_miss();
        return;
    }
    memcpy(slot->line, line, length);
    slot->length = (uint32_t)length;
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

/* Of the reader's thread. */
static bool fills_up(void)
{
    return atomic_load_explicit(&next_ticket, memory_order_relaxed) - next_taken >= SLOTS / 2;
}

size_t reporter_take(char *buffer, bool patiently)
{
    struct slot *memory = atomic_load_explicit(&slots, memory_order_acquire);
    struct slot *slot = &memory[next_taken % SLOTS];
    if (atomic_load_explicit(&slot->turn, memory_order_acquire) != free_turn(next_taken) + 1)
        return 0;
    if (patiently && is_held() && !fills_up())
        return 0;
    size_t length = slot->length;
    memcpy(buffer, slot->line, length);
    atomic_store_explicit(&slot->turn, free_turn(next_taken) + 2, memory_order_release);
    next_taken++;
    return length;
}

unsigned long reporter_missed(void)
{
    return atomic_load_explicit(&missed, memory_order_relaxed);
}
