/* SPDX-License-Identifier: Apache-2.0 */
/* Has a dl_iterate_phdr of its own that may not be called, as a sanitizer's runtime before it has
 * started; and a copy of the loader's _r_debug. */
#include <link.h>

#include "witness.h"

int dl_iterate_phdr(int (*visits)(struct dl_phdr_info *, size_t, void *), void *data)
{
    (void)visits;
    (void)data;
    abort();
}

int main(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(3);
    witness("fork", child, 0);
    printf("status %d, %s objects\n", reap(child), _r_debug.r_map != NULL ? "with" : "without");
    return 0;
}
