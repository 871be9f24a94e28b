/* SPDX-License-Identifier: Apache-2.0 */
/* What a handler makes of a call that it interrupts: SA_RESTART, of all that may come. */
#ifndef SPAWNRISK_INTERPOSE_RESTARTS_H
#define SPAWNRISK_INTERPOSE_RESTARTS_H

#include <stdbool.h>
#include <stdint.h>

enum restarts { RESTARTS_ALWAYS, RESTARTS_NEVER, RESTARTS_SOMETIMES };

/* By the handlers of the signals that are not in the mask, which are told. Holds as long as nobody
 * sets another one. Async-signal-safe. */
enum restarts restarts_with(uint64_t mask, uint64_t *caught);

/* Whether no other thread, or process that shares them, sets handlers of this one's. */
bool restarts_are_its_own(void);

/* Whether SIGCHLD has no handler, and comes whenever a child ends or stops. */
bool restarts_tell_of_children(void);

#endif
