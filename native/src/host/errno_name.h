/* SPDX-License-Identifier: Apache-2.0 */
/* The symbolic name of an errno; glibc's strerrorname_np is newer (2.32) than what we run on. */
#ifndef SPAWNRISK_HOST_ERRNO_NAME_H
#define SPAWNRISK_HOST_ERRNO_NAME_H

/* "ENOMEM" for 12; NULL for a number that Linux has no name for. Async-signal-safe. */
const char *errno_name(int error);

#endif
