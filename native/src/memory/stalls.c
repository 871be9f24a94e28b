/* SPDX-License-Identifier: Apache-2.0 */
/* What the forks of this process have taught of the time that page tables take. */
#include <stdatomic.h>

#include "facts.h"

/* One word: who is second overwrites what it has not seen, and one sample is lost. */
static _Atomic uint64_t rate;

uint64_t stalls_rate(void)
{
    return atomic_load_explicit(&rate, memory_order_relaxed);
}

void stalls_keep(uint64_t next)
{
    atomic_store_explicit(&rate, next, memory_order_relaxed);
}
