/* SPDX-License-Identifier: Apache-2.0 */
/* The halves of dlsym and dlvsym that are C; both begin in the processor's own .S file. */
#ifndef SPAWNRISK_INTERPOSE_DLSYM_H
#define SPAWNRISK_INTERPOSE_DLSYM_H

/* For RTLD_NEXT and RTLD_DEFAULT: where to jump. */
void *dlsym_target(void *handle, const char *name);
void *dlvsym_target(void *handle, const char *name, const char *version);

/* For a library's handle. Who asks it for one of our names gets our function. */
void *dlsym_of_handle(void *handle, const char *name);
void *dlvsym_of_handle(void *handle, const char *name, const char *version);

#endif
