/* SPDX-License-Identifier: Apache-2.0 */
/* How long the copy of page tables stops who forks. */
#include "stall.h"

#include "question.h"

/* Time to copy 1 KiB of page tables, the reference counts of the mapped pages included
 * (copy_present_ptes, mm/memory.c): 7 to 11 ns a byte in guests, from 64 MiB to 8 GiB in 4 KiB
 * pages. A process that has forked knows better. */
#define FIRST_RATE UINT64_C(8192)
/* No machine is that much faster, nor that much slower. */
#define FASTEST_RATE (FIRST_RATE / 16)
#define HIGHEST_RATE (FIRST_RATE * 16)
/* Of a process that lies in huge pages: the whole of its tables is far less to go through. */
#define LOWEST_RATE (FIRST_RATE / 256)

/* Below, most of a call is what every fork takes: 0.1 ms and more. */
#define TELLING_TABLES (UINT64_C(256) * 1024)

/* Entries of 8 bytes that each map a page of 4 KiB. */
#define MAPPED_PER_TABLE_BYTE 512

#define KIB 1024U

/* Shared and file mappings have page tables too, but fork leaves those to be faulted in again
 * (vma_needs_copy, mm/memory.c), so a ZGC heap costs nothing here. */
static uint64_t tables_up_to(const struct process_facts *process, uint64_t most)
{
    return is_known(most) && is_known(process->page_tables) ? minimum(process->page_tables, most)
                                                            : UNKNOWN;
}

/* A table of 4 KiB is copied whole where a single private page lies in its 2 MiB. */
uint64_t copied_page_tables_at_most(const struct process_facts *process)
{
    return tables_up_to(process, copy_exposure(process));
}

uint64_t copied_page_tables(const struct process_facts *process)
{
    uint64_t exposure = copy_exposure(process);
    return tables_up_to(process, is_known(exposure) ? exposure / MAPPED_PER_TABLE_BYTE : UNKNOWN);
}

/* Time goes with the entries, not with the tables that hold them. A huge page's table is kept ready
 * but empty (pgtable_trans_huge_deposit), and not gone through. */
static uint64_t small_tables(const struct facts *facts)
{
    uint64_t exposure = copy_exposure(&facts->process);
    if (!is_known(exposure))
        return UNKNOWN;
    uint64_t small = exposure - bytes_in_huge_pages(exposure, &facts->system);
    return tables_up_to(&facts->process, small / MAPPED_PER_TABLE_BYTE);
}

uint64_t stall_predicted(uint64_t tables, uint64_t rate)
{
    if (rate == 0)
        rate = FIRST_RATE;
    return tables / KIB <= UINT64_MAX / rate / 2 ? tables / KIB * rate + tables % KIB * rate / KIB
                                                 : UNKNOWN;
}

/* The rate of its own forks has in it how much of the process lies in huge pages. What surely does
 * not takes the time that it does on the fastest machine. */
uint64_t stall_foreseen(const struct facts *facts)
{
    uint64_t small = small_tables(facts), all = copied_page_tables(&facts->process);
    if (!is_known(small) || !is_known(all))
        return UNKNOWN;
    if (facts->stall_rate == 0)
        return stall_predicted(small, FIRST_RATE);
    uint64_t least = stall_predicted(small, FASTEST_RATE);
    uint64_t usual = stall_predicted(all, facts->stall_rate);
    return least > usual ? least : usual;
}

uint64_t stall_in_small_pages(const struct facts *facts)
{
    uint64_t rate = facts->stall_rate > FIRST_RATE ? facts->stall_rate : FIRST_RATE;
    uint64_t all = copied_page_tables(&facts->process);
    return is_known(all) ? stall_predicted(all, rate) : UNKNOWN;
}

static uint64_t between(uint64_t least, uint64_t number, uint64_t most)
{
    return number < least ? least : minimum(number, most);
}

uint64_t stall_rate_after(enum mechanism mechanism, const struct facts *facts,
                          const struct outcome *outcome)
{
    uint64_t rate = facts->stall_rate;
    uint64_t tables = copied_page_tables(&facts->process);
    if (!copies_memory(mechanism) || outcome->error != 0 || !is_known(outcome->duration_ns) ||
        !is_known(tables) || tables < TELLING_TABLES)
        return rate;
    uint64_t sample = between(LOWEST_RATE, outcome->duration_ns / (tables / KIB), HIGHEST_RATE);
    if (rate == 0)
        return sample;
    sample = between(rate / 2, sample, rate * 2);
    return sample > rate ? rate + (sample - rate) / 8 : rate - (rate - sample) / 4;
}
