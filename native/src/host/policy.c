/* SPDX-License-Identifier: Apache-2.0 */
/* Counts policies. */
#include "policy.h"

#include <stdatomic.h>

#include "hot.h"

static HOT atomic_uint asked, tried;

void policy_asked_for(void)
{
    atomic_fetch_add(&asked, 1);
}

void policy_refused(void)
{
    atomic_fetch_sub(&asked, 1);
}

void policy_tried(void)
{
    atomic_store_explicit(&tried, atomic_load(&asked), memory_order_relaxed);
}

bool policy_is_untried(void)
{
    return atomic_load(&asked) != atomic_load_explicit(&tried, memory_order_relaxed);
}
