/* SPDX-License-Identifier: Apache-2.0 */
/* Our doors for older versions of glibc's functions, by these versions (exports_x86_64.map). In the
   shared library alone: where our objects are linked to something else, they have no version. */
#if defined(__x86_64__)

        .text

        .macro  version name, number, target
        .globl  \target\()_by_version
        .type   \target\()_by_version, @function
        .hidden \target
\target\()_by_version:
        .cfi_startproc
        endbr64
        jmp     \target
        .cfi_endproc
        .size   \target\()_by_version, . - \target\()_by_version
        .symver \target\()_by_version, \name\()@\number, remove
        .endm

        version posix_spawn, GLIBC_2.2.5, older_posix_spawn
        version posix_spawnp, GLIBC_2.2.5, older_posix_spawnp
        version quick_exit, GLIBC_2.10, older_quick_exit

#include "host/property_x86_64.inc"
#endif
        .section .note.GNU-stack, "", %progbits
