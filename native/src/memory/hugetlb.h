/* SPDX-License-Identifier: Apache-2.0 */
/* Where huge pages and their limits are told. */
#ifndef SPAWNRISK_MEMORY_HUGETLB_H
#define SPAWNRISK_MEMORY_HUGETLB_H

#include <stdint.h>

/* hugetlb_cgroup_file_init, mem_fmt (mm/hugetlb_cgroup.c): "hugetlb.2MB.max". */
#define HUGETLB_FILE_BYTES 64

void hugetlb_group_file(char file[HUGETLB_FILE_BYTES], uint64_t page, const char *what);

/* Bytes of the machine's default huge pages that can still be had, or UNKNOWN; *size: of one. */
uint64_t hugetlb_free_pages(uint64_t *size);

#endif
