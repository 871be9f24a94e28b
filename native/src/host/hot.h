/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each call writes lies together: a fork write-protects each page of ours, also one that is
 * refused late (dup_mmap, kernel/fork.c), and the next call pays a fault for each that it writes
 * to.
 */
#ifndef SPAWNRISK_HOST_HOT_H
#define SPAWNRISK_HOST_HOT_H

#define HOT __attribute__((section("spawnrisk_hot")))

#endif
