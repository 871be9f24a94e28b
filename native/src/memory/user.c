/* SPDX-License-Identifier: Apache-2.0 */
/* How many processes and threads a user has, by a walk over /proc. */
#include <stddef.h>

#include "facts.h"
#include "host/listing.h"
#include "host/raw.h"
#include "text.h"

/* Three system calls for each of the user's, one for each other: a millisecond at most. */
#define MOST_PROCESSES 512

/* proc_task_getattr (fs/proc/base.c): a link for each thread. Of who hides behind prctl
 * PR_SET_DUMPABLE root is the owner: it is not counted. */
static uint64_t threads_of(pid_t pid, uint64_t user, uint64_t namespace)
{
    char path[TEXT_PROCESS_PATH_BYTES];
    struct stat status = {0};
    text_process_path(path, pid, "");
    if (raw_stat(path, &status) != 0 || status.st_uid != user)
        return 0;
    text_process_path(path, pid, "ns/user");
    /* That of a process above may not be looked at (cap_ptrace_access_check, security/commoncap.c).
     */
    if (namespace != 0 && (raw_stat(path, &status) != 0 || status.st_ino != namespace))
        return 0;
    text_process_path(path, pid, "task");
    return raw_stat(path, &status) != 0 || status.st_nlink <= 2 ? 1 : status.st_nlink - 2;
}

uint64_t user_count_threads(uint64_t user, uint64_t namespace, bool *whole)
{
    struct listing listing;
    uint64_t threads = 0;
    unsigned processes = 0;
    *whole = false;
    if (!listing_open(&listing, "/proc"))
        return 0;
    const char *name;
    while (processes < MOST_PROCESSES && (name = listing_next(&listing)) != NULL) {
        uint64_t pid = text_number(name, NULL);
        if (!is_known(pid))
            continue;
        threads += threads_of((pid_t)pid, user, namespace);
        processes++;
    }
    listing_close(&listing);
    *whole = listing.ended && process_is_in_first_pid_namespace();
    return threads;
}
