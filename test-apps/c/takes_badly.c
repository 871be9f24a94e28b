/* SPDX-License-Identifier: Apache-2.0 */
/* What calls that may wait return at once, in a copy: all that is refused, or is there already, or
 * is nothing to wait for. */
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <termios.h>
#include <time.h>

#include "takes.h"
#include "witness.h"

#define UNTOUCHED EPROTO
#define CLOSED    40

/* Nothing is mapped there, and none may be; the compiler need not know it. */
static void *volatile nowhere = (void *)8;
static void *volatile beyond = (void *)(1UL << 63);
static void *volatile none_at_all = NULL;
static volatile size_t too_much = ~0UL;
static volatile int many_of_them = 5000, less_than_none = -1;

static long began_ms;
static char room[64];

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void begin(void)
{
    memset(room, 0, sizeof room);
    began_ms = now_ms();
    errno = UNTOUCHED;
}

static void tell(const char *what, long result)
{
    int error = errno;
    printf("%s: %ld, errno %s, %s, '%.8s'\n", what, result, strerrorname_np(error),
           now_ms() - began_ms < 500 ? "at once" : "LATE", room);
    begin();
}

static void end(struct source source)
{
    close(source.taken);
    close(source.given);
    begin();
}

static void be_nonblocking(int fd)
{
    must(fcntl(fd, F_SETFL, O_NONBLOCK | must(fcntl(fd, F_GETFL))));
    begin();
}

static void arguments(struct source source, bool is_socket)
{
    struct iovec buffers[] = {{room, 4}, {nowhere, too_much}}, none[] = {{room, 0}, {room, 0}};
    struct msghdr bad = {.msg_iov = nowhere, .msg_iovlen = 1},
                  many = {.msg_iov = buffers, .msg_iovlen = 5000};
    begin();
    tell("nothing", read(source.taken, room, 0));
    tell("beyond", read(source.taken, beyond, 4));
    tell("too much", read(source.taken, room, too_much));
    tell("no buffer", readv(source.taken, buffers, 0));
    tell("many buffers", readv(source.taken, buffers, many_of_them));
    tell("a negative number", readv(source.taken, buffers, less_than_none));
    tell("nowhere", readv(source.taken, nowhere, 2));
    tell("NULL", readv(source.taken, none_at_all, 2));
    tell("a bad buffer", readv(source.taken, buffers, 2));
    tell("empty buffers", readv(source.taken, none, 2));
    tell("to give", read(is_socket ? CLOSED : source.given, room, 4));
    tell("a bad message", recvmsg(source.taken, nowhere, 0));
    tell("buffers nowhere", recvmsg(source.taken, &bad, 0));
    tell("too many buffers", recvmsg(source.taken, &many, 0));
    tell("without waiting", recv(source.taken, room, 4, MSG_DONTWAIT));
    tell("not to listen", accept(source.taken, NULL, NULL));
    be_nonblocking(source.taken);
    tell("as it is", read(source.taken, room, 4));
    tell("as it is", recv(source.taken, room, 4, 0));
    must((int)write(source.given, "abcd", 4));
    tell("ready", read(source.taken, room, 2));
    end(source);
}

static void sockets(void)
{
    struct source source = of_tcp();
    const struct timeval time = {0, 100000};
    int few = 10;
    begin();
    tell("urgent", recv(source.taken, room, 4, MSG_OOB));
    tell("errors", recv(source.taken, room, 4, MSG_ERRQUEUE));
    must(setsockopt(source.taken, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
    begin();
    tell("a time", read(source.taken, room, 4));
    tell("a time", recv(source.taken, room, 4, 0));
    end(source);
    source = of_tcp();
    must(setsockopt(source.taken, SOL_SOCKET, SO_RCVLOWAT, &few, sizeof few));
    must((int)write(source.given, "abc", 3));
    begin();
    tell("fewer than poll waits for", recv(source.taken, room, 3, 0));
    must((int)write(source.given, "abcdef", 6));
    begin();
    tell("all", recv(source.taken, room, 6, MSG_WAITALL));
    must((int)write(source.given, "abc", 3));
    begin();
    tell("a look", recv(source.taken, room, 2, MSG_PEEK));
    tell("what was seen", recv(source.taken, room, 3, 0));
    const struct linger at_once = {1, 0};
    must(setsockopt(source.given, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
    close(source.given);
    begin();
    tell("reset", recv(source.taken, room, 3, 0));
    tell("after it", read(source.taken, room, 3));
    close(source.taken);
    source = of_udp();
    close(source.taken);
    must((int)write(source.given, "x", 1));
    begin();
    tell("nobody there", recv(source.given, room, 3, 0));
    close(source.given);
}

static void listeners(int domain)
{
    struct source source = of_listener(domain);
    struct rlimit limit, none;
    begin();
    tell("a listener", read(source.taken, room, 4));
    tell("a listener", recv(source.taken, room, 4, 0));
    tell("not connected", recv(source.given, room, 4, 0));
    tell("does not listen", accept(source.given, NULL, NULL));
    tell("bad flags", accept4(source.taken, NULL, NULL, 1));
    must(getrlimit(RLIMIT_NOFILE, &limit));
    none = (struct rlimit){3, limit.rlim_max};
    must(setrlimit(RLIMIT_NOFILE, &none));
    begin();
    tell("no number", accept(source.taken, NULL, NULL));
    must(setrlimit(RLIMIT_NOFILE, &limit));
    connect_to(source.given, source.taken);
    begin();
    tell("a bad address", accept(source.taken, (struct sockaddr *)nowhere, nowhere));
    be_nonblocking(source.taken);
    tell("as it is", accept(source.taken, NULL, NULL));
    end(source);
}

static void files(void)
{
    int numbers[] = {open(".", O_RDONLY),
                     open("/dev/null", O_RDONLY),
                     open("/dev/zero", O_RDONLY),
                     open("/proc/self/comm", O_RDONLY),
                     open(".", O_PATH),
                     -1,
                     CLOSED};
    begin();
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        tell("a file", read(numbers[i], room, 2));
    for (size_t i = 0; i < 5; i++)
        close(numbers[i]);
}

/* Its writers are yet to come, or never were. */
static void a_named_pipe(void)
{
    char path[64];
    snprintf(path, sizeof path, "pipe.%d", (int)getpid());
    must(mkfifo(path, 0600));
    int fd = must(open(path, O_RDONLY | O_NONBLOCK));
    must(fcntl(fd, F_SETFL, 0));
    unlink(path);
    begin();
    tell("no writer yet", read(fd, room, 4));
    close(fd);
}

static void numbers(void)
{
    const struct itimerspec soon = {.it_value = {0, 1}};
    sigset_t set;
    int event = must(eventfd(0, 0)), timer = must(timerfd_create(CLOCK_MONOTONIC, 0));
    begin();
    tell("a short number", read(event, room, 4));
    tell("a short number", read(timer, room, 4));
    must((int)write(event, &(uint64_t){'7'}, 8));
    begin();
    tell("an event", read(event, room, 8));
    must(timerfd_settime(timer, 0, &soon, NULL));
    begin();
    tell("a timer", read(timer, room, 8));
    memset(room, 0, sizeof room);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals = must(signalfd(-1, &set, 0));
    struct signalfd_siginfo info;
    kill(getpid(), SIGUSR2);
    begin();
    tell("a signal", read(signals, &info, sizeof info) > 0 ? (long)info.ssi_signo : -1L);
    close(signals);
    close(timer);
    close(event);
}

static void a_terminal(void)
{
    int master, slave;
    struct termios modes;
    must(openpty(&master, &slave, NULL, NULL, NULL));
    must((int)write(master, "line\n", 5));
    begin();
    tell("a line", read(slave, room, sizeof room));
    must(tcgetattr(slave, &modes));
    cfmakeraw(&modes);
    modes.c_cc[VMIN] = 0;
    modes.c_cc[VTIME] = 0;
    must(tcsetattr(slave, TCSANOW, &modes));
    begin();
    tell("no least number", read(slave, room, 4));
    modes.c_cc[VTIME] = 1;
    must(tcsetattr(slave, TCSANOW, &modes));
    begin();
    tell("a time", read(slave, room, 4));
    modes.c_cc[VMIN] = 10;
    modes.c_cc[VTIME] = 0;
    must(tcsetattr(slave, TCSANOW, &modes));
    must((int)write(master, "abc", 3));
    begin();
    tell("room for fewer", read(slave, room, 3));
    close(slave);
    begin();
    (void)read(master, room, sizeof room);
    begin();
    tell("hung up", read(master, room, 4));
    close(master);
}

static void all(void)
{
    begin();
    arguments(of_pipe(), false);
    arguments(of_stream(), true);
    arguments(of_tcp(), true);
    arguments(of_udp(), true);
    arguments(of_datagrams(), true);
    sockets();
    listeners(AF_UNIX);
    listeners(AF_INET);
    files();
    a_named_pipe();
    numbers();
    a_terminal();
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTTIN, SIG_IGN);
    pid_t child = fork();
    if (child == 0) {
        all();
        /* Once more, when a measure is due. */
        nanosleep(&(struct timespec){0, 900000000}, NULL);
        all();
        exit(7);
    }
    witness("fork", child, 0);
    printf("status %d\n", reap(child));
    return 0;
}
