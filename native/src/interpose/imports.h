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
    const ElfW(Half) * versions;  /* NULL: the object goes by none */
    const ElfW(Verneed) * needed; /* what they mean */
    struct {
        const ElfW(Rela) * entries;
        size_t count;
    } tables[2]; /* DT_JMPREL and DT_RELA (System V ABI, "Dynamic Section") */
};

/* 0 where the object has no dynamic section that the loader relocated (the vDSO). */
int imports_find(struct imports *imports, const struct dl_phdr_info *object);

struct import {
    const char *name;
    size_t symbol;
    void **slot; /* the word that holds its address */
};

void imports_each(const struct imports *imports,
                  void (*visit)(const struct import *import, void *data), void *data);

/* The version that the object was linked to; NULL: none. */
const char *imports_version(const struct imports *imports, size_t symbol);

#endif
