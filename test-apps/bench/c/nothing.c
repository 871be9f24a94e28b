/* SPDX-License-Identifier: Apache-2.0 */
/* A library with nothing in it: what the loader takes for any. */
const int spawnrisk_bench_nothing = 0;
