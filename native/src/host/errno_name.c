/* SPDX-License-Identifier: Apache-2.0 */
/* The symbolic name of an errno. */
#include "errno_name.h"

#include <errno.h>
#include <stddef.h>

#define CASE(name)                                                                                 \
    case name:                                                                                     \
        return #name;

/* What clone(2), execve(2), open(2), write(2) and posix_spawn(3) name. */
const char *errno_name(int error)
{
    switch (error) {
        CASE(E2BIG)
        CASE(EACCES)
        CASE(EAGAIN)
        CASE(EBADF)
        CASE(EBUSY)
        CASE(EDQUOT)
        CASE(EEXIST)
        CASE(EFAULT)
        CASE(EFBIG)
        CASE(EINTR)
        CASE(EINVAL)
        CASE(EIO)
        CASE(EISDIR)
        CASE(ELIBBAD)
        CASE(ELOOP)
        CASE(EMFILE)
        CASE(ENAMETOOLONG)
        CASE(ENFILE)
        CASE(ENOENT)
        CASE(ENOEXEC)
        CASE(ENOMEM)
        CASE(ENOSPC)
        CASE(ENOSYS)
        CASE(ENOTDIR)
        CASE(ENXIO)
        CASE(EOPNOTSUPP)
        CASE(EPERM)
        CASE(EROFS)
        CASE(ESRCH)
        CASE(ETXTBSY)
        CASE(EUSERS)
    default:
        return NULL;
    }
}
