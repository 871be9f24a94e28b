/* SPDX-License-Identifier: Apache-2.0 */
/* Our door for the older version of a function of glibc's, by that version (exports_aarch64.map). In
   the shared library alone: where our objects are linked to something else, it has no version. */
#if defined(__aarch64__)

        .text
        .globl  older_quick_exit_by_version
        .type   older_quick_exit_by_version, %function
        .hidden older_quick_exit
older_quick_exit_by_version:
        .cfi_startproc
        hint    #34             /* bti c */
        b       older_quick_exit
        .cfi_endproc
        .size   older_quick_exit_by_version, . - older_quick_exit_by_version
        .symver older_quick_exit_by_version, quick_exit@GLIBC_2.17, remove

#include "host/property_aarch64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
