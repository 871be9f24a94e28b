/* SPDX-License-Identifier: Apache-2.0 */
/* What a copy of this process would cost and what there is to pay it with, at one moment. */
#ifndef SPAWNRISK_MEMORY_FACTS_H
#define SPAWNRISK_MEMORY_FACTS_H

#include <stdbool.h>
#include <stdint.h>

/* A fact that could not be read. It is never printed, and no rule takes it for a number. */
#define UNKNOWN UINT64_MAX

static inline bool is_known(uint64_t fact)
{
    return fact != UNKNOWN;
}

/* Sizes are bytes throughout. Source: /proc/self/status (proc_pid_status(5)), one read. */
struct process_facts {
    char name[64];          /* Name: the main thread's comm */
    uint64_t commit_charge; /* VmData + VmStk: constant-time stand-in for the VM_ACCOUNT areas */
    uint64_t largest_area;  /* the largest single accountable area; needs a walk, else UNKNOWN */
    uint64_t virtual_size;  /* VmSize */
    uint64_t rss;           /* VmRSS */
    uint64_t private_anonymous; /* RssAnon */
    uint64_t swap;              /* VmSwap */
    uint64_t page_tables;       /* VmPTE */
    uint64_t hugetlb;           /* HugetlbPages */
    uint64_t pinned;            /* VmPin */
    uint64_t threads;           /* Threads */
    uint64_t sys_admin;         /* 1: CAP_SYS_ADMIN, 0: not */
};

enum overcommit_policy { OVERCOMMIT_GUESS = 0, OVERCOMMIT_ALWAYS = 1, OVERCOMMIT_NEVER = 2 };

/* Sources: /proc/meminfo (proc_meminfo(5)), /proc/sys/vm (proc_sys_vm(5)). */
struct system_facts {
    uint64_t overcommit_policy; /* enum overcommit_policy, or UNKNOWN */
    uint64_t commit_limit;      /* CommitLimit */
    uint64_t committed;         /* Committed_AS */
    uint64_t total;             /* MemTotal */
    uint64_t available;         /* MemAvailable */
    uint64_t swap_total;        /* SwapTotal */
    uint64_t swap_free;         /* SwapFree */
    uint64_t
        anonymous_huge;     /* AnonHugePages: of all processes, no process's own is cheap to read */
    uint64_t admin_reserve; /* admin_reserve_kbytes; read under OVERCOMMIT_NEVER only */
    uint64_t user_reserve;  /* user_reserve_kbytes; read under OVERCOMMIT_NEVER only */
};

/* The cgroup on the path to the root with the least headroom; version 0: none has a limit. */
struct cgroup_facts {
    unsigned version;
    bool unseen;          /* a path was too long to look at: there may be a tighter one */
    char path[256];       /* as the kernel names it, from the hierarchy's root */
    uint64_t limit;       /* memory.max, or memory.limit_in_bytes */
    uint64_t usage;       /* memory.current, or memory.usage_in_bytes */
    uint64_t reclaimable; /* page cache and slab that reclaim can give back, from memory.stat */
    uint64_t swap_room;   /* swap that the group may still take; 0 where there is none */
    uint64_t oom_group;   /* memory.oom.group: 1 where the OOM killer takes the whole group */
};

/* Kills by the OOM killer in one cgroup: v1 memory.oom_control, v2 memory.events.local, which count
 * in the victim's own cgroup. group tells whether two counts are of the same one. */
struct oom_kills {
    uint64_t count;
    uint64_t group;
};
/*
 * Of bytes of private anonymous memory, those that may lie in huge pages: as many as the system
 * has. Fork copies and the parent faults one entry for each of them, not one for each small page.
 */
static inline uint64_t bytes_in_huge_pages(uint64_t bytes, const struct system_facts *system)
{
    uint64_t huge = is_known(system->anonymous_huge) ? system->anonymous_huge : 0;
    return bytes < huge ? bytes : huge;
}

struct facts {
    struct oom_kills oom_kills; /* of this process's own cgroup */
    struct process_facts process;
    struct system_facts system;
    struct cgroup_facts cgroup;
};

/* Readers. Each field that its source does not give is UNKNOWN. Constant time in the size of the
 * process; async-signal-safe; at most 4 KiB of stack. */
void process_read(struct process_facts *process);
bool process_is_in_first_user_namespace(void);
void system_read(struct system_facts *system);
void cgroup_read(struct cgroup_facts *cgroup, struct oom_kills *kills,
                 const struct system_facts *system);

/* Kills by the OOM killer on the whole machine, from /proc/vmstat. 30 us: not for each spawn. */
uint64_t oom_kills_of_machine(void);

/*
 * Private dirty bytes of this process: what it has copied or made. That is a walk over all pages,
 * which has to be cheap against its life so far: UNKNOWN where it is not.
 */
uint64_t copied_read(uint64_t lived_ns);
bool copied_is_cheap(uint64_t resident_pages, uint64_t lived_ns);

/* Parsers of the texts that the readers read, apart so that any kernel's text can be fed. */
void process_parse_status(struct process_facts *process, const char *status);
void system_parse_meminfo(struct system_facts *system, const char *meminfo);

/* Reads all three. Where the policy asks for it, sys_admin then means the first user namespace's.
 */
void facts_read(struct facts *facts);

#endif
