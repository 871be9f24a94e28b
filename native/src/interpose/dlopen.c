/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dlopen as a door, for what is opened with RTLD_DEEPBIND: it is bound to the C library before us.
 *
 * 1. dlopen goes by its return address, and a library's constructor may spawn before it returns. So
 *    nothing can be done once the library is there: before, the C library's own symbol table is
 *    made to say that the functions are ours. The loader finds them there, as does dlsym.
 * 2. What was bound before keeps what it has, and what is bound in the usual way finds us, or
 *    another preload, before it comes to the C library.
 * 3. Another preload behind us stands for a function by calling the next one, which would be us
 *    again. Without us such a library passes it by, and so it does with us: then all is left.
 * 4. Where we were not preloaded imports are redirected (redirect.c).
 * 5. Another thread that opens a library waits until the table is changed. Of a copy's parent no
 *    thread is there to wait for; a page that was just writable is read-only again afterwards.
 * 6. A namespace of its own (dlmopen) has a C library of its own, whose errno and whose handlers of
 *    fork are not those that we would use.
 */
#include "dlopen.h"

#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "doors.h"
#include "host/clock.h"
#include "host/policy.h"
#include "host/raw.h"
#include "host/stretch.h"
#include "host/table.h"
#include "interpose.h"
#include "outcome/self.h"
#include "real.h"
#include "symbols.h"

#ifndef RTLD_DEEPBIND /* musl */
#define RTLD_DEEPBIND 0
#endif

#define PATIENCE_NS (NANOSECONDS / 5)
#define NAP_NS      50000L

static atomic_bool is_done;
static _Atomic pid_t under_way_in;

struct change {
    uintptr_t base;
    const ElfW(Dyn) * dynamic;
    const ElfW(Phdr) * headers;
    int count;
    const char *name;
    uintptr_t start, end; /* of what is written */
    bool writes;
};

/* The C library stays loaded, and so does what is noted of it here. */
static int find_c_library(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    struct change *change = data;
    struct extent extent = extent_of(object);
    if (!real_is_of_the_c_library((void *)extent.start))
        return 0;
    *change = (struct change){.base = object->dlpi_addr,
                              .headers = object->dlpi_phdr,
                              .count = object->dlpi_phnum,
                              .start = UINTPTR_MAX};
    for (int i = 0; i < change->count; i++)
        if (change->headers[i].p_type == PT_DYNAMIC)
            change->dynamic = (const void *)(change->base + change->headers[i].p_vaddr);
    return 1;
}

static int protection_of(const ElfW(Phdr) * segment)
{
    return ((segment->p_flags & PF_R) != 0 ? PROT_READ : 0) |
           ((segment->p_flags & PF_W) != 0 ? PROT_WRITE : 0) |
           ((segment->p_flags & PF_X) != 0 ? PROT_EXEC : 0);
}

/* As the loader mapped it: the table is nobody's to write to, and /proc need not be mounted. */
static int protection_at(const struct change *change, uintptr_t address)
{
    for (int i = 0; i < change->count; i++) {
        const ElfW(Phdr) *segment = &change->headers[i];
        uintptr_t start = change->base + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && address >= start && address < start + segment->p_memsz)
            return protection_of(segment);
    }
    return PROT_NONE;
}

static void lead_to_door(const ElfW(Sym) * symbol, void *data)
{
    struct change *change = data;
    void *found = (void *)(change->base + symbol->st_value);
    void *door = door_instead_of(change->name, found);
    uintptr_t *word = (uintptr_t *)&symbol->st_value, start = (uintptr_t)word;
    if (door == found)
        return;
    if (change->writes)
        __atomic_store_n(word, (uintptr_t)door - change->base, __ATOMIC_RELEASE);
    if (start < change->start)
        change->start = start;
    if (start + sizeof *word > change->end)
        change->end = start + sizeof *word;
}

static void change_name(const char *name, void *data)
{
    struct change *change = data;
    change->name = name;
    table_each_version(change->base, change->dynamic, name, lead_to_door, change);
}

/* In one piece, which the kernel keeps as an area of its own. */
static void write_all(struct change *change)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start;
    doors_each(change_name, change);
    if (change->start >= change->end)
        return;
    start = change->start & ~(page - 1);
    size_t size = ((change->end + page - 1) & ~(page - 1)) - start;
    int protection = protection_at(change, change->start);
    if (raw_mprotect((void *)start, size, protection | PROT_WRITE) != 0)
        return;
    change->writes = true;
    doors_each(change_name, change);
    (void)raw_mprotect((void *)start, size, protection);
}

/* False: another thread has done it meanwhile, or takes too long. */
static bool take_turn(void)
{
    const struct timespec nap = {.tv_nsec = NAP_NS};
    uint64_t begun = clock_nanoseconds(CLOCK_MONOTONIC);
    pid_t us = raw_getpid(), holder = 0;
    while (!atomic_compare_exchange_strong(&under_way_in, &holder, us)) {
        if (atomic_load(&is_done) || clock_nanoseconds(CLOCK_MONOTONIC) - begun > PATIENCE_NS)
            return false;
        if (holder != us)
            continue; /* its thread is not in this copy */
        raw_sleep(&nap);
        holder = 0;
    }
    return true;
}

static void change_all(void *change)
{
    if (!take_turn())
        return;
    write_all(change);
    atomic_store(&is_done, true);
    atomic_store(&under_way_in, 0);
}

static bool may_change(void)
{
    interpose_start();
    return symbol_is_behind_us("__libc_start_main") && doors_lead_to_the_c_library() &&
           !policy_is_untried() && self_owns_memory();
}

static void lead_to_doors(void)
{
    struct change change = {0};
    if (!atomic_load(&is_done) && may_change() && each_object(find_c_library, &change) != 0)
        stretch_run(change_all, &change);
}

static void *open_nothing(void)
{
    return NULL;
}

static void *target(void *original, int mode)
{
    if ((mode & RTLD_DEEPBIND) != 0)
        lead_to_doors();
    return original != NULL ? original : (void *)open_nothing;
}

void *dlopen_target(const char *file, int mode)
{
    (void)file;
    return target((void *)REAL(dlopen), mode);
}

void *dlmopen_target(Lmid_t space, const char *file, int mode)
{
    (void)space;
    (void)file;
    return target((void *)REAL(dlmopen), mode);
}
