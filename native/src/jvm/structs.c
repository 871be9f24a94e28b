/* SPDX-License-Identifier: Apache-2.0 */
/* Reads gHotSpotVMStructs, as the serviceability agent does. */
#include "structs.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* An entry of the table: where each of its fields is (HotSpot, vmStructs.hpp). */
struct entries {
    const char *first;
    uint64_t stride, type_name, field_name, offset;
};

static bool read_number(void *machine, const char *name, uint64_t *number)
{
    const uint64_t *found = dlsym(machine, name);
    if (found != NULL)
        *number = *found;
    return found != NULL;
}

static bool find_entries(void *machine, struct entries *entries)
{
    const char *const *table = dlsym(machine, "gHotSpotVMStructs");
    entries->first = table == NULL ? NULL : *table;
    return entries->first != NULL &&
           read_number(machine, "gHotSpotVMStructEntryArrayStride", &entries->stride) &&
           read_number(machine, "gHotSpotVMStructEntryTypeNameOffset", &entries->type_name) &&
           read_number(machine, "gHotSpotVMStructEntryFieldNameOffset", &entries->field_name) &&
           read_number(machine, "gHotSpotVMStructEntryOffsetOffset", &entries->offset);
}

static const char *text_at(const char *address)
{
    const char *text;
    memcpy(&text, address, sizeof text);
    return text;
}

static bool find(const struct entries *entries, const char *type, const char *field,
                 uint64_t *offset)
{
    const char *entry = entries->first;
    for (; text_at(entry + entries->type_name) != NULL; entry += entries->stride) {
        const char *name = text_at(entry + entries->field_name);
        if (name == NULL || strcmp(text_at(entry + entries->type_name), type) != 0 ||
            strcmp(name, field) != 0)
            continue;
        memcpy(offset, entry + entries->offset, sizeof *offset);
        return true;
    }
    return false;
}

static bool read_layout(const struct entries *entries, struct thread_layout *layout)
{
    uint64_t anchor, frame;
    bool all = find(entries, "JavaThread", "_thread_state", &layout->state) &&
               find(entries, "JavaThread", "_stack_base", &layout->stack_base) &&
               find(entries, "JavaThread", "_stack_size", &layout->stack_size) &&
               find(entries, "JavaThread", "_anchor", &anchor) &&
               find(entries, "JavaFrameAnchor", "_last_Java_sp", &frame);
    layout->last_frame = all ? anchor + frame : 0;
    return all;
}

bool structs_read(struct thread_layout *layout)
{
    struct entries entries;
    void *machine = dlopen("libjvm.so", RTLD_LAZY | RTLD_NOLOAD);
    if (machine == NULL)
        return false;
    bool known = find_entries(machine, &entries) && read_layout(&entries, layout);
    dlclose(machine);
    return known;
}
