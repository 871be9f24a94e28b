/* SPDX-License-Identifier: Apache-2.0 */
/* For the end of an assembly file: IBT and SHSTK hold in it (x86-64 psABI,
   GNU_PROPERTY_X86_FEATURE_1_AND). */
        .section .note.gnu.property, "a"
        .balign 8
        .long   4, 16, 5
        .asciz  "GNU"
        .long   0xc0000002, 4, 3, 0
