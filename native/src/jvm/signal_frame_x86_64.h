/* SPDX-License-Identifier: Apache-2.0 */
/* Words of what the kernel puts on the stack for a signal's handler (struct rt_sigframe,
 * arch/x86/include/asm/sigframe.h; struct ucontext and sigcontext beside it). */
#ifndef SPAWNRISK_JVM_SIGNAL_FRAME_H
#define SPAWNRISK_JVM_SIGNAL_FRAME_H

#define FRAME_WAY_BACK 0  /* the address that the handler returns to */
#define FRAME_LINK     2  /* uc_link: 0 */
#define FRAME_BLOCKED  38 /* uc_sigmask: what was blocked before */

#endif
