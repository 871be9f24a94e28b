/* SPDX-License-Identifier: Apache-2.0 */
/* What ThreadSanitizer's runtime asks a program for, where it is built with that. */
#include "export.h"

/*
 * The runtime's wrappers of memcpy, strchr and the like look at our memory, but see nothing of how
 * our threads agree on it, for we are not built with it: what it took for races it would report as
 * the program's, and change its exit status. A program that has this function itself keeps its own
 * (compiler-rt, tsan_suppressions.cpp; called_from_lib: lib/sanitizer_common, libignore).
 */
const char *__tsan_default_suppressions(void);

EXPORT const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:libspawnrisk.so\n";
}
