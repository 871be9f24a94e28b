/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel looks at before it waits. Poll asks none of it: it does not tell that a call
 * would return an error at once.
 */
#include "would_block.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/time.h>

#include "host/peek.h"
#include "host/raw.h"

/* Most that one call takes (MAX_RW_COUNT, include/linux/fs.h); above any program's memory on the
 * processors that we build for, but for one that asks for more. */
#define MOST_BYTES   0x7FFFF000UL
#define END_OF_SPACE 0x7FFFFFFFF000UL

/* More is asked for by few. */
#define MOST_BUFFERS 8

static bool is_in_space(const struct iovec *buffer)
{
    uintptr_t start = (uintptr_t)buffer->iov_base;
    return buffer->iov_len <= MOST_BYTES && start < END_OF_SPACE &&
           start + buffer->iov_len <= END_OF_SPACE;
}

/* None is refused, and something is asked for. */
static bool are_buffers(const struct iovec *buffers, size_t count)
{
    size_t all = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_in_space(&buffers[i]))
            return false;
        all += buffers[i].iov_len;
    }
    return all > 0;
}

static bool read_buffers(const struct iovec *buffers, long count)
{
    struct iovec copy[MOST_BUFFERS];
    return count > 0 && count <= MOST_BUFFERS &&
           peek_bytes(copy, (size_t)count * sizeof *copy, buffers) &&
           are_buffers(copy, (size_t)count);
}

static bool are_arguments_good(const struct taking_call *call)
{
    struct msghdr message;
    if ((call->flags & ~(MSG_PEEK | MSG_TRUNC | MSG_NOSIGNAL | MSG_CMSG_CLOEXEC)) != 0)
        return false;
    if (call->message != NULL)
        return peek_bytes(&message, sizeof message, call->message) &&
               (int)message.msg_namelen >= 0 && message.msg_iovlen <= MOST_BUFFERS &&
               read_buffers(message.msg_iov, (long)message.msg_iovlen);
    return call->buffers != NULL ? read_buffers(call->buffers, call->count)
                                 : are_buffers(&call->buffer, 1);
}

/*
 * As a read would find it: a pipe that has had no writer yet is at its end for read, and poll has
 * nothing to tell (pipe_poll, fs/pipe.c). What there is can't be copied to there, and stays.
 */
static bool is_empty_pipe(int fd)
{
    const struct iovec nowhere = {(void *)8, 1};
    return raw_syscall(SYS_vmsplice, fd, (long)&nowhere, 1, SPLICE_F_NONBLOCK, 0, 0) == -EAGAIN;
}

/* -1: it has none. */
static int option_of(int fd, int option)
{
    int value = -1;
    socklen_t size = sizeof value;
    return raw_getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

static bool has_no_end(int fd)
{
    struct timeval time = {1, 1};
    socklen_t size = sizeof time;
    return raw_getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, &size) == 0 && time.tv_sec == 0 &&
           time.tv_usec == 0;
}

/* Not a datagram socket: many copies may wait at one, of which poll wakes all. */
static bool is_of_a_known_kind(int fd)
{
    int domain = option_of(fd, SO_DOMAIN);
    return option_of(fd, SO_TYPE) == SOCK_STREAM &&
           (domain == AF_UNIX || ((domain == AF_INET || domain == AF_INET6) &&
                                  option_of(fd, SO_PROTOCOL) == IPPROTO_TCP));
}

bool may_block(const struct taking_call *call)
{
    struct stat status = {0};
    int flags = raw_fcntl(call->fd, F_GETFL, 0);
    if (flags < 0 || (flags & O_NONBLOCK) != 0 || raw_fstat(call->fd, &status) != 0)
        return false;
    return S_ISSOCK(status.st_mode) ||
           (S_ISFIFO(status.st_mode) && call->by == BY_READING && (flags & O_ACCMODE) == O_RDONLY);
}

/* Poll waits for SO_RCVLOWAT bytes, a call for no more than it has room for. */
bool would_block(const struct taking_call *call)
{
    if (!may_block(call) || !are_arguments_good(call))
        return false;
    int listens = option_of(call->fd, SO_ACCEPTCONN);
    if (listens < 0)
        return is_empty_pipe(call->fd);
    return listens == 0 && option_of(call->fd, SO_RCVLOWAT) == 1 && has_no_end(call->fd) &&
           is_of_a_known_kind(call->fd);
}
