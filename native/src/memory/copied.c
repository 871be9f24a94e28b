/* SPDX-License-Identifier: Apache-2.0 */
/* What a child has in fact copied. */
#include "facts.h"

#include "host/file.h"
#include "text.h"

/* Fifteen lines of a word and a number (fs/proc/task_mmu.c, __show_smap). */
#define ROLLUP_BYTES 1536

uint64_t copied_read(void)
{
    char rollup[ROLLUP_BYTES] = "";
    return file_read("/proc/self/smaps_rollup", rollup, sizeof rollup) < 0
               ? UNKNOWN
               : text_value(rollup, "Private_Dirty:");
}
