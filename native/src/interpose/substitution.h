/* SPDX-License-Identifier: Apache-2.0 */
/* Whether wordexp(3) would run a command for some words. */
#ifndef SPAWNRISK_INTERPOSE_SUBSTITUTION_H
#define SPAWNRISK_INTERPOSE_SUBSTITUTION_H

#include <stdbool.h>

/* $(command) and `command`, outside of single quotes and not behind a backslash. */
bool has_substitution(const char *words);

#endif
