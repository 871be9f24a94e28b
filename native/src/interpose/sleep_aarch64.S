/* SPDX-License-Identifier: Apache-2.0 */
/* The sleeping functions: in whatever is no copy a jump to the original, with nothing on the stack. */
#if defined(__aarch64__)

#include "functions.h"
#include "interpose/jump_aarch64.inc"

        .text
        .hidden real_resolve
        .hidden sleep_in_vain
        .hidden self_is_measured_asleep

        .macro  load_original name
        adrp    x16, \name\()_original
        ldr     x16, [x16, #:lo12:\name\()_original]
        .endm

        .macro  door name
        .p2align 4
        .globl  \name
        .type   \name, %function
        .hidden \name\()_original
        .hidden \name\()_in_parts
\name:
        .cfi_startproc
        hint    #34             /* bti c */
        load_original \name
        cbz     x16, 2f
1:      adrp    x17, self_is_measured_asleep
        ldrb    w17, [x17, #:lo12:self_is_measured_asleep]
        cbnz    w17, \name\()_in_parts
        br      x16
2:      keep_arguments
        bl      real_resolve
        restore_arguments
        load_original \name
        cbnz    x16, 1b
        b       sleep_in_vain
        .cfi_endproc
        .size   \name, . - \name
        .endm

#define DOOR(name) door name;
SLEEPING_FUNCTIONS(DOOR)

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
