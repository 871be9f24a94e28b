/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel puts on the stack for a signal's handler, by words (struct rt_sigframe,
 * arch/arm64/kernel/signal.c: siginfo, then ucontext; struct ucontext and sigcontext). The handler
 * returns by a register, so no address tells such a frame. */
#ifndef SPAWNRISK_JVM_SIGNAL_FRAME_H
#define SPAWNRISK_JVM_SIGNAL_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#define FRAME_BLOCKED        21 /* uc_sigmask: what was blocked before */
#define FRAME_WORDS          71
#define FRAME_HAS_A_WAY_BACK false

/* si_signo beside si_errno, which is 0; uc_flags, uc_link; sp, which lies above the frame. */
static inline bool is_signal_frame(const uintptr_t at[FRAME_WORDS], uintptr_t way_back)
{
    (void)way_back;
    return at[0] >= 1 && at[0] <= 64 && at[16] == 0 && at[17] == 0 && at[70] > (uintptr_t)at &&
           at[70] % 16 == 0;
}

#endif
