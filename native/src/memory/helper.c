/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JDK starts its children by a program of its own, which an upgrade under a running JVM
 * replaces, or an image that was cut down has lost.
 *
 * 1. The helper gets the JVM's version as its first argument, compares it with its own, and ends
 *    where they differ (JDK-8325621; jspawnhelper.c of java.base). Its own is a literal: where a
 *    helper that compares does not hold the JVM's, it will refuse.
 * 2. An earlier JDK hands no version over, and an earlier helper does not compare: of these nothing
 *    is known, and nothing is told.
 * 3. What is no ELF program of the machine that this library is for is none of any JDK, such as a
 *    script that somebody has put in its place, or what a write that failed has left.
 * 4. Its state tells in one call whether it is still the file that was read last.
 */
#include "helper.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>

#include "host/descriptor.h"
#include "host/peek.h"
#include "host/raw.h"

#define PATH_BYTES    1024
#define VERSION_BYTES 128
#define WINDOW_BYTES  2048
#define MOST_BYTES    (1U << 20)
#define ANY_EXECUTES  (S_IXUSR | S_IXGRP | S_IXOTH)

/* What a helper says that compares versions. */
static const char complaint[] = "Incorrect Java version";

/* Of the file that was read last: which of these it was. 0: none was. */
static _Atomic uint64_t serves, refuses, is_foreign;

/* This library's own, which the linker gives a name. */
extern const ElfW(Ehdr) own_header __asm__("__ehdr_start") __attribute__((visibility("hidden")));

static bool holds(const char *window, size_t size, const char *text, size_t length)
{
    for (const char *at = window; (size_t)(window + size - at) >= length; at++) {
        at = memchr(at, *text, (size_t)(window + size - at) - length + 1);
        if (at == NULL)
            return false;
        if (memcmp(at, text, length) == 0)
            return true;
    }
    return false;
}

/* False also where it cannot be read. */
static bool is_no_program(int fd)
{
    ElfW(Ehdr) header = {0};
    ssize_t got = raw_pread(fd, &header, sizeof header, 0);
    if (got < 0)
        return false;
    return got < (ssize_t)sizeof header ||
           memcmp(header.e_ident, own_header.e_ident, EI_DATA + 1) != 0 ||
           header.e_machine != own_header.e_machine;
}

/* With the NUL behind it: 17.0.1 is not in 17.0.15. */
static bool refuses_in(int fd, const char *version)
{
    char window[WINDOW_BYTES];
    size_t kept = 0, length = strlen(version) + 1;
    bool compares = false;
    for (uint64_t offset = 0; offset < MOST_BYTES;) {
        ssize_t got = raw_pread(fd, window + kept, sizeof window - kept, offset);
        if (got <= 0)
            return got == 0 && compares;
        offset += (uint64_t)got;
        size_t size = kept + (size_t)got;
        if (holds(window, size, version, length))
            return false;
        compares = compares || holds(window, size, complaint, sizeof complaint - 1);
        kept = size < VERSION_BYTES ? size : VERSION_BYTES;
        memmove(window, window + size - kept, kept);
    }
    return false;
}

enum helper_state helper_of(const char *path, const char *version)
{
    int fd = descriptor_open(path, DESCRIPTOR_READS, 0, 0);
    if (fd < 0)
        return HELPER_AS_IT_SHOULD_BE;
    enum helper_state state = HELPER_AS_IT_SHOULD_BE;
    if (is_no_program(fd))
        state = HELPER_NO_PROGRAM;
    else if (version != NULL && refuses_in(fd, version))
        state = HELPER_OF_ANOTHER_JDK;
    descriptor_close(fd);
    return state;
}

/* The version stands before the descriptors' numbers; it begins with a digit. */
static bool version_in(char *const arguments[], char version[VERSION_BYTES])
{
    const char *second;
    if (peek_count(arguments, 4) != 3 || !peek_bytes((void *)&second, sizeof second, &arguments[1]))
        return false;
    long length = peek_string(version, VERSION_BYTES, second);
    return length > 0 && length < VERSION_BYTES - 1 && *version >= '0' && *version <= '9';
}

/* No two states of a file have all of these in common; 0 stands for none. */
static uint64_t mark_of(const struct stat *status)
{
    const uint64_t parts[] = {status->st_ino, status->st_dev, (uint64_t)status->st_size,
                              (uint64_t)status->st_ctim.tv_sec, (uint64_t)status->st_ctim.tv_nsec};
    uint64_t mark = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        mark = (mark ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15) ^ mark >> 29;
    return mark == 0 ? 1 : mark;
}

/* What it is is kept by its state: it is read again only where that has changed. */
__attribute__((noinline)) static enum helper_state read_anew(const char *path, uint64_t mark,
                                                             char *const arguments[])
{
    char version[VERSION_BYTES];
    if (mark == atomic_load(&serves))
        return HELPER_AS_IT_SHOULD_BE;
    if (mark == atomic_load(&refuses))
        return HELPER_OF_ANOTHER_JDK;
    if (mark == atomic_load(&is_foreign))
        return HELPER_NO_PROGRAM;
    enum helper_state state = helper_of(path, version_in(arguments, version) ? version : NULL);
    if (state == HELPER_NO_PROGRAM)
        atomic_store(&is_foreign, mark);
    else
        atomic_store(state == HELPER_OF_ANOTHER_JDK ? &refuses : &serves, mark);
    return state;
}

enum helper_state helper_look(const char *path, char *const arguments[])
{
    char copy[PATH_BYTES];
    struct stat status = {0};
    long length = peek_string(copy, sizeof copy, path);
    if (length <= 0 || length == sizeof copy - 1)
        return HELPER_AS_IT_SHOULD_BE;
    int error = raw_stat(copy, &status);
    if (error == -ENOENT || error == -ENOTDIR)
        return HELPER_MISSING;
    if (error != 0 || !S_ISREG(status.st_mode))
        return HELPER_AS_IT_SHOULD_BE;
    if ((status.st_mode & ANY_EXECUTES) == 0)
        return HELPER_NOT_EXECUTABLE;
    return read_anew(copy, mark_of(&status), arguments);
}
