/* SPDX-License-Identifier: Apache-2.0 */
/* The dynamic section of a loaded object as a linker lays it out, of relocations, symbols and
 * versions of the input: just the imports are visited, each with its name, slot and version. Broken
 * ones the loader itself would not have loaded. */
#include "interpose/imports.h"

#include "fuzz.h"
#include "relocations.h"

#define MOST_SYMBOLS  12
#define MOST_ENTRIES  16
#define MOST_FILES    3
#define MOST_VERSIONS 4
#define NAME_BYTES    32

struct needed_file {
    ElfW(Verneed) file;
    ElfW(Vernaux) versions[MOST_VERSIONS];
};

/* What the loader has mapped. The names of versions stand behind those of symbols. */
struct object {
    ElfW(Sym) symbols[MOST_SYMBOLS];
    ElfW(Half) versions[MOST_SYMBOLS];
    char names[MOST_SYMBOLS + MOST_FILES * MOST_VERSIONS][NAME_BYTES];
    ElfW(Rela) tables[2][MOST_ENTRIES];
    size_t counts[2];
    struct needed_file needed[MOST_FILES];
    ElfW(Dyn) dynamic[12];
    void *slots[MOST_ENTRIES];
};

/* Where the visits are, in the order of the tables. */
struct visits {
    const struct object *object;
    const struct imports *imports;
    int table;
    size_t entry;
};

static uintptr_t base_of(const struct object *object)
{
    return (uintptr_t)object;
}

static void fill_symbols(struct object *object, struct input *input)
{
    for (size_t i = 0; i < MOST_SYMBOLS; i++) {
        uint64_t kind = input_number(input, 1);
        object->symbols[i].st_name = kind & 1 ? (ElfW(Word))(i * NAME_BYTES) : 0;
        object->symbols[i].st_shndx = kind & 2 ? 7 : SHN_UNDEF;
        object->versions[i] = (ElfW(Half))input_number(input, 2);
    }
}

static void fill_tables(struct object *object, struct input *input)
{
    static const unsigned types[] = {0, 1, 2, 5, 6, 7, 8, 257, 1024, 1025, 1026, 1027};
    for (int table = 0; table < 2; table++) {
        object->counts[table] = input_number(input, 1) % (MOST_ENTRIES + 1);
        for (size_t i = 0; i < object->counts[table]; i++) {
            uint64_t type = types[input_number(input, 1) % (sizeof types / sizeof *types)];
            uint64_t symbol = input_number(input, 1) % MOST_SYMBOLS;
            object->tables[table][i].r_info = ELF64_R_INFO(symbol, type);
            object->tables[table][i].r_offset =
                offsetof(struct object, slots) + input_number(input, 1) % MOST_ENTRIES * 8;
        }
    }
}

/* As many files as the input says, each with so many versions; 0: the object goes by none. */
static size_t fill_needed(struct object *object, struct input *input)
{
    size_t files = input_number(input, 1) % (MOST_FILES + 1);
    for (size_t f = 0; f < files; f++) {
        struct needed_file *needed = &object->needed[f];
        needed->file.vn_cnt = (ElfW(Half))(input_number(input, 1) % (MOST_VERSIONS + 1));
        needed->file.vn_aux = offsetof(struct needed_file, versions);
        needed->file.vn_next = f + 1 < files ? sizeof *needed : 0;
        for (size_t v = 0; v < needed->file.vn_cnt; v++) {
            needed->versions[v].vna_other = (ElfW(Half))input_number(input, 2);
            needed->versions[v].vna_next =
                v + 1 < needed->file.vn_cnt ? sizeof *needed->versions : 0;
            needed->versions[v].vna_name =
                (ElfW(Word))((MOST_SYMBOLS + f * MOST_VERSIONS + v) * NAME_BYTES);
        }
    }
    return files;
}

static void add(struct object *object, size_t *count, ElfW(Sxword) tag, uint64_t value)
{
    object->dynamic[(*count)++] = (ElfW(Dyn)){tag, {value}};
}

static void lay_out(struct object *object, bool versioned)
{
    size_t count = 0;
    add(object, &count, DT_SYMTAB, (uintptr_t)object->symbols);
    add(object, &count, DT_STRTAB, (uintptr_t)object->names);
    add(object, &count, DT_JMPREL, (uintptr_t)object->tables[0]);
    add(object, &count, DT_PLTRELSZ, object->counts[0] * sizeof(ElfW(Rela)));
    add(object, &count, DT_RELA, (uintptr_t)object->tables[1]);
    add(object, &count, DT_RELASZ, object->counts[1] * sizeof(ElfW(Rela)));
    if (versioned) {
        add(object, &count, DT_VERSYM, (uintptr_t)object->versions);
        add(object, &count, DT_VERNEED, offsetof(struct object, needed));
    }
    add(object, &count, DT_NULL, 0);
}

static bool is_import(const struct object *object, const ElfW(Rela) * entry)
{
    unsigned long type = ELF64_R_TYPE(entry->r_info);
    const ElfW(Sym) *symbol = &object->symbols[ELF64_R_SYM(entry->r_info)];
    return IS_SYMBOL_ADDRESS(type) && symbol->st_shndx == SHN_UNDEF && symbol->st_name != 0;
}

/* The next one that is an import; NULL: there is none. */
static const ElfW(Rela) * next_of(struct visits *visits)
{
    const struct object *object = visits->object;
    for (; visits->table < 2; visits->table++, visits->entry = 0)
        while (visits->entry < object->counts[visits->table]) {
            const ElfW(Rela) *entry = &object->tables[visits->table][visits->entry++];
            if (is_import(object, entry))
                return entry;
        }
    return NULL;
}

/* The first of all versions that has the symbol's number. */
static const char *version_of(const struct object *object, size_t symbol)
{
    for (const struct needed_file *needed = object->needed;; needed++) {
        for (size_t v = 0; v < needed->file.vn_cnt; v++)
            if (((needed->versions[v].vna_other ^ object->versions[symbol]) & 0x7FFF) == 0)
                return (const char *)object->names + needed->versions[v].vna_name;
        if (needed->file.vn_next == 0)
            return NULL;
    }
}

static void visit(const struct import *import, void *data)
{
    struct visits *visits = data;
    const ElfW(Rela) *entry = next_of(visits);
    MUST(entry != NULL);
    size_t symbol = ELF64_R_SYM(entry->r_info);
    MUST(import->symbol == symbol && import->name == visits->object->names[symbol]);
    MUST((uintptr_t)import->slot == base_of(visits->object) + entry->r_offset);
    const char *version =
        visits->imports->needed == NULL ? NULL : version_of(visits->object, symbol);
    MUST(imports_version(visits->imports, symbol) == version);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    struct object *object = calloc(1, sizeof *object);
    MUST(object != NULL);
    fill_symbols(object, &input);
    fill_tables(object, &input);
    lay_out(object, fill_needed(object, &input) > 0);
    const ElfW(Phdr) headers[] = {
        {.p_type = PT_LOAD},
        {.p_type = PT_DYNAMIC, .p_vaddr = offsetof(struct object, dynamic)},
    };
    struct dl_phdr_info info = {
        .dlpi_addr = base_of(object), .dlpi_phdr = headers, .dlpi_phnum = 2};
    struct imports imports;
    MUST(imports_find(&imports, &info));
    struct visits visits = {object, &imports, 0, 0};
    imports_each(&imports, visit, &visits);
    MUST(next_of(&visits) == NULL);
    info.dlpi_phnum = 1;
    MUST(!imports_find(&imports, &info));
    free(object);
    return 0;
}
