/* SPDX-License-Identifier: Apache-2.0 */
/* The doors of a virtual machine, opened and closed. */
#include "observe.h"

#include <errno.h>

#include "context.h"
#include "host/say.h"
#include "interpose/interpose.h"
#include "log/log.h"
#include "machine.h"
#include "memory/facts.h"
#include "spawn.h"

int observe_begin(JavaVM *vm, bool full_arguments, bool exact_facts)
{
    const char *failed = machine_meet(vm);
    if (failed != NULL)
        say("this JVM is asked for no Java stacks (", failed,
            " failed): they are told of spawns by java.lang.ProcessBuilder alone", NULL);
    if (full_arguments || !interpose_is_preloaded())
        spawn_log_arguments(full_arguments);
    if (exact_facts || !interpose_is_preloaded())
        facts_read_exactly(exact_facts);
    machine_hear_collections(true);
    spawn_context_from(context_current);
    log_open_again();
    /* Already there by preload, nothing is moved: the imports are bound to us or will be. */
    return interpose_is_preloaded() || interpose_redirect() >= 0 ? 0 : ENOMEM;
}

void observe_end(void)
{
    log_close();
    machine_hear_collections(false);
    (void)interpose_restore();
}
