/* SPDX-License-Identifier: Apache-2.0 */
/* Forks with private huge pages, and writes to them before its child reads them. */
#include <sys/mman.h>

#include "witness.h"

#define BYTES (8UL << 20)
#define PAGE  (2UL << 20)

static int read_all(const char *bytes, int wait_at)
{
    char told;
    if (read(wait_at, &told, 1) != 0)
        return 2;
    for (size_t i = 0; i < BYTES; i += PAGE)
        if (((volatile const char *)bytes)[i] != 1)
            return 1;
    return 0;
}

int main(void)
{
    int ends[2];
    char *bytes =
        mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
    if (bytes == MAP_FAILED || pipe(ends) != 0)
        return 77;
    memset(bytes, 1, BYTES);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        _exit(read_all(bytes, ends[0]));
    }
    witness("fork", child, child < 0 ? errno : 0);
    memset(bytes, 2, BYTES);
    close(ends[1]);
    printf("status %d\n", reap(child));
    return 0;
}
