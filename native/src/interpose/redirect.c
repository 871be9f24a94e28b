/* SPDX-License-Identifier: Apache-2.0 */
/* Door 2: the imports of a loaded library, pointed here. Needs no preload. */
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "doors.h"
#include "imports.h"
#include "interpose.h"

struct search {
    const char *library;
    int moved;
};

struct redirection {
    const struct imports *imports;
    int moved;
};

static int protect(void **slot, int protection)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    return mprotect((void *)((uintptr_t)slot & ~(page - 1)), page, protection);
}

/* An aligned word is stored in one piece, so a thread that calls meanwhile finds the old or the
 * new. */
static void move(const char *name, void **slot, void *data)
{
    struct redirection *redirection = data;
    const struct imports *imports = redirection->imports;
    void *door = door_of(name);
    if (door == NULL || *slot == door)
        return;
    int read_only =
        (uintptr_t)slot >= imports->read_only_start && (uintptr_t)slot < imports->read_only_end;
    if (read_only && protect(slot, PROT_READ | PROT_WRITE) != 0)
        return;
    __atomic_store_n(slot, door, __ATOMIC_RELEASE);
    if (read_only)
        (void)protect(slot, PROT_READ);
    redirection->moved++;
}

static int visit_object(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    struct search *search = data;
    const char *slash = strrchr(object->dlpi_name, '/');
    if (slash == NULL || strcmp(slash + 1, search->library) != 0)
        return 0;
    struct imports imports;
    struct redirection redirection = {.imports = &imports};
    if (imports_find(&imports, object))
        imports_each(&imports, move, &redirection);
    search->moved = redirection.moved;
    return 1;
}

int interpose_redirect(const char *library)
{
    struct search search = {.library = library, .moved = -1};
    dl_iterate_phdr(visit_object, &search);
    return search.moved;
}
