/* SPDX-License-Identifier: Apache-2.0 */
/* Marks what the dynamic linker may see; all else is hidden (CMakeLists.txt). */
#ifndef SPAWNRISK_INTERPOSE_EXPORT_H
#define SPAWNRISK_INTERPOSE_EXPORT_H

#define EXPORT __attribute__((visibility("default")))

#endif
