/* SPDX-License-Identifier: Apache-2.0 */
/* Maps memory, and writes to it. */
#include "areas.h"

#include <stddef.h>
#include <sys/mman.h>

#include "wishes.h"

#define KIB    1024UL
#define PAGE   4096UL
#define HUGE   (2048U * KIB)
#define PIECES 64
/* An area above RAM and swap can't be mapped in one request, but grows by neighbours that merge. */
#define INSTALMENTS 4

static struct piece {
    volatile char *start;
    uint64_t size;
} pieces[PIECES];
static size_t count;

static int flags_of_kind(void)
{
    if (wish_is("memory", "shared"))
        return MAP_SHARED | MAP_ANONYMOUS;
    if (wish_is("memory", "unreserved"))
        return MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    if (wish_is("memory", "hugetlb"))
        return MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB;
    return MAP_PRIVATE | MAP_ANONYMOUS;
}

uint64_t areas_unaccounted(void)
{
    return wish_number("reserve", 0) * KIB + wish_number("pieces", 1) * 2 * HUGE;
}

/* Nothing that merges with it lies on either side. */
static char *address_space(uint64_t size)
{
    char *space =
        mmap(NULL, size + 2 * HUGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (space == MAP_FAILED)
        give_up("address space");
    return (char *)(((uintptr_t)space + HUGE) / HUGE * HUGE);
}

static void make_piece(uint64_t size)
{
    uint64_t unit = wish_is("memory", "hugetlb") ? HUGE : PAGE;
    size = size / unit * unit;
    char *space = address_space(size);
    uint64_t instalment = (size / INSTALMENTS + unit - 1) / unit * unit;
    for (uint64_t at = 0; at < size; at += instalment) {
        uint64_t bytes = size - at < instalment ? size - at : instalment;
        if (mmap(space + at, bytes, PROT_READ | PROT_WRITE, flags_of_kind() | MAP_FIXED, -1, 0) ==
            MAP_FAILED)
            give_up("mmap");
    }
    int pages = wish_is("memory", "huge") ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
    if (unit == PAGE && madvise(space, size, pages) != 0)
        give_up("MADV_HUGEPAGE");
    pieces[count++] = (struct piece){space, size};
}

static void write_between(volatile char *start, uint64_t from, uint64_t to)
{
    for (uint64_t at = from / PAGE * PAGE; at < to; at += PAGE)
        start[at]++;
}

/* After they were touched: neither makes the charge smaller but for the areas kept from children.
 */
static void protect(const struct piece *piece)
{
    void *start = (void *)piece->start;
    if (wish_is("memory", "kept") && madvise(start, piece->size, MADV_DONTFORK) != 0)
        give_up("MADV_DONTFORK");
    if (wish_is("memory", "readonly") && mprotect(start, piece->size, PROT_READ) != 0)
        give_up("mprotect");
}

/* As an allocator that gives memory back and takes it again. */
static void give_up_and_take_again(uint64_t percent)
{
    for (size_t i = 0; i < count; i++)
        if (madvise((void *)pieces[i].start, pieces[i].size, MADV_FREE) != 0)
            give_up("MADV_FREE");
    areas_write(percent);
}

void areas_make(uint64_t size)
{
    uint64_t reserve = wish_number("reserve", 0) * KIB;
    if (reserve > 0)
        (void)address_space(reserve);
    uint64_t wanted = wish_number("pieces", 1);
    if (wanted == 0 || wanted > PIECES)
        give_up("pieces");
    for (uint64_t i = 0; i < wanted; i++)
        make_piece(size / wanted);
    areas_write(wish_number("touched", 100));
    if (wish_is("memory", "lazy"))
        give_up_and_take_again(wish_number("touched", 100));
    for (size_t i = 0; i < count; i++)
        protect(&pieces[i]);
}

void areas_write(uint64_t percent)
{
    for (size_t i = 0; i < count; i++)
        write_between(pieces[i].start, 0, pieces[i].size / 100 * percent);
}

void areas_write_end(uint64_t percent)
{
    for (size_t i = 0; i < count; i++)
        write_between(pieces[i].start, pieces[i].size / 100 * (100 - percent), pieces[i].size);
}

void areas_take(uint64_t size)
{
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        give_up("mmap of new memory");
    write_between(memory, 0, size);
}
