/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of reasons in order of severity, and what each one's numbers are. */
#ifndef SPAWNRISK_RISK_REASONS_H
#define SPAWNRISK_RISK_REASONS_H

#include <stdint.h>

/* REASON(code, what `need` and `have` count) */
#define REASONS(REASON)                                                                            \
    REASON(REFUSED, "none: source is the errno")                                                   \
    REASON(COMMIT_REFUSED, "bytes: commit charge, what the overcommit policy has left")            \
    REASON(PROCESS_LIMIT, "count: processes and threads with this one, limit")                     \
    REASON(OOM_POSSIBLE, "bytes: copy exposure and its page tables, headroom")                     \
    REASON(HUGETLB_COPY, "bytes: private huge pages, free ones")                                   \
    REASON(FORK_STALL, "nanoseconds: stop of the calling thread, threshold")                       \
    REASON(COMMIT_NEAR, "bytes: commit charge, what the overcommit policy has left")               \
    REASON(PINNED_COPY, "bytes: pinned pages, threshold")                                          \
    REASON(FD_LEAK, "count: descriptors that the program gets; none")

/* What is judged of a child afterwards, in exit and copy lines. */
#define OUTCOME_REASONS(REASON)                                                                    \
    REASON(OOM_KILLED, "none: source is the counter that rose")                                    \
    REASON(NO_EXEC, "nanoseconds: lived without an exec, threshold")

enum reason_code {
#define CODE_OF(code, numbers) REASON_##code,
    REASONS(CODE_OF)
#undef CODE_OF
        REASON_COUNT
};

enum level { LEVEL_NONE, LEVEL_NOTICE, LEVEL_WARNING, LEVEL_CRITICAL };

/* Where the decisive number was read. */
enum source {
    SOURCE_COMMIT_LIMIT, /* /proc/meminfo CommitLimit, under policy 2 */
    SOURCE_RAM_AND_SWAP, /* /proc/meminfo MemTotal + SwapTotal, under policy 0 */
    SOURCE_AVAILABLE,    /* /proc/meminfo MemAvailable + SwapFree */
    SOURCE_CGROUP,       /* the limit of the tightest cgroup */
    SOURCE_PAGE_TABLES,  /* predicted from /proc/self/status VmPTE */
    SOURCE_MEASURED,     /* the call itself */
    SOURCE_PIDS,         /* pids.max of the nearest cgroup */
    SOURCE_USER_LIMIT,   /* RLIMIT_NPROC */
    SOURCE_HUGE_PAGES,   /* /proc/meminfo HugePages_Free - HugePages_Rsvd */
    SOURCE_PINNED,       /* /proc/self/status VmPin */
    SOURCE_DESCRIPTOR,   /* the example among the descriptors */
    SOURCE_ERRNO,        /* what the call failed with */
};

struct reason {
    enum reason_code code;
    enum level level;
    uint64_t need, have; /* UNKNOWN where the reason carries none */
    enum source source;
};

struct risk {
    enum level level; /* the highest of the reasons' */
    unsigned count;
    struct reason reasons[REASON_COUNT];
    unsigned not_assessed; /* bit 1 << code: a fact that the rule needs could not be read */
};

#endif
