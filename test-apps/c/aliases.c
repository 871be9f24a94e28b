/* SPDX-License-Identifier: Apache-2.0 */
/* Forks by the C library's other names for fork and vfork, and by _Fork. */
#include <dlfcn.h>

#include "witness.h"

#define UNTOUCHED EPROTO

typedef pid_t forker(void);

extern pid_t __fork(void);
extern pid_t __vfork(void);

static void tell(const char *call, pid_t child, int after)
{
    int error = child < 0 ? after : 0;
    witness(call, child, error);
    printf("%s: errno %d, status %d\n", call, after, error == 0 ? reap(child) : -1);
}

static void through(const char *call, forker *door)
{
    errno = UNTOUCHED;
    pid_t child = door();
    int after = errno;
    if (child == 0)
        _exit(after == UNTOUCHED ? 7 : 99);
    tell(call, child, after);
}

static void through_vfork(void)
{
    errno = UNTOUCHED;
    pid_t child = __vfork();
    if (child == 0)
        _exit(8);
    tell("__vfork", child, errno);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    through("fork", fork);
    through("_Fork", _Fork);
    through("__fork", __fork);
    through("__libc_fork", (forker *)dlsym(RTLD_DEFAULT, "__libc_fork"));
    through_vfork();
    return 0;
}
