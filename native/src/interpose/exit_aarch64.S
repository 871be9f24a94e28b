/* SPDX-License-Identifier: Apache-2.0 */
/* _exit, _Exit and quick_exit: the original is entered by a jump, so its caller is the program's.
   ThreadSanitizer's runtime goes by that (sanitizer.c), and ends the program with its own status. */
#if defined(__aarch64__)

#include "interpose/jump_aarch64.inc"

        .text

        .macro  door name, target
        .globl  \name
        .type   \name, %function
        .hidden \target
\name:
        .cfi_startproc
        hint    #34             /* bti c */
        jump_to_what \target
        .cfi_endproc
        .size   \name, . - \name
        .endm

        door    _exit, exit_at_once_target
        door    _Exit, exit_by_its_c_name_target
        door    quick_exit, exit_quickly_target
        .hidden older_quick_exit
        door    older_quick_exit, exit_quickly_as_before_target

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
