/* SPDX-License-Identifier: Apache-2.0 */
/* By the machine's functions that are behind java.lang.Runtime (the JDK's Runtime.c). */
#include "heap.h"

#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <stddef.h>

#include "memory/facts.h"

typedef jlong JNICALL size_function(void);

static size_function *total_memory, *free_memory, *max_memory;

static void find(void)
{
    void *machine = dlopen("libjvm.so", RTLD_LAZY | RTLD_NOLOAD);
    if (machine == NULL)
        return;
    total_memory = (size_function *)dlsym(machine, "JVM_TotalMemory");
    free_memory = (size_function *)dlsym(machine, "JVM_FreeMemory");
    max_memory = (size_function *)dlsym(machine, "JVM_MaxMemory");
    dlclose(machine); /* never unloaded */
}

struct heap heap_read(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find);
    if (total_memory == NULL || free_memory == NULL || max_memory == NULL)
        return (struct heap){.used = UNKNOWN, .committed = UNKNOWN, .max = UNKNOWN};
    uint64_t committed = (uint64_t)total_memory();
    return (struct heap){.used = committed - (uint64_t)free_memory(),
                         .committed = committed,
                         .max = (uint64_t)max_memory()};
}
