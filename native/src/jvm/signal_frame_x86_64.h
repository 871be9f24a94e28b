/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel puts on the stack for a signal's handler, by words (struct rt_sigframe,
 * arch/x86/include/asm/sigframe.h; struct ucontext and sigcontext beside it). */
#ifndef SPAWNRISK_JVM_SIGNAL_FRAME_H
#define SPAWNRISK_JVM_SIGNAL_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#define FRAME_BLOCKED        38 /* uc_sigmask: what was blocked before */
#define FRAME_WORDS          39
#define FRAME_HAS_A_WAY_BACK true

/* The address that the handler returns to; uc_link. */
static inline bool is_signal_frame(const uintptr_t at[FRAME_WORDS], uintptr_t way_back)
{
    return at[0] == way_back && at[2] == 0;
}

#endif
