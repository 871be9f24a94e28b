/* SPDX-License-Identifier: Apache-2.0 */
/* The doors of a virtual machine, opened and closed. */
#include "observe.h"

#include <assert.h>
#include <errno.h>

#include "context.h"
#include "host/say.h"
#include "interpose/interpose.h"
#include "launch.h"
#include "log/log.h"
#include "machine.h"
#include "memory/facts.h"
#include "sampler.h"
#include "spawn.h"
#include "state.h"

/* What one asked for. */
struct observation {
    _Atomic unsigned turn; /* the latest counts; 0: it does not observe */
    bool full_arguments, exact_facts;
};

static_assert(OBSERVERS <= LOG_GUESTS, "each may name a log");
static struct observation observations[OBSERVERS];
static struct observation preload; /* what the environment asked for */

static const struct observation *latest(void)
{
    const struct observation *found = &observations[0];
    for (unsigned i = 1; i < OBSERVERS; i++)
        if (observations[i].turn > found->turn)
            found = &observations[i];
    return found->turn == 0 ? NULL : found;
}

static void heed(const struct observation *asked)
{
    spawn_log_arguments(asked->full_arguments || preload.full_arguments);
    facts_read_exactly(asked->exact_facts || preload.exact_facts);
}

/* Who closed the doors has kept its log for the calls under way. */
static void begin_first(enum observer observer)
{
    preload.full_arguments = spawn_logs_arguments();
    preload.exact_facts = facts_are_read_exactly();
    for (unsigned i = 0; i < OBSERVERS; i++)
        if (i != observer)
            log_leave(i);
}

static void end_last(void)
{
    machine_hear_collections(false);
    sampler_dismiss();
    state_forget();
    spawn_context_from(NULL);
    if (!interpose_is_preloaded())
        (void)interpose_restore();
}

unsigned observe_turn(enum observer observer)
{
    return observations[observer].turn;
}

void observe_end(enum observer observer)
{
    if (observations[observer].turn == 0)
        return;
    observations[observer].turn = 0;
    if (observer == OBSERVER_NATIVE_AGENT)
        launch_ignore(observer);
    const struct observation *other = latest();
    heed(other == NULL ? &preload : other);
    if (other == NULL && !interpose_is_preloaded())
        log_close();
    else
        log_leave(observer);
    if (other == NULL)
        end_last();
}

int observe_begin(enum observer observer, JavaVM *vm, bool full_arguments, bool exact_facts)
{
    static unsigned turns;
    const char *failed = machine_meet(vm);
    if (failed != NULL)
        say("this JVM is asked for no Java stacks (", failed,
            " failed): they are told of spawns by java.lang.ProcessBuilder alone", NULL);
    if (latest() == NULL)
        begin_first(observer);
    observations[observer].full_arguments = full_arguments;
    observations[observer].exact_facts = exact_facts;
    observations[observer].turn = ++turns;
    heed(&observations[observer]);
    machine_hear_collections(true);
    sampler_want(vm);
    if (observer == OBSERVER_NATIVE_AGENT)
        launch_await(observer);
    spawn_context_from(context_current);
    log_open_again();
    /* Already there by preload, nothing is moved: the imports are bound to us or will be. */
    if (interpose_is_preloaded() || interpose_redirect() >= 0)
        return 0;
    observe_end(observer);
    return ENOMEM;
}
