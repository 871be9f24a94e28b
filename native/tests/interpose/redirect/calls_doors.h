/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns from within a library; each returns the child. */
#ifndef CALLS_DOORS_H
#define CALLS_DOORS_H

#include <sys/types.h>

pid_t library_forks(void);
pid_t library_forks_by_pointer(void);
pid_t library_vforks(void);
pid_t library_spawns(void);
pid_t library_spawns_by_path(void);

/* By an older version of posix_spawn, which has a shell run what the kernel takes for no program.
 */
pid_t library_spawns_as_before(const char *path);

/* Opens another library, and looks a symbol of it up. */
void *library_opens(const char *path, const char *symbol);

/* Looks a symbol up by a handle, or by RTLD_DEFAULT. */
void *library_looks_up(void *handle, const char *symbol);

#endif
