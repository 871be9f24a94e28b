/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright The spawnrisk authors */
/* Hazard: a large parent whose child lives on without exec; what its copy costs can be seen. */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "held_child.h"

/* Each page is written: untouched memory would be charged, but not be copied. */
static int take_memory(size_t bytes)
{
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return -1;
    memset(memory, 42, bytes);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2 || take_memory(strtoull(argv[1], NULL, 10)) != 0) {
        fprintf(stderr, "usage: held_fork BYTES   (as many as there are to be had)\n");
        return 2;
    }
    return hold_children("held_fork: fork");
}
