/* SPDX-License-Identifier: Apache-2.0 */
/* SIGKILL that this process sends: whom that ends the OOM killer has not. */
#ifndef SPAWNRISK_OUTCOME_KILLS_H
#define SPAWNRISK_OUTCOME_KILLS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A call that sends it, from before it is made until it has come back. */
struct killing {
    pid_t process; /* as kill(2) has it: groups are negative, 0 the caller's own */
    int by;        /* what its victims' count changes by */
    bool counts;
    uint64_t everyone, everyone_before;
};

/*
 * Before the call, as who is killed may be reaped before it is back. Counted are children that
 * live, and of a group its members; where that can't be known, whoever may be one.
 * Async-signal-safe, keeps errno, takes no lock; nothing but memory is looked at where no child may
 * be hit.
 */
void kills_begin(struct killing *killing, pid_t process);

/* The call has failed: nobody was killed by it. */
void kills_failed(struct killing *killing);

/* Whether every process that could be was sent it since then (CLOCK_MONOTONIC). */
bool kills_of_everyone(uint64_t since);

#endif
