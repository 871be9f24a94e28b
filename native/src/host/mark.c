/* SPDX-License-Identifier: Apache-2.0 */
/* A page that the kernel gives a copy of the process empty (MADV_WIPEONFORK). */
#include "mark.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

#include "raw.h"

#define PAGE_BYTES 4096

static atomic_bool *mark;

void mark_begin(void)
{
    if (mark != NULL)
        return;
    void *page = raw_map(PAGE_BYTES, MAP_PRIVATE);
    if (page != NULL && raw_madvise(page, PAGE_BYTES, MADV_WIPEONFORK) == 0)
        mark = page;
    else if (page != NULL)
        (void)raw_unmap(page, PAGE_BYTES);
}

void mark_set(void)
{
    if (mark != NULL)
        atomic_store_explicit(mark, true, memory_order_relaxed);
}

bool mark_is_missing(void)
{
    return mark != NULL && !atomic_load_explicit(mark, memory_order_relaxed);
}
