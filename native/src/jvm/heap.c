/* SPDX-License-Identifier: Apache-2.0 */
/* By the machine's functions that are behind java.lang.Runtime (the JDK's Runtime.c). */
#include "heap.h"

#include <dlfcn.h>
#include <jni.h>
#include <stddef.h>

#include "memory/facts.h"

typedef jlong JNICALL size_function(void);

#define MOST_LOOKS 4

static size_function *total_memory, *free_memory, *max_memory;

void heap_prepare(void)
{
    void *machine = dlopen("libjvm.so", RTLD_LAZY | RTLD_NOLOAD);
    if (machine == NULL)
        return;
    total_memory = (size_function *)dlsym(machine, "JVM_TotalMemory");
    free_memory = (size_function *)dlsym(machine, "JVM_FreeMemory");
    max_memory = (size_function *)dlsym(machine, "JVM_MaxMemory");
    dlclose(machine); /* never unloaded */
}

/* What is free is a part of what is committed, which may be another one by then. */
struct heap heap_read(void)
{
    struct heap heap = {.used = UNKNOWN, .committed = UNKNOWN, .max = UNKNOWN};
    if (total_memory == NULL || free_memory == NULL || max_memory == NULL)
        return heap;
    heap.max = (uint64_t)max_memory();
    heap.committed = (uint64_t)total_memory();
    for (int look = 0; look < MOST_LOOKS && heap.used == UNKNOWN; look++) {
        uint64_t before = heap.committed, free = (uint64_t)free_memory();
        heap.committed = (uint64_t)total_memory();
        if (heap.committed == before && free <= before)
            heap.used = before - free;
    }
    return heap;
}
