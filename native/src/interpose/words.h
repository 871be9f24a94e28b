/* SPDX-License-Identifier: Apache-2.0 */
/* Whether words that a shell would expand have a command in them. */
#ifndef SPAWNRISK_INTERPOSE_WORDS_H
#define SPAWNRISK_INTERPOSE_WORDS_H

#include <stdbool.h>

/* True for all words for which wordexp(3) runs a shell, and for some in which it finds an error
 * before it comes to that. Only what stands in single quotes is no command by its looks. Pure. */
bool words_have_a_command(const char *words);

#endif
