/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright The spawnrisk authors */
/* Hazard: memory that is charged and not copied, copied and not charged, or neither; children that
   are held show what the kernel makes of it. */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "held_child.h"

#define READ_WRITE (PROT_READ | PROT_WRITE)
#define HUGE_2MIB  (21 << 26) /* MAP_HUGE_2MB (linux/mman.h) */

static char *map(size_t bytes, int protection, int flags)
{
    char *memory = mmap(NULL, bytes, protection, MAP_ANONYMOUS | flags, -1, 0);

    if (memory == MAP_FAILED) {
        perror("charged: mmap");
        exit(3);
    }
    return memory;
}

static char *touched(size_t bytes, int flags)
{
    return memset(map(bytes, READ_WRITE, flags), 42, bytes);
}

/* By blocks small enough to come from the heap, of which half are filled. */
static void take_heap(size_t bytes)
{
    static char *last;

    for (size_t taken = 0; taken < bytes; taken += 65536) {
        char *block = malloc(65536);

        if (block == NULL)
            exit(3);
        if (taken < bytes / 2)
            memset(block, 42, 65536);
        memcpy(block, &last, sizeof last);
        last = block;
    }
}

static int take(const char *kind, size_t bytes)
{
    if (strcmp(kind, "none") == 0)
        return 0;
    if (strcmp(kind, "malloc") == 0)
        take_heap(bytes);
    else if (strcmp(kind, "untouched") == 0)
        map(bytes, READ_WRITE, MAP_PRIVATE);
    else if (strcmp(kind, "touched") == 0)
        touched(bytes, MAP_PRIVATE);
    else if (strcmp(kind, "noreserve") == 0)
        touched(bytes, MAP_PRIVATE | MAP_NORESERVE);
    else if (strcmp(kind, "shared") == 0)
        touched(bytes, MAP_SHARED);
    else if (strcmp(kind, "made_writable") == 0)
        return mprotect(map(bytes, PROT_NONE, MAP_PRIVATE), bytes / 2, READ_WRITE);
    else if (strcmp(kind, "made_readonly") == 0)
        return mprotect(touched(bytes, MAP_PRIVATE), bytes, PROT_READ);
    else if (strcmp(kind, "dontfork") == 0)
        return madvise(touched(bytes, MAP_PRIVATE), bytes, MADV_DONTFORK);
    else if (strcmp(kind, "wipeonfork") == 0)
        return madvise(touched(bytes, MAP_PRIVATE), bytes, MADV_WIPEONFORK);
    else if (strcmp(kind, "hugetlb") == 0)
        touched(bytes, MAP_PRIVATE | MAP_HUGETLB | HUGE_2MIB);
    else if (strcmp(kind, "hugetlb_untouched") == 0)
        map(bytes, READ_WRITE, MAP_PRIVATE | MAP_HUGETLB | HUGE_2MIB);
    else
        return -1;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3 || take(argv[1], strtoull(argv[2], NULL, 10)) != 0) {
        fprintf(stderr, "usage: charged KIND BYTES   (untouched, touched, noreserve, ...)\n");
        return 2;
    }
    return hold_children("charged: fork");
}
