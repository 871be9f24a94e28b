/* SPDX-License-Identifier: Apache-2.0 */
/* Appends lines to a file that is opened for each line, so no descriptor of ours can be closed,
 * reused or inherited by the host. A descriptor kept at number 3 made every Java spawn fail. */
#include "log.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/descriptor.h"
#include "host/high.h"
#include "host/number.h"
#include "host/raw.h"
#include "named.h"
#include "size_limit.h"

/* The smallest page of any processor; a larger one has its boundaries at multiples of it. */
#define FILE_PAGE_BYTES 4096

/* Of a line whose descriptor a thread of the program closes before it is written. */
#define TRIES 4

/* Room for "/spawnrisk-<pid>-<start>.jsonl" behind a folder. */
#define NAME_BYTES 64

/* Where one line goes. */
struct target {
    struct named_log *named;
    int create;
    char path[CHOSEN_BYTES + NAME_BYTES];
};

/* Filled where the file is chosen; fewer than the line that they move, and both fit into a line. */
static char blanks[EVENT_LINE_BYTES / 2];

static void put_path(struct target *target, const struct origin *origin)
{
    strcpy(target->path, target->named->path);
    if (!target->named->is_folder)
        return;
    char *at = target->path + strlen(target->path);
    at = stpcpy(at, "/spawnrisk-");
    at = number_put(at, (uint64_t)origin->pid);
    *at++ = '-';
    at = number_put(at, origin->start);
    strcpy(at, ".jsonl");
}

static bool are_one_file(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* A thread of the program may have closed our number and opened a file of its own at it. A log that
 * was renamed is known by its path. */
static bool is_the_log(const char *path, const struct stat *opened)
{
    static _Atomic dev_t device;
    static _Atomic ino_t inode;
    const struct stat last = {.st_dev = atomic_load_explicit(&device, memory_order_relaxed),
                              .st_ino = atomic_load_explicit(&inode, memory_order_relaxed)};
    struct stat named = {0};
    if (are_one_file(opened, &last))
        return true;
    if (raw_stat(path, &named) != 0 || !are_one_file(opened, &named))
        return false;
    atomic_store_explicit(&device, opened->st_dev, memory_order_relaxed);
    atomic_store_explicit(&inode, opened->st_ino, memory_order_relaxed);
    return true;
}

/* A file of someone else's, or one with a second name, is not ours to write to. */
static int refusal(const struct stat *status, size_t length, const struct size_limit *limit)
{
    if (!S_ISREG(status->st_mode))
        return ENXIO;
    if (status->st_uid != raw_geteuid() || status->st_nlink != 1)
        return EPERM;
    return size_limit_forbids(limit, (uint64_t)status->st_size, length) ? EFBIG : 0;
}

/*
 * A process that is killed stops writing at the next page of the file (generic_perform_write of
 * mm/filemap.c asks before each), so a line that lies in two may be cut. Blanks before it, which
 * JSON allows, put it into one page. They can't where blanks and line would be longer than a line
 * may be, nor where another writer came between fstat and write.
 */
static size_t blanks_before(uint64_t size, size_t length)
{
    size_t left = FILE_PAGE_BYTES - size % FILE_PAGE_BYTES;
    return length > left && left + length <= EVENT_LINE_BYTES ? left : 0;
}

static int write_pieces(int fd, const struct iovec pieces[3], struct size_limit *limit,
                        atomic_bool *torn, volatile enum telling *telling)
{
    size_t length = pieces[0].iov_len + pieces[1].iov_len + pieces[2].iov_len;
    ssize_t written;
    *telling = TELLING_WRITES;
    do {
        written = raw_append(fd, pieces, 3, length);
    } while (written == -EINTR);
    *telling = written > 0 ? TELLING_IS_OVER : TELLING_NOT;
    if (written == -EFBIG)
        size_limit_was_reached(limit);
    if (written >= 0 && (size_t)written == length)
        return 0;
    /* Cut within the blanks, nothing is torn: the next line follows them. */
    size_t before_line = pieces[0].iov_len + pieces[1].iov_len;
    bool line_was_cut = written > 0 && (size_t)written > before_line;
    bool not_repaired = written <= 0 && pieces[0].iov_len > 0;
    if (line_was_cut || not_repaired)
        atomic_store_explicit(torn, true, memory_order_relaxed);
    return written < 0 ? (int)-written : ENOSPC;
}

static int write_line(int fd, struct target *target, const char *line, size_t length,
                      volatile enum telling *telling)
{
    static char newline[] = "\n";
    struct size_limit limit;
    struct stat status = {0};
    atomic_bool *torn = &target->named->torn;
    size_limit_look(&limit, fd);
    int error = raw_fstat(fd, &status);
    if (error != 0)
        return -error;
    if (!is_the_log(target->path, &status))
        return EBADF;
    size_t repair = atomic_exchange_explicit(torn, false, memory_order_relaxed) ? 1 : 0;
    size_t indent = blanks_before((uint64_t)status.st_size + repair, length);
    error = refusal(&status, repair + indent + length, &limit);
    if (error != 0) {
        if (repair == 1)
            atomic_store_explicit(torn, true, memory_order_relaxed);
        return error;
    }
    const struct iovec pieces[3] = {{newline, repair}, {blanks, indent}, {(void *)line, length}};
    return write_pieces(fd, pieces, &limit, torn, telling);
}

/* Does not wait for the reader of a FIFO; a FIFO is refused afterwards. */
static int open_log(const char *path, int create)
{
    return descriptor_open(path, DESCRIPTOR_APPENDS, create, 0600);
}

/* A child that has given up its rights must not make its parent's file: the parent would refuse it
 * as another user's. */
static int may_create(const struct named_log *named, const struct origin *origin)
{
    bool may =
        !named->is_folder || origin->pid == raw_getpid() || raw_geteuid() == named->chosen_by;
    return may ? O_CREAT : 0;
}

/* A handler of a fault may leave by a jump as the descriptor is closed. */
static int append_once(struct target *target, const char *line, size_t length,
                       volatile enum telling *telling)
{
    int fd = open_log(target->path, target->create);
    if (fd < 0)
        return -fd;
    fd = high_move(fd);
    int error = write_line(fd, target, line, length, telling);
    descriptor_close(fd);
    return error;
}

static int append_of(struct target *target, const struct origin *origin, const char *line,
                     size_t length, volatile enum telling *telling)
{
    int error = EBADF;
    target->create = may_create(target->named, origin);
    put_path(target, origin);
    for (int i = 0; error == EBADF && i < TRIES; i++)
        error = append_once(target, line, length, telling);
    return error;
}

/* Of a child that gave up its rights to its parent's file, or may not make it. */
static bool may_have_one_of_its_own(const struct target *target, const struct origin *origin,
                                    int error)
{
    bool is_closed = error == EACCES || (error == ENOENT && target->create == 0);
    return is_closed && target->named->is_folder && origin->pid != raw_getpid();
}

int file_append(const struct origin *origin, const char *line, size_t length,
                volatile enum telling *telling)
{
    struct target target;
    struct origin own;
    target.named = named_chosen();
    int error = append_of(&target, origin, line, length, telling);
    if (!may_have_one_of_its_own(&target, origin, error))
        return error;
    origin_read(&own);
    return append_of(&target, &own, line, length, telling) == 0 ? 0 : error;
}

static int check_file(const struct named_log *named)
{
    int fd = open_log(named->path, O_CREAT);
    if (fd < 0)
        return -fd;
    struct size_limit limit;
    struct stat status = {0};
    size_limit_look(&limit, fd);
    int error = raw_fstat(fd, &status);
    error = error != 0 ? -error : refusal(&status, 0, &limit);
    descriptor_close(fd);
    return error;
}

/* getcwd may only be called where the process starts; a path from there outlives a chdir. */
static int make_absolute(char absolute[CHOSEN_BYTES], const char *path)
{
    char folder[CHOSEN_BYTES] = "";
    if (*path != '/' && getcwd(folder, sizeof folder) == NULL)
        return errno;
    int length = snprintf(absolute, CHOSEN_BYTES, "%s%s%s", folder, *path == '/' ? "" : "/", path);
    return length >= CHOSEN_BYTES ? ENAMETOOLONG : 0;
}

static int check(struct named_log *named)
{
    struct stat status = {0};
    int missing = raw_stat(named->path, &status);
    named->is_folder = missing == 0 && S_ISDIR(status.st_mode);
    if (!named->is_folder && named->path[strlen(named->path) - 1] == '/')
        return missing == 0 ? ENOTDIR : -missing;
    if (named->is_folder)
        return -raw_access(named->path, W_OK | X_OK);
    return check_file(named);
}

int file_choose(unsigned owner, const char *path)
{
    char absolute[CHOSEN_BYTES];
    int error = make_absolute(absolute, path);
    if (error != 0)
        return error;
    struct named_log *named = named_begin(absolute);
    memset(blanks, ' ', sizeof blanks);
    named->chosen_by = raw_geteuid();
    error = check(named);
    if (error == 0)
        named_choose(named, owner);
    return error;
}
