/* SPDX-License-Identifier: Apache-2.0 */
/* Door 2 goes on: libraries that are loaded after it was opened. */
#ifndef SPAWNRISK_INTERPOSE_REDIRECT_H
#define SPAWNRISK_INTERPOSE_REDIRECT_H

#include <stdbool.h>

/* Whether imports are redirected: from interpose_redirect to interpose_restore. */
bool redirect_is_on(void);

/* Where it is, and a library was loaded since, redirects that one too. Takes the loader's lock, as
 * dlsym does. Keeps errno. */
void redirect_newcomers(void);

#endif
