/* SPDX-License-Identifier: Apache-2.0 */
/* The imports of a loaded ELF object. */
#include "imports.h"

#include "relocations.h"

enum { JUMP_TABLE, DATA_TABLE };

static const ElfW(Dyn) * find_dynamic(const struct dl_phdr_info *object)
{
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        if (header->p_type == PT_DYNAMIC)
            return (const void *)(object->dlpi_addr + header->p_vaddr);
    }
    return NULL;
}

static void read_dynamic(struct imports *imports, const ElfW(Dyn) * dynamic)
{
    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        const void *address = (const void *)dynamic->d_un.d_ptr;
        size_t count = dynamic->d_un.d_val / sizeof(ElfW(Rela));
        switch (dynamic->d_tag) {
        case DT_SYMTAB:
            imports->symbols = address;
            break;
        case DT_STRTAB:
            imports->names = address;
            break;
        case DT_VERSYM:
            imports->versions = address;
            break;
        case DT_VERNEED: /* the one of these that glibc leaves as it is in the file */
            imports->needed = (const void *)(imports->base + dynamic->d_un.d_ptr);
            break;
        case DT_JMPREL:
            imports->tables[JUMP_TABLE].entries = address;
            break;
        case DT_PLTRELSZ:
            imports->tables[JUMP_TABLE].count = count;
            break;
        case DT_RELA:
            imports->tables[DATA_TABLE].entries = address;
            break;
        case DT_RELASZ:
            imports->tables[DATA_TABLE].count = count;
            break;
        default:
            break;
        }
    }
}

int imports_find(struct imports *imports, const struct dl_phdr_info *object)
{
    const ElfW(Dyn) *dynamic = find_dynamic(object);
    *imports = (struct imports){.base = object->dlpi_addr};
    if (dynamic == NULL)
        return 0;
    read_dynamic(imports, dynamic);
    /* glibc adds the base to these addresses; where it has not (the vDSO), they are below it. */
    return imports->symbols != NULL && imports->names != NULL &&
           (uintptr_t)imports->symbols >= imports->base;
}

static int is_import(const ElfW(Rela) * relocation, const ElfW(Sym) * symbol)
{
    return IS_SYMBOL_ADDRESS(ELF64_R_TYPE(relocation->r_info)) && symbol->st_shndx == SHN_UNDEF &&
           symbol->st_name != 0;
}

void imports_each(const struct imports *imports,
                  void (*visit)(const struct import *import, void *data), void *data)
{
    for (int table = JUMP_TABLE; table <= DATA_TABLE; table++) {
        for (size_t i = 0; i < imports->tables[table].count; i++) {
            const ElfW(Rela) *relocation = &imports->tables[table].entries[i];
            size_t index = ELF64_R_SYM(relocation->r_info);
            const ElfW(Sym) *symbol = &imports->symbols[index];
            const struct import import = {.name = imports->names + symbol->st_name,
                                          .symbol = index,
                                          .slot = (void **)(imports->base + relocation->r_offset)};
            if (is_import(relocation, symbol))
                visit(&import, data);
        }
    }
}

/* Two lists, of files and of what is needed of each (LSB, "Symbol Versioning"). */
const char *imports_version(const struct imports *imports, size_t symbol)
{
    if (imports->versions == NULL || imports->needed == NULL)
        return NULL;
    const ElfW(Half) number = imports->versions[symbol] & 0x7FFF;
    const char *at = (const char *)imports->needed;
    for (const ElfW(Verneed) *file = imports->needed;; file = (const void *)at) {
        const char *entry = at + file->vn_aux;
        for (unsigned i = 0; i < file->vn_cnt; i++) {
            const ElfW(Vernaux) *version = (const void *)entry;
            if ((version->vna_other & 0x7FFF) == number)
                return imports->names + version->vna_name;
            entry += version->vna_next;
        }
        if (file->vn_next == 0)
            return NULL;
        at += file->vn_next;
    }
}
