/* SPDX-License-Identifier: Apache-2.0 */
/* What a copy of this process would cost and what there is to pay it with, at one moment. */
#ifndef SPAWNRISK_MEMORY_FACTS_H
#define SPAWNRISK_MEMORY_FACTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A fact that could not be read. It is never printed, and no rule takes it for a number. */
#define UNKNOWN UINT64_MAX

static inline bool is_known(uint64_t fact)
{
    return fact != UNKNOWN;
}

/* Sizes are bytes throughout. Source: /proc/<pid>/status (proc_pid_status(5)), one read. */
struct process_facts {
    char name[64];            /* Name: the main thread's comm */
    bool exact;               /* charge, largest area, anonymous memory and swap by a walk */
    uint64_t commit_charge;   /* of the VM_ACCOUNT areas; VmData + VmStk stands in for it */
    uint64_t largest_area;    /* the largest single accountable area; needs a walk, else UNKNOWN */
    uint64_t largest_at_most; /* no accountable area is larger; UNKNOWN: not looked for */
    uint64_t virtual_size;    /* VmSize */
    uint64_t rss;             /* VmRSS */
    uint64_t private_anonymous; /* RssAnon */
    uint64_t swap;              /* VmSwap */
    uint64_t page_tables;       /* VmPTE */
    uint64_t hugetlb;           /* HugetlbPages */
    uint64_t pinned;            /* VmPin */
    uint64_t threads;           /* Threads */
    uint64_t sys_admin;         /* 1: CAP_SYS_ADMIN, 0: not */
    uint64_t sys_resource;      /* 1: CAP_SYS_RESOURCE, 0: not */
    uint64_t user;              /* Uid: the real one */
    uint64_t seccomp;           /* Seccomp: the mode, 0: no policy is in force */
    uint64_t nodes; /* Mems_allowed_list: NUMA nodes of which it may have memory (room.h) */
};

enum overcommit_policy { OVERCOMMIT_GUESS = 0, OVERCOMMIT_ALWAYS = 1, OVERCOMMIT_NEVER = 2 };

/* Sources: /proc/meminfo (proc_meminfo(5)), /proc/sys/vm (proc_sys_vm(5)). */
struct system_facts {
    uint64_t overcommit_policy; /* enum overcommit_policy, or UNKNOWN */
    uint64_t commit_limit;      /* CommitLimit */
    uint64_t committed;         /* Committed_AS */
    uint64_t total;             /* MemTotal */
    uint64_t available;         /* MemAvailable, less anonymous memory that it counts (MADV_FREE) */
    uint64_t swap_total;        /* SwapTotal */
    uint64_t swap_free;         /* SwapFree */
    uint64_t
        anonymous_huge;     /* AnonHugePages: of all processes, no process's own is cheap to read */
    uint64_t admin_reserve; /* admin_reserve_kbytes; read where the policy asks for it */
    uint64_t user_reserve;  /* user_reserve_kbytes; read under OVERCOMMIT_NEVER only */
    uint64_t commit_tolerance; /* by how much the kernel's own counter may differ from committed;
                                  likewise */
    uint64_t kernel;           /* KERNEL_VERSION of it */
    uint64_t nodes;            /* NUMA nodes that have memory; UNKNOWN: the kernel knows none */
    bool swap_is_in_ram;       /* on zram; false also where a copy fits without swap */
    bool replaced; /* meminfo is not the kernel's (lxcfs.h): RAM and swap are those of sysinfo(2),
                      and what is available is UNKNOWN */
};

#define KERNEL_VERSION(major, minor) ((uint64_t)(major) << 32 | (minor))

/* Of a cgroup's path, of a longer one the end: two of them fit into an event's line. Kubernetes'
 * longest has 191 (containerd with systemd). */
#define CGROUP_PATH_BYTES 192

/* The cgroup on the path to the root with the least headroom; version 0: none has a limit. */
struct cgroup_facts {
    unsigned version;
    bool unseen;      /* one could not be looked at whole: it may be a tighter one */
    bool high_unseen; /* a memory.high could not be read: it may be a tighter one */
    bool with_swap;   /* limit and usage are those of memory and swap in one: memory.memsw.* */
    char path[CGROUP_PATH_BYTES]; /* as the kernel names it, from the hierarchy's root */
    uint64_t limit;               /* memory.max, or memory.limit_in_bytes */
    uint64_t usage;               /* memory.current, or memory.usage_in_bytes */
    uint64_t reclaimable; /* page cache and slab that reclaim can give back, from memory.stat */
    uint64_t swap_room;   /* swap that the process may still take by the limits of all groups on the
                             path; 0 where there is none */
    uint64_t oom_group;   /* memory.oom.group: 1 where the OOM killer takes this whole group, or one
                             below it that the process is in */
    /* Of version 2, read for a call that copies: the memory.high on the path with the least left
     * below it, what of memory.current can't be reclaimed there but by swap, and the group. Above
     * it allocation is slowed, and nobody is killed (Documentation/admin-guide/cgroup-v2.rst).
     * UNKNOWN: none is set. */
    uint64_t high, high_used;
    char high_path[CGROUP_PATH_BYTES];
};

/* Kills by the OOM killer in one cgroup: v1 memory.oom_control, v2 memory.events.local, which count
 * in the victim's own cgroup. group tells whether two counts are of the same one. */
struct oom_kills {
    uint64_t count;
    uint64_t group;
};

/* Read for a call that copies, in a process that has huge pages. */
struct hugetlb_facts {
    uint64_t copied; /* bytes of resident huge pages in private areas; 0: not looked at, or none */
    uint64_t free;   /* bytes that can still be had, and are not reserved for others */
    bool in_group; /* that is what a cgroup's limit leaves: hugetlb.<size>.max, or limit_in_bytes */
};

/* What earlier children of the same call site and command were seen to do. 0: not seen yet. */
struct learned_facts {
    uint64_t children;  /* that have ended */
    uint64_t no_exec;   /* of those that got a copy: went on with it */
    uint64_t copied;    /* usual measured copy */
    uint64_t peak_rss;  /* usual peak of a program that shares nothing with its parent */
    uint64_t window_ns; /* usual exec window of a copy */
};

enum limit_kind { LIMIT_NONE, LIMIT_PIDS, LIMIT_USER };

/* Copies that this process and those it is a copy of have made, and that live on. */
struct living_facts {
    uint64_t copies;
    uint64_t uncopied; /* what they may still copy, or have copied, in the worst case */
};

/* The limit on processes and threads that is nearest; LIMIT_NONE: there is none, or all are far. */
struct limit_facts {
    enum limit_kind kind;         /* pids.max of a cgroup, or RLIMIT_NPROC */
    bool unsure;                  /* another one could not be looked at whole */
    char path[CGROUP_PATH_BYTES]; /* of the cgroup */
    uint64_t limit;
    uint64_t used; /* processes and threads: pids.current, or the real user's */
};

/* A limit with no more than this left is about to refuse: the next burst fills it. */
static inline uint64_t limits_near(uint64_t limit)
{
    return limit < 20 ? 1 : limit / 10;
}

/* Whether a cpuset keeps it from a part of the machine's memory, or may do so. */
static inline bool is_bound_to_nodes(uint64_t own, uint64_t nodes)
{
    return is_known(nodes) && nodes > 1 && (!is_known(own) || own < nodes);
}

/*
 * Of bytes of private anonymous memory, those that may lie in huge pages: as many as the system
 * has. Fork copies and the parent faults one entry for each of them, not one for each small page.
 */
static inline uint64_t bytes_in_huge_pages(uint64_t bytes, const struct system_facts *system)
{
    uint64_t huge = is_known(system->anonymous_huge) ? system->anonymous_huge : 0;
    return bytes < huge ? bytes : huge;
}

/* In the order in which they make the better example. */
enum descriptor_kind {
    DESCRIPTOR_LISTENING_SOCKET,
    DESCRIPTOR_PIPE,
    DESCRIPTOR_SOCKET,
    DESCRIPTOR_FILE, /* or folder or device: whatever has a path */
    DESCRIPTOR_OTHER
};

/* Descriptors without close-on-exec, standard ones apart. */
struct descriptor_facts {
    uint64_t inherited;        /* UNKNOWN: not looked at for this spawn */
    bool partial;              /* of some numbers only: there are more than were looked at */
    unsigned own;              /* of these, what a JVM has open for itself: own_descriptors.h */
    int example;               /* one of them, if there is any; of its own only where all are */
    enum descriptor_kind kind; /* of the example */
    char path[64];             /* of the example, the end of it; empty: it has none */
};

/* Of the program by which the JDK starts its children: helper.h. */
enum helper_state {
    HELPER_AS_IT_SHOULD_BE, /* as far as is known, or there is none in this call */
    HELPER_MISSING,
    HELPER_NOT_EXECUTABLE,
    HELPER_NO_PROGRAM, /* no ELF file, or one of another machine */
    HELPER_OF_ANOTHER_JDK
};

struct facts {
    bool passes_descriptors;  /* set by the door: nothing can close them before the child's exec */
    bool closes_streams;      /* likewise: the child closes what earlier popens have open */
    uint64_t launching_pipes; /* set by the journey: pipes that a runtime has made for children of
                                 its own which are being started, and that this one gets too */
    bool pins_vfork;          /* set by the journey: the JDK calls vfork, as its user told it to */
    enum helper_state helper : 8; /* likewise: what the JDK calls posix_spawn for */
    struct descriptor_facts descriptors;
    struct oom_kills oom_kills; /* of this process's own cgroup */
    struct process_facts process;
    struct system_facts system;
    struct cgroup_facts cgroup;
    struct limit_facts limits;
    struct hugetlb_facts hugetlb;
    struct learned_facts learned;
    struct living_facts living; /* 0: there is none, or it makes no difference */
    uint64_t stall_rate; /* of earlier forks, in nanoseconds for each KiB of page tables; 0: none */
};

/* Of the process that runs. */
#define PROCESS_SELF 0

/* Readers, of the process that runs or of another one. Each field that its source does not give is
 * UNKNOWN. Constant time in the size of the process; async-signal-safe; at most 4 KiB of stack. */
void process_read(struct process_facts *process, pid_t pid);
/* 1, 0, or UNKNOWN. */
uint64_t process_is_in_first_user_namespace(pid_t pid);
/* Its inode; 0: it is the first one, or nobody tells. */
uint64_t process_user_namespace_below_the_first(pid_t pid);
/* Whether its user numbers are the machine's own, as in the first user namespace, and in one that
 * maps each user as itself: that it can only do if the one above does. */
bool process_has_users_of_the_machine(pid_t pid);
bool process_is_in_first_pid_namespace(void);
/* Whether the thread has a seccomp policy, which may kill for a system call that it does not know
 * (safety.md); true also where nobody tells. */
bool process_has_a_policy(void);
void system_read(struct system_facts *system);
void cgroup_read(struct cgroup_facts *cgroup, struct oom_kills *kills,
                 const struct system_facts *system, pid_t pid, bool copies);
/* As in struct facts, of the process that runs; 0 in one that has just begun. Any thread's. */
uint64_t stalls_rate(void);
void stalls_keep(uint64_t next);
/* Not at each spawn anew: see descriptors.c. without_piped: those of piped.h do not count. */
void descriptors_read(struct descriptor_facts *descriptors, bool without_piped);
void descriptors_forget(void);

/* The look itself. found: the first of those that are inherited. from: the lowest number that is
 * looked at, and afterwards the one to begin at next, so that all are looked at by turns as long as
 * none is found; where it is not 0 lseek is called. Returns how many system calls it took, 128 at
 * most. */
#define DESCRIPTORS_FOUND 12
int descriptors_look(struct descriptor_facts *descriptors, int found[DESCRIPTORS_FOUND], int *from,
                     bool without_piped);
/* Takes off the process's charge what VmData counts of huge pages: they are not charged. */
void hugetlb_read(struct hugetlb_facts *hugetlb, struct process_facts *process, pid_t pid);
/* The look itself. */
void limits_look(struct limit_facts *limits, const struct facts *facts, pid_t pid);
/* Of the process that runs. Not looked at anew where the last look, a tenth of a second ago at
 * most, found all limits far. */
void limits_read(struct limit_facts *limits, const struct facts *facts);
void limits_forget(void);

/* Processes and threads of a user; fewer than there are where *whole is false. namespace: the inode
 * of the user namespace whose alone are counted; 0: of all. */
uint64_t user_count_threads(uint64_t user, uint64_t namespace, bool *whole);

/* Kills by the OOM killer on the whole machine, from /proc/vmstat. 30 us: not for each spawn. */
uint64_t oom_kills_of_machine(void);

/*
 * Private anonymous bytes of this process: what it has copied or made. That is a walk over all
 * pages, which has to be cheap against its life so far, and not to take more than most_ns: UNKNOWN
 * where it would.
 */
uint64_t copied_read(uint64_t lived_ns, uint64_t most_ns);
bool copied_is_cheap(uint64_t resident_pages, uint64_t lived_ns, uint64_t most_ns);

/* The nanoseconds that it takes at most; UNKNOWN: who knows. */
uint64_t copied_cost(void);

/* Parsers of the texts that the readers read, apart so that any kernel's text can be fed. */
void process_parse_status(struct process_facts *process, const char *status);
void system_parse_meminfo(struct system_facts *system, const char *meminfo);
uint64_t system_parse_release(const char *osrelease);
/* CPUs or nodes in a list such as "0-3,8": /sys/devices/system/cpu/present. */
uint64_t system_parse_cpus(const char *list);

/* What parse makes of a file that does not change while the machine runs, but where something is
 * plugged in. *kept is 0 until it was read. */
uint64_t system_read_once(_Atomic uint64_t *kept, const char *path,
                          uint64_t (*parse)(const char *));

/* What the CPUs may keep back of Committed_AS together, by the machine's RAM, its CPUs and the
 * page's size. Pure. */
uint64_t system_commit_tolerance(uint64_t total, uint64_t cpus, uint64_t page);

/* The size of an area of /proc/self/maps, where it is private and of huge pages, UNKNOWN where that
 * can't be read; else 0. */
uint64_t hugetlb_parse_area(const char *maps_line);
/* UNKNOWN where the machine has pages of more than the one default size. */
uint64_t hugetlb_parse_free(const char *meminfo, uint64_t overcommit);

/* A whole line of /proc/vmstat, without its newline: UNKNOWN for all but that of oom_kill. */
uint64_t oom_kills_parse_line(const char *line);

/* The second number of /proc/<pid>/statm (proc_pid_statm(5)): counters that the kernel keeps. */
uint64_t copied_parse_resident(const char *statm);

/* What is private and anonymous, of a smaps_rollup (proc_pid_smaps(5)): never too much where the
 * kernel tells Pss_Anon. */
uint64_t copied_parse_rollup(const char *rollup);

/* Whether a uid_map is like that of the first namespace: all users, each as itself. */
bool process_parse_uid_map(const char *map);

/* The soft limit on processes of a line of /proc/<pid>/limits, UINT64_MAX being none; false for
 * other lines. */
bool limits_parse_processes(const char *line, uint64_t *limit);

/* "0.20 0.18 0.12 1/80 11206": threads that run and threads that are (proc_loadavg(5)). */
uint64_t limits_parse_loadavg(const char *loadavg);

/* Reads all; copies: for a call that copies memory. For another one what is of the machine and of
 * cgroups may be of the same thread's last one, 100 ms ago at most (sample.h, which names threads).
 * Where the policy asks for it, sys_admin then means the first user namespace's.
 */
void facts_read(struct facts *facts, bool copies, uint64_t thread);

/* Whether the areas are walked through for each call that copies (areas.h has the cost). */
void facts_read_exactly(bool wanted);
bool facts_are_read_exactly(void);

#endif
