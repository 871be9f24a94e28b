/* SPDX-License-Identifier: Apache-2.0 */
/* Children that share their parent's memory, made by raw system calls and clone, fail to execute
 * and then execute. Each tells whether the library argv[1] has written to what they share by that.
 */
#include <link.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

#include "witness.h"

#define MOST_BYTES 16777216
#define STACK      65536

static const char *library;
static char before[MOST_BYTES];
static char stack[STACK] __attribute__((aligned(16)));
static char *arguments[] = {"true", NULL};
static __thread int local = 4711;
static int changed;

static struct segment {
    const char *start;
    size_t size;
} segment;

/* Its writable segment; what is read-only after relocation is a part of it. */
static int find(struct dl_phdr_info *object, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    if (library == NULL || strcmp(object->dlpi_name, library) != 0)
        return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        if (header->p_type == PT_LOAD && (header->p_flags & PF_W) != 0)
            segment = (struct segment){(const char *)object->dlpi_addr + header->p_vaddr,
                                       header->p_memsz};
    }
    return 1;
}

/* On the stack that the child shares with its parent, or on its own. */
static int execute(void *unused)
{
    (void)unused;
    memcpy(before, segment.start, segment.size);
    execv("/dev/null", arguments);
    execve("/no/such/program", arguments, environ);
    execlp("/dev/null", "null", (char *)NULL);
    changed += local != 4711 || memcmp(before, segment.start, segment.size) != 0;
    execv("/bin/true", arguments);
    _exit(99);
}

static void tell(const char *call, const char *what, pid_t child)
{
    witness(call, child, 0);
    printf("%s: status %d, memory %s\n", what, reap(child), changed == 0 ? "kept" : "CHANGED");
}

static void make_all(void)
{
    pid_t child = (pid_t)syscall(SYS_vfork);
    if (child == 0)
        execute(NULL);
    tell("syscall", "vfork", child);
    child = (pid_t)syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        execute(NULL);
    tell("syscall", "clone", child);
    child = clone(execute, stack + STACK, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
    tell("clone", "clone of the C library", child);
}

/* The same in a child that is a copy, and tells of itself. */
int main(int count, char **values)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    library = count > 1 ? values[1] : NULL;
    dl_iterate_phdr(find, NULL);
    if (segment.start == NULL || segment.size > MOST_BYTES)
        return 77;
    make_all();
    pid_t child = fork();
    if (child == 0) {
        make_all();
        _exit(0);
    }
    witness("fork", child, 0);
    printf("fork: status %d\n", reap(child));
    return 0;
}
