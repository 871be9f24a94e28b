/* SPDX-License-Identifier: Apache-2.0 */
/* What to say of a child afterwards. */
#include "outcome.h"

#include <signal.h>
#include <sys/wait.h>

#include "memory/facts.h"

enum level risk_of_no_exec(uint64_t threads, uint64_t lived_ns)
{
    bool alone = !is_known(threads) || threads <= 1;
    return alone || lived_ns < LIVES_ON_NS ? LEVEL_NONE : LEVEL_NOTICE;
}

enum level risk_of_oom_kill(enum oom_evidence evidence)
{
    static const enum level levels[] = {
        [OOM_POSSIBLE] = LEVEL_NOTICE, [OOM_YES] = LEVEL_CRITICAL, [OOM_NAMED] = LEVEL_CRITICAL};
    return levels[evidence];
}

static bool rose(uint64_t before, uint64_t after)
{
    return is_known(before) && is_known(after) && after > before;
}

/* The OOM killer's only signal is SIGKILL, and it names none in the log who is about to die of
 * another's (mm/oom_kill.c, oom_kill_process). */
enum oom_evidence risk_oom_killed(int status, bool sent_by_us, const struct oom_signs *signs)
{
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        return OOM_NONE;
    if (signs->named)
        return OOM_NAMED;
    if (sent_by_us)
        return OOM_NONE;
    if (signs->counted)
        return OOM_YES;
    return rose(signs->machine_before, signs->machine_after) ? OOM_POSSIBLE : OOM_NONE;
}
