/* SPDX-License-Identifier: Apache-2.0 */
/* select and pselect, in parts. */
#include <stddef.h>
#include <string.h>
#include <sys/select.h>

#include "host/clock.h"
#include "host/peek.h"
#include "host/policy.h"
#include "host/raw.h"
#include "slices.h"

struct selected {
    int count;
    fd_set *sets[3];
    const sigset_t *mask;
};

/* What a part that finds nothing leaves empty is given back. */
struct selecting {
    struct selected asked;
    fd_set kept[3];
};

static size_t bytes_of(const struct selected *asked)
{
    const size_t bits = 8 * sizeof(long);
    return ((size_t)asked->count + bits - 1) / bits * sizeof(long);
}

/* Larger sets, which a program may make itself, are more than a small stack has room for. */
static bool keep_sets(struct selecting *selecting, const struct selected *asked)
{
    selecting->asked = *asked;
    if (asked->count < 0 || asked->count > FD_SETSIZE)
        return false;
    for (int i = 0; i < 3; i++) {
        if (asked->sets[i] != NULL && asked->count > 0 &&
            !peek_bytes(&selecting->kept[i], bytes_of(asked), asked->sets[i]))
            return false;
    }
    return true;
}

static void give_back(const struct selecting *selecting)
{
    const struct selected *asked = &selecting->asked;
    for (int i = 0; i < 3; i++)
        if (asked->sets[i] != NULL)
            memcpy(asked->sets[i], &selecting->kept[i], bytes_of(asked));
}

static long select_part(struct slices *slices, void *call)
{
    const struct selecting *selecting = call;
    const struct selected *asked = &selecting->asked;
    const long signals[] = {slices_mask(slices, asked->mask), SLICES_MASK_BYTES};
    long result =
        raw_syscall(SYS_pselect6, asked->count, (long)asked->sets[0], (long)asked->sets[1],
                    (long)asked->sets[2], (long)&slices->left, (long)signals);
    if (result == 0 && !slices->is_last)
        give_back(selecting);
    return result;
}

/* False: it is refused, or can't be read; or glibc cuts it (int32_t us, its select.c). */
static bool time_of(const struct timeval *time, uint64_t *nanoseconds)
{
    struct timeval copy;
    *nanoseconds = SLICES_FOREVER;
    if (time == NULL)
        return true;
    if (policy_is_untried() || !peek_bytes(&copy, sizeof copy, time) || copy.tv_sec < 0 ||
        copy.tv_usec < 0 || copy.tv_usec > INT32_MAX)
        return false;
    uint64_t of_part = (uint64_t)copy.tv_usec * 1000, seconds = (uint64_t)copy.tv_sec;
    *nanoseconds = seconds < (SLICES_LAST_NS - of_part) / NANOSECONDS
                       ? seconds * NANOSECONDS + of_part
                       : SLICES_LAST_NS;
    return true;
}

/* As what is left will have to be: there an older C library leaves it to the kernel, which takes no
 * notice of what it can't write. */
static bool is_writable(struct timeval *time)
{
    const struct timeval copy = time != NULL ? *time : (struct timeval){0};
    return time == NULL || poke_words(time, &copy, sizeof copy);
}

/* False: not in parts. The kernel has what is left written, whatever the result. */
static __attribute__((noinline)) bool was_made(const void *original, const struct selected *asked,
                                               struct timeval *time, int *result)
{
    struct slices slices;
    struct selecting selecting;
    uint64_t nanoseconds;
    if (!time_of(time, &nanoseconds) || !slices_begin(&slices, original, nanoseconds) ||
        !keep_sets(&selecting, asked) || !is_writable(time))
        return false;
    *result = slices_run(&slices, select_part, &selecting);
    uint64_t left = slices_left(&slices);
    if (time != NULL)
        *time = (struct timeval){(time_t)(left / NANOSECONDS),
                                 (suseconds_t)(left % NANOSECONDS / 1000)};
    return true;
}

static __attribute__((noinline)) bool was_made_with_mask(const struct selected *asked,
                                                         const struct timespec *time, int *result)
{
    struct slices slices;
    struct selecting selecting;
    if (!slices_begin_for(&slices, (void *)pselect_original, time) || !keep_sets(&selecting, asked))
        return false;
    *result = slices_run(&slices, select_part, &selecting);
    return true;
}

int select_in_parts(int count, fd_set *in, fd_set *out, fd_set *exceptional, struct timeval *time)
{
    int result;
    if (!was_made((void *)select_original, &(struct selected){count, {in, out, exceptional}, NULL},
                  time, &result))
        return select_original(count, in, out, exceptional, time);
    return result;
}

int __select_in_parts(int count, fd_set *in, fd_set *out, fd_set *exceptional, struct timeval *time)
{
    int result;
    if (!was_made((void *)__select_original,
                  &(struct selected){count, {in, out, exceptional}, NULL}, time, &result))
        return __select_original(count, in, out, exceptional, time);
    return result;
}

int pselect_in_parts(int count, fd_set *in, fd_set *out, fd_set *exceptional,
                     const struct timespec *time, const sigset_t *mask)
{
    int result;
    if (!was_made_with_mask(&(struct selected){count, {in, out, exceptional}, mask}, time, &result))
        return pselect_original(count, in, out, exceptional, time, mask);
    return result;
}
