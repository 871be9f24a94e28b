/* SPDX-License-Identifier: Apache-2.0 */
/* Symbol tables as a linker lays them out, of names and shapes of the input: each function is found
 * where it is, and nothing else is. Broken ones the loader itself would not have loaded. */
#include "host/table.h"

#include "fuzz.h"

#define MOST_NAMES   16
#define MOST_BUCKETS 8
#define MOST_FILTER  4

struct object {
    ElfW(Sym) symbols[2 * MOST_NAMES + 1];
    char names[MOST_NAMES * 40];
    uint32_t hash[4 + 2 * MOST_FILTER + MOST_BUCKETS + MOST_NAMES];
    ElfW(Dyn) dynamic[4];
};

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 5381;
    while (*name != '\0')
        hash = (hash << 5) + hash + (unsigned char)*name++;
    return hash;
}

static bool is_among(char *const names[], size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static size_t take_names(struct input *input, char *names[MOST_NAMES])
{
    size_t count = 0;
    while (count < MOST_NAMES && input->at < input->end) {
        char *name = input_word(input);
        if (*name == '\0' || strlen(name) >= 40 || is_among(names, count, name))
            free(name);
        else
            names[count++] = name;
    }
    return count;
}

/* In the order of buckets, behind `first` symbols that are in none. */
static void lay_out(struct object *object, char *const names[], size_t count, uint32_t first,
                    uint32_t buckets, uint32_t filter, uint64_t kinds)
{
    uint32_t *bucket = object->hash + 4 + 2 * filter, *chain = bucket + buckets, index = first;
    size_t room = 1;
    memcpy(object->hash, (uint32_t[]){buckets, first, filter, 6}, 4 * sizeof *bucket);
    for (uint32_t b = 0; b < buckets; b++) {
        for (size_t i = 0; i < count; i++) {
            if (hash_of(names[i]) % buckets != b)
                continue;
            if (bucket[b] == 0)
                bucket[b] = index;
            object->symbols[index] = (ElfW(Sym)){
                .st_name = (ElfW(Word))room,
                .st_info = ELF64_ST_INFO(STB_GLOBAL, kinds >> i & 1 ? STT_FUNC : STT_OBJECT),
                .st_shndx = kinds >> (16 + i) & 1 ? 7 : SHN_UNDEF,
                .st_value = 1000 + i};
            strcpy(object->names + room, names[i]);
            room += strlen(names[i]) + 1;
            chain[index++ - first] = hash_of(names[i]) & ~1U;
        }
        if (bucket[b] != 0)
            chain[index - 1 - first] |= 1;
    }
    object->dynamic[0] = (ElfW(Dyn)){DT_SYMTAB, {(uintptr_t)object->symbols}};
    object->dynamic[1] = (ElfW(Dyn)){DT_STRTAB, {(uintptr_t)object->names}};
    object->dynamic[2] = (ElfW(Dyn)){DT_GNU_HASH, {(uintptr_t)object->hash}};
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    uint32_t first = 1 + (uint32_t)input_number(&input, 1) % MOST_NAMES;
    uint32_t buckets = 1 + (uint32_t)input_number(&input, 1) % MOST_BUCKETS;
    uint32_t filter = 1 + (uint32_t)input_number(&input, 1) % MOST_FILTER;
    uint64_t kinds = input_number(&input, 4);
    char *other = input_word(&input), *names[MOST_NAMES];
    size_t count = take_names(&input, names);
    struct object *object = calloc(1, sizeof *object);
    MUST(object != NULL);
    lay_out(object, names, count, first, buckets, filter, kinds);
    const uintptr_t base = 0x1000;
    for (size_t i = 0; i < count; i++) {
        bool is_function = (kinds >> i & 1) != 0 && (kinds >> (16 + i) & 1) != 0;
        void *found = table_function(base, object->dynamic, names[i]);
        MUST(found == (is_function ? (void *)(base + 1000 + i) : NULL));
        MUST(table_names_are_equal(names[i], other) == (strcmp(names[i], other) == 0));
    }
    if (!is_among(names, count, other))
        MUST(table_function(base, object->dynamic, other) == NULL);
    MUST(table_function_as_linked(base, NULL, other) == NULL);
    MUST(table_function(base, NULL, other) == NULL);
    MUST(table_function(base, object->dynamic + 2, other) == NULL);
    MUST(table_function(UINTPTR_MAX, object->dynamic, other) == NULL);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(other);
    free(object);
    return 0;
}
