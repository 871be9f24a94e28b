/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spawnrisk: what if this process forked now?
 *
 *     struct spawnrisk_assessment risk = {.size = sizeof risk};
 *     if (spawnrisk_assess(0, SPAWNRISK_FORK, 0, &risk) == 0 && risk.level >= SPAWNRISK_WARNING)
 *         start_by_posix_spawn_instead();
 *
 * It asks the kernel, and changes nothing: no process is attached to, stopped or written to.
 *
 * Use. Link with -lspawnrisk (pkg-config spawnrisk), or find the function by dlsym(3). A program
 * that links the library, or preloads it, has its fork, posix_spawn and so on called through it;
 * without SPAWNRISK_LOG and SPAWNRISK_SUMMARY in the environment they do what they always do, and
 * nothing is logged. One that opens it by dlopen(3) has nothing called through it.
 *
 * Threads and signals. Any number of threads may ask at once. It takes no lock, allocates nothing
 * and leaves errno alone, so it is async-signal-safe, and safe in a child of fork. It runs on a
 * stack of its own, and takes 2 KiB of the caller's, where sixteen threads ask at once 10 KiB;
 * meanwhile signals of the calling thread wait, but those that a fault raises. It is no
 * cancellation point. The assessment itself has 7 KiB: on a small stack make it static.
 *
 * Time. Some 300 us without a walk over the areas. The walk takes 40 to 100 ns for each resident
 * page (0.1 s for 8 GiB in pages of 4 KiB), in which the process that is asked about can't map or
 * unmap memory.
 */
#ifndef SPAWNRISK_H
#define SPAWNRISK_H

#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A number that could not be read. It is never 0: a 0 was read as 0. */
#define SPAWNRISK_UNKNOWN UINT64_MAX

/* The call that is asked about. */
enum spawnrisk_mechanism {
    SPAWNRISK_FORK = 1,       /* copies the memory; so does clone without CLONE_VM */
    SPAWNRISK_VFORK = 2,      /* copies nothing */
    SPAWNRISK_POSIX_SPAWN = 3 /* copies nothing (glibc 2.24 and later), passes descriptors on */
};

/* Flags. */
#define SPAWNRISK_QUICK 1U /* no walk over the areas: constant time in the size of the process */

enum spawnrisk_level {
    SPAWNRISK_NONE = 0,
    SPAWNRISK_NOTICE = 1,
    SPAWNRISK_WARNING = 2,
    SPAWNRISK_CRITICAL = 3
};

/* What a reason's numbers count. */
enum spawnrisk_unit {
    SPAWNRISK_NO_UNIT = 0,
    SPAWNRISK_BYTES = 1,
    SPAWNRISK_COUNT = 2,
    SPAWNRISK_NANOSECONDS = 3
};

/* Codes of reasons (docs/reasons.md). A later version may give others. */
#define SPAWNRISK_REFUSED           "REFUSED" /* of calls that were made: never in an assessment */
#define SPAWNRISK_COMMIT_REFUSED    "COMMIT_REFUSED"
#define SPAWNRISK_PROCESS_LIMIT     "PROCESS_LIMIT"
#define SPAWNRISK_OOM_LIKELY        "OOM_LIKELY" /* as REFUSED: it needs earlier children */
#define SPAWNRISK_OOM_POSSIBLE      "OOM_POSSIBLE"
#define SPAWNRISK_CHILD_FOOTPRINT   "CHILD_FOOTPRINT" /* likewise */
#define SPAWNRISK_HELPER_MISMATCH   "HELPER_MISMATCH" /* of a JDK's calls: likewise */
#define SPAWNRISK_HUGETLB_COPY      "HUGETLB_COPY"
#define SPAWNRISK_THROTTLE_POSSIBLE "THROTTLE_POSSIBLE"
#define SPAWNRISK_FORK_STALL        "FORK_STALL"
#define SPAWNRISK_COMMIT_NEAR       "COMMIT_NEAR"
#define SPAWNRISK_PINNED_COPY       "PINNED_COPY"
#define SPAWNRISK_FD_LEAK           "FD_LEAK"
#define SPAWNRISK_MECHANISM_AT_RISK "MECHANISM_AT_RISK" /* as REFUSED */

/* Texts that are pointers belong to the library, and stay as long as it is loaded. */
struct spawnrisk_reason {
    const char *code; /* one of those above; NULL: none */
    uint32_t level;   /* enum spawnrisk_level */
    uint32_t unit;    /* enum spawnrisk_unit, of need and have */
    uint64_t need;    /* what the call needs, or SPAWNRISK_UNKNOWN */
    uint64_t have;    /* what there is of it, or SPAWNRISK_UNKNOWN */
    char source[304]; /* where `have` was read, such as "cgroup /a/b memory.max" */
};

/* A source of facts that could not be read. */
struct spawnrisk_unread {
    const char *facts; /* those that are missing, in words */
    int64_t error;     /* the errno; 0: readable, but it does not tell, or not all */
    char source[256];  /* such as "/proc/4711/smaps"; of a longer path the end, behind "..." */
};

/* Sizes are bytes; each number that could not be read is SPAWNRISK_UNKNOWN. Fields are only ever
 * added at the end. */
struct spawnrisk_assessment {
    uint32_t size;          /* set by the caller to sizeof of what it was compiled with */
    uint32_t level;         /* enum spawnrisk_level: the highest of the reasons' */
    uint32_t mechanism;     /* what was asked */
    uint32_t copies_memory; /* 1: the child would get a copy of the memory */
    uint32_t exact; /* 1: charge and exposure were summed over the areas (smaps); 0: they are
                       those of /proc/<pid>/status, which may be too high */
    int32_t pid;    /* the process; of a thread's id, its process */
    uint64_t start; /* its start, in clock ticks after boot: with pid it names a process */
    char name[64];  /* bytes as the process chose them, control characters included */

    /* The process. */
    uint64_t commit_charge;     /* what a copy adds to Committed_AS */
    uint64_t largest_area;      /* the largest single area of these */
    uint64_t copy_exposure;     /* private_anonymous and swap: what can come to be copied */
    uint64_t private_anonymous; /* resident */
    uint64_t swap;
    uint64_t page_tables;
    uint64_t rss;
    uint64_t hugetlb;
    uint64_t pinned;
    uint64_t virtual_size;
    uint64_t threads; /* count */

    /* The machine. */
    uint64_t overcommit_policy; /* vm.overcommit_memory: 0, 1, 2 */
    uint64_t commit_limit;
    uint64_t committed;
    uint64_t total;
    uint64_t available;
    uint64_t swap_total;
    uint64_t swap_free;

    /* The tightest memory cgroup on the path to the root. */
    uint64_t cgroup_version; /* 1 or 2; 0: none sets a limit that could be read */
    uint64_t cgroup_limit;
    uint64_t cgroup_usage;
    uint64_t cgroup_reclaimable;
    uint64_t cgroup_swap_room;
    uint64_t cgroup_oom_group; /* 1: the OOM killer takes the whole group */
    char cgroup_path[256];     /* of a longer one the end, behind "..." */

    uint64_t headroom; /* the least that the machine and each cgroup on the path can still give */

    /* The limit that would be hit first: of those that hold, the one of which the call needs the
     * largest part, whether it fits or not. Its level is SPAWNRISK_NONE. */
    struct spawnrisk_reason nearest;

    uint32_t reason_count;
    uint32_t not_assessed_count;
    uint32_t unread_count;
    uint32_t reserved;
    struct spawnrisk_reason reasons[16]; /* the worst kinds first */
    const char *not_assessed[16];        /* codes that could not be assessed: no all-clear */
    struct spawnrisk_unread unread[12];  /* what reasons hinge on first */
};

/*
 * Assesses what would happen if a process made a child now.
 *
 * pid        0: the process that calls. A thread's id stands for its process.
 * mechanism  enum spawnrisk_mechanism
 * flags      0 or SPAWNRISK_QUICK
 * assessment where it goes, with its size filled in; not NULL
 *
 * Returns 0, or an errno, with the assessment as it was:
 *   EINVAL      an unknown mechanism or flag, a negative pid, a size too small, or above 64 KiB
 *   ESRCH       there is no such process, or it ended meanwhile
 *   ECHILD      it has ended, and waits for its parent to reap it (a zombie)
 *   EOPNOTSUPP  it is a thread of the kernel: it has no memory of its own, and does not fork
 *   EACCES, ... what reading /proc/<pid>/stat gave, as where /proc hides the processes of others
 *
 * Of another user's process less can be read: no areas, so exact is 0, and `unread` says so. What
 * lies beyond the fields that this library knows is filled with ones: numbers are unknown then.
 */
int spawnrisk_assess(pid_t pid, int mechanism, unsigned flags,
                     struct spawnrisk_assessment *assessment);

/* The library's version, such as "0.1.0". */
extern const char spawnrisk_version[];

#ifdef __cplusplus
}
#endif

#endif
