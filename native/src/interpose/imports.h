/* SPDX-License-Identifier: Apache-2.0 */
/* The imports of a loaded ELF object: relocations whose symbol is defined elsewhere. */
#ifndef SPAWNRISK_INTERPOSE_IMPORTS_H
#define SPAWNRISK_INTERPOSE_IMPORTS_H

#include <link.h>
#include <stddef.h>
#include <stdint.h>

struct imports {
    uintptr_t base;
    const ElfW(Sym) * symbols;
    const char *names;
    struct {
        const ElfW(Rela) * entries;
        size_t count;
    } tables[2]; /* DT_JMPREL and DT_RELA (System V ABI, "Dynamic Section") */
};

/* 0 where the object has no dynamic section that the loader relocated (the vDSO). */
int imports_find(struct imports *imports, const struct dl_phdr_info *object);

/* Calls visit with each imported symbol's name and the word that holds its address. */
void imports_each(const struct imports *imports,
                  void (*visit)(const char *name, void **slot, void *data), void *data);

#endif
