/* SPDX-License-Identifier: Apache-2.0 */
/* The calls that wait for what they take, each with something of its own to take it from. */
#ifndef TAKES_H
#define TAKES_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

/* debug/read_chk.c, recv_chk.c, recvfrom_chk.c of glibc */
ssize_t __read(int fd, void *buffer, size_t size);
ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room);
ssize_t __recv_chk(int fd, void *buffer, size_t size, size_t room, int flags);
ssize_t __recvfrom_chk(int fd, void *buffer, size_t size, size_t room, int flags,
                       __SOCKADDR_ARG address, socklen_t *length);

/* Where something can be taken, and where it is given. */
struct source {
    int taken, given;
};

static inline int must(int result)
{
    if (result < 0)
        abort();
    return result;
}

static inline struct source of_pipe(void)
{
    int ends[2];
    must(pipe(ends));
    return (struct source){ends[0], ends[1]};
}

static inline struct source of_pair(int type)
{
    int ends[2];
    must(socketpair(AF_UNIX, type, 0, ends));
    return (struct source){ends[0], ends[1]};
}

static inline struct source of_stream(void)
{
    return of_pair(SOCK_STREAM);
}

static inline struct source of_datagrams(void)
{
    return of_pair(SOCK_DGRAM);
}

/* Bound to an address that the kernel chooses. */
static inline int bound(int domain, int type)
{
    const struct sockaddr_in loopback = {.sin_family = AF_INET,
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct sockaddr_un none = {.sun_family = AF_UNIX};
    int fd = must(socket(domain, type, 0));
    must(domain == AF_UNIX ? bind(fd, (const struct sockaddr *)&none, sizeof none.sun_family)
                           : bind(fd, (const struct sockaddr *)&loopback, sizeof loopback));
    return fd;
}

static inline void connect_to(int fd, int other)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    must(getsockname(other, (struct sockaddr *)&address, &length));
    must(connect(fd, (struct sockaddr *)&address, length));
}

static inline struct source of_listener(int domain)
{
    int listener = bound(domain, SOCK_STREAM);
    must(listen(listener, 5));
    return (struct source){listener, must(socket(domain, SOCK_STREAM, 0))};
}

static inline struct source of_tcp_listener(void)
{
    return of_listener(AF_INET);
}

static inline struct source of_tcp(void)
{
    struct source listener = of_tcp_listener();
    connect_to(listener.given, listener.taken);
    struct source source = {must(accept(listener.taken, NULL, NULL)), listener.given};
    close(listener.taken);
    return source;
}

static inline struct source of_udp(void)
{
    struct source source = {bound(AF_INET, SOCK_DGRAM), must(socket(AF_INET, SOCK_DGRAM, 0))};
    connect_to(source.given, source.taken);
    return source;
}

#define ROOM 8

static inline long by_read(int fd, char *room)
{
    return read(fd, room, ROOM);
}

static inline long by_other_read(int fd, char *room)
{
    return __read(fd, room, ROOM);
}

static inline long by_checked_read(int fd, char *room)
{
    return __read_chk(fd, room, ROOM, ROOM);
}

static inline long by_readv(int fd, char *room)
{
    const struct iovec buffers[] = {{room, 1}, {room + 1, ROOM - 1}};
    return readv(fd, buffers, 2);
}

static inline long by_recv(int fd, char *room)
{
    return recv(fd, room, ROOM, 0);
}

static inline long by_checked_recv(int fd, char *room)
{
    return __recv_chk(fd, room, ROOM, ROOM, MSG_NOSIGNAL);
}

static inline long by_recvfrom(int fd, char *room)
{
    struct sockaddr_storage from;
    socklen_t length = sizeof from;
    return recvfrom(fd, room, ROOM, 0, (struct sockaddr *)&from, &length);
}

static inline long by_checked_recvfrom(int fd, char *room)
{
    return __recvfrom_chk(fd, room, ROOM, ROOM, 0, NULL, NULL);
}

static inline long by_recvmsg(int fd, char *room)
{
    struct iovec buffer = {room, ROOM};
    struct msghdr message = {.msg_iov = &buffer, .msg_iovlen = 1};
    return recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
}

static const struct taker {
    const char *name;
    long (*takes)(int fd, char *room);
    struct source (*from)(void);
} takers[] = {{"read", by_read, of_pipe},
              {"__read", by_other_read, of_pipe},
              {"__read_chk", by_checked_read, of_pipe},
              {"readv", by_readv, of_pipe},
              {"read of a socket", by_read, of_stream},
              {"readv of a socket", by_readv, of_tcp},
              {"recv", by_recv, of_tcp},
              {"__recv_chk", by_checked_recv, of_stream},
              {"recvfrom", by_recvfrom, of_tcp},
              {"__recvfrom_chk", by_checked_recvfrom, of_stream},
              {"recvmsg", by_recvmsg, of_stream}};

#define TAKERS (sizeof takers / sizeof *takers)

static inline void give(struct source source)
{
    must((int)write(source.given, "x", 1));
}

#endif
