/* SPDX-License-Identifier: Apache-2.0 */
/* read, recv and their relatives: in a copy the wait for what they take is made in parts. Not
 * accept: poll wakes all copies that wait for one connection, where accept wakes one. */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "blocked.h"
#include "slices.h"

static bool is_interrupted(const void *original, enum taking by, int fd, void *buffer, size_t size,
                           int flags)
{
    return blocked_was_interrupted(
        original,
        &(struct taking_call){.by = by, .fd = fd, .flags = flags, .buffer = {buffer, size}});
}

ssize_t read_in_parts(int fd, void *buffer, size_t size)
{
    if (is_interrupted((void *)read_original, BY_READING, fd, buffer, size, 0))
        return -1;
    return read_original(fd, buffer, size);
}

ssize_t __read_in_parts(int fd, void *buffer, size_t size)
{
    if (is_interrupted((void *)__read_original, BY_READING, fd, buffer, size, 0))
        return -1;
    return __read_original(fd, buffer, size);
}

/* Who asks for more than there is room for is the C library's to end, at once. */
ssize_t __read_chk_in_parts(int fd, void *buffer, size_t size, size_t room)
{
    if (size <= room &&
        is_interrupted((void *)__read_chk_original, BY_READING, fd, buffer, size, 0))
        return -1;
    return __read_chk_original(fd, buffer, size, room);
}

ssize_t readv_in_parts(int fd, const struct iovec *buffers, int count)
{
    const struct taking_call call = {
        .by = BY_READING, .fd = fd, .buffers = buffers, .count = count};
    if (buffers != NULL && blocked_was_interrupted((void *)readv_original, &call))
        return -1;
    return readv_original(fd, buffers, count);
}

ssize_t recv_in_parts(int fd, void *buffer, size_t size, int flags)
{
    if (is_interrupted((void *)recv_original, BY_RECEIVING, fd, buffer, size, flags))
        return -1;
    return recv_original(fd, buffer, size, flags);
}

ssize_t __recv_chk_in_parts(int fd, void *buffer, size_t size, size_t room, int flags)
{
    if (size <= room &&
        is_interrupted((void *)__recv_chk_original, BY_RECEIVING, fd, buffer, size, flags))
        return -1;
    return __recv_chk_original(fd, buffer, size, room, flags);
}

ssize_t recvfrom_in_parts(int fd, void *buffer, size_t size, int flags, __SOCKADDR_ARG address,
                          socklen_t *length)
{
    if (is_interrupted((void *)recvfrom_original, BY_RECEIVING, fd, buffer, size, flags))
        return -1;
    return recvfrom_original(fd, buffer, size, flags, address, length);
}

ssize_t __recvfrom_chk_in_parts(int fd, void *buffer, size_t size, size_t room, int flags,
                                __SOCKADDR_ARG address, socklen_t *length)
{
    if (size <= room &&
        is_interrupted((void *)__recvfrom_chk_original, BY_RECEIVING, fd, buffer, size, flags))
        return -1;
    return __recvfrom_chk_original(fd, buffer, size, room, flags, address, length);
}

ssize_t recvmsg_in_parts(int fd, struct msghdr *message, int flags)
{
    const struct taking_call call = {
        .by = BY_RECEIVING, .fd = fd, .flags = flags, .message = message};
    if (message != NULL && blocked_was_interrupted((void *)recvmsg_original, &call))
        return -1;
    return recvmsg_original(fd, message, flags);
}
