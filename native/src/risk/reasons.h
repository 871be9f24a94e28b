/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of reasons in order of severity, and what each one's numbers are. */
#ifndef SPAWNRISK_RISK_REASONS_H
#define SPAWNRISK_RISK_REASONS_H

#include <stdint.h>

/* REASON(code, unit of `need` and `have`, what they are) */
#define REASONS(REASON)                                                                            \
    REASON(REFUSED, UNIT_NONE, "source is the errno")                                              \
    REASON(COMMIT_REFUSED, UNIT_BYTES, "commit charge, what the overcommit policy has left")       \
    REASON(PROCESS_LIMIT, UNIT_COUNT, "processes and threads with this one, limit")                \
    REASON(OOM_LIKELY, UNIT_BYTES, "usual copy of earlier children and page tables, headroom")     \
    REASON(OOM_POSSIBLE, UNIT_BYTES, "copy exposure and its page tables, headroom")                \
    REASON(CHILD_FOOTPRINT, UNIT_BYTES, "usual peak RSS of earlier children, headroom")            \
    REASON(HELPER_MISMATCH, UNIT_NONE, "source is what is wrong with the JDK's helper")            \
    REASON(HUGETLB_COPY, UNIT_BYTES, "private huge pages, free ones")                              \
    REASON(THROTTLE_POSSIBLE, UNIT_BYTES, "copy exposure and page tables, room to memory.high")    \
    REASON(FORK_STALL, UNIT_NANOSECONDS, "stop of the calling thread, threshold")                  \
    REASON(COMMIT_NEAR, UNIT_BYTES, "commit charge, what the overcommit policy has left")          \
    REASON(PINNED_COPY, UNIT_BYTES, "pinned pages, threshold")                                     \
    REASON(FD_LEAK, UNIT_COUNT, "descriptors that the program gets; none")                         \
    REASON(MECHANISM_AT_RISK, UNIT_NONE, "source is the property that pins it")

/* What is judged of a child afterwards, in exit and copy lines. */
#define OUTCOME_REASONS(REASON)                                                                    \
    REASON(OOM_KILLED, UNIT_NONE, "source is the counter that rose, or the kernel's log")          \
    REASON(NO_EXEC, UNIT_NANOSECONDS, "lived without an exec, threshold")

enum unit { UNIT_NONE, UNIT_BYTES, UNIT_COUNT, UNIT_NANOSECONDS };

enum reason_code {
#define CODE_OF(code, unit, numbers) REASON_##code,
    REASONS(CODE_OF)
#undef CODE_OF
        REASON_COUNT
};

enum outcome_code {
#define CODE_OF(code, unit, numbers) OUTCOME_##code,
    OUTCOME_REASONS(CODE_OF)
#undef CODE_OF
        OUTCOME_COUNT
};

enum level { LEVEL_NONE, LEVEL_NOTICE, LEVEL_WARNING, LEVEL_CRITICAL };

static inline const char *reason_name(enum reason_code code)
{
#define NAME_OF(code, unit, numbers) #code,
    static const char *const names[] = {REASONS(NAME_OF)};
#undef NAME_OF
    return names[code];
}

static inline enum unit reason_unit(enum reason_code code)
{
#define UNIT_OF(code, unit, numbers) unit,
    static const enum unit units[] = {REASONS(UNIT_OF)};
#undef UNIT_OF
    return units[code];
}

static inline const char *outcome_name(enum outcome_code code)
{
#define NAME_OF(code, unit, numbers) #code,
    static const char *const names[] = {OUTCOME_REASONS(NAME_OF)};
#undef NAME_OF
    return names[code];
}

static inline enum unit outcome_unit(enum outcome_code code)
{
#define UNIT_OF(code, unit, numbers) unit,
    static const enum unit units[] = {OUTCOME_REASONS(UNIT_OF)};
#undef UNIT_OF
    return units[code];
}

/* Where it stands in the order of severity: just before this one. */
static inline enum reason_code outcome_before(enum outcome_code code)
{
    return code == OUTCOME_OOM_KILLED ? REASON_OOM_LIKELY : REASON_COMMIT_NEAR;
}

static inline const char *level_name(enum level level)
{
    static const char *const names[] = {"none", "notice", "warning", "critical"};
    return names[level];
}

/* Where the decisive number was read. */
enum source {
    SOURCE_COMMIT_LIMIT,  /* /proc/meminfo CommitLimit, under policy 2 */
    SOURCE_RAM_AND_SWAP,  /* /proc/meminfo MemTotal + SwapTotal, under policy 0 */
    SOURCE_AVAILABLE,     /* /proc/meminfo MemAvailable + SwapFree */
    SOURCE_CGROUP,        /* the limit of the tightest cgroup */
    SOURCE_HIGH,          /* memory.high of the cgroup that has the least left below its own */
    SOURCE_THIS_CGROUP,   /* the same without its path: another reason of the event has it */
    SOURCE_PAGE_TABLES,   /* predicted from /proc/self/status VmPTE */
    SOURCE_EARLIER_FORKS, /* the same, at the rate of this process's earlier forks */
    SOURCE_MEASURED,      /* the call itself */
    SOURCE_PIDS,          /* pids.max of the nearest cgroup */
    SOURCE_USER_LIMIT,    /* RLIMIT_NPROC */
    SOURCE_HUGE_PAGES,    /* /proc/meminfo HugePages_Free - HugePages_Rsvd */
    SOURCE_HUGE_GROUP,    /* the hugetlb limit of the tightest cgroup */
    SOURCE_PINNED,        /* /proc/self/status VmPin */
    SOURCE_DESCRIPTOR,    /* the example among the descriptors */
    SOURCE_LAUNCHES,      /* the pipes of what a runtime is starting */
    SOURCE_PROPERTY,      /* jdk.lang.Process.launchMechanism */
    SOURCE_HELPER,        /* the JDK's jspawnhelper */
    SOURCE_ERRNO,         /* what the call failed with */
};

/* A JDK that has its helper started has pinned no vfork: one of the two at most. */
#define REASONS_AT_ONCE (REASON_COUNT - 1)

/* Small, as an event of all of them lies on the stack of who spawns. */
struct reason {
    enum reason_code code : 8;
    enum level level : 8;
    enum source source : 8;
    uint64_t need, have; /* UNKNOWN where the reason carries none */
};

struct risk {
    enum level level; /* the highest of the reasons' */
    unsigned count;
    struct reason reasons[REASONS_AT_ONCE];
    unsigned not_assessed; /* bit 1 << code: a fact that the rule needs could not be read */
};

#endif
