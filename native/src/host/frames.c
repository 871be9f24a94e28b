/* SPDX-License-Identifier: Apache-2.0 */
/* Walks frame pointers, none of which is believed before it is proved. */
#include "frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "call_before.h"
#include "peek.h"
#include "symbol.h"

/* A frame is no larger: what points further is no frame pointer, but a register of the program's.
 */
#define FRAME_BYTES (256UL * 1024)
/* Our own are less than ten. */
#define STEPS 24

/* What a function that keeps a frame pointer has pushed (System V ABI for x86-64, 3.2.2). */
struct frame {
    uintptr_t next, back;
};

static bool read_frame(struct peek_walk *walk, uintptr_t at, struct frame *frame)
{
    return peek_word(walk, at, &frame->next) && peek_word(walk, at + sizeof at, &frame->back);
}

static bool is_behind_a_call(struct peek_walk *code, uintptr_t address)
{
    uintptr_t words[2], first = (address - CALL_BYTES) & ~(sizeof first - 1);
    unsigned char bytes[sizeof words];
    if (!peek_word(code, first, &words[0]) || !peek_word(code, first + sizeof first, &words[1]))
        return false;
    memcpy(bytes, words, sizeof bytes);
    return call_is_before(bytes + (address - CALL_BYTES - first));
}

unsigned frames_above(const void *frame, const void *caller, const void **callers, unsigned most)
{
    struct peek_walk stack = {0}, code = {0};
    uintptr_t at = (uintptr_t)frame;
    unsigned count = 0;
    if (most == 0 || caller == NULL)
        return 0;
    callers[count++] = caller;
    for (int step = 0; step < STEPS && count < most; step++) {
        struct frame here;
        if (!read_frame(&stack, at, &here))
            break;
        const void *back = (const void *)here.back;
        if (back != caller && !symbol_is_ours(back)) {
            if (!symbol_is_loaded(back) || !is_behind_a_call(&code, here.back))
                break;
            callers[count++] = back;
        }
        if (here.next <= at || here.next - at > FRAME_BYTES || here.next % sizeof at != 0)
            break;
        at = here.next;
    }
    return count;
}
