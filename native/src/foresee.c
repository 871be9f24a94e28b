/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a call before it is made. */
#include "foresee.h"

#include <string.h>

#include "memory/helper.h"
#include "memory/launches.h"
#include "memory/sample.h"
#include "memory/withheld.h"
#include "outcome/copies.h"
#include "outcome/lessons.h"

/* Since 13 the JDK calls vfork only where jdk.lang.Process.launchMechanism says so
 * (ProcessImpl.java). */
static bool is_pinned(const struct event *event)
{
    return event->context != NULL && event->context->is_of_the_launcher &&
           strcmp(event->call, "vfork") == 0;
}

/* What the JDK starts closes all that it inherits before it runs its program. */
static uint64_t launching_pipes(const struct event *event)
{
    bool is_launch = event->context != NULL && event->context->is_of_the_launcher;
    return is_launch ? 0 : launches_pipes();
}

/* The helper closes what it inherits before it runs the program (childproc.c). */
void foresee_jdk(struct event *event, const char *program, char *const arguments[])
{
    bool is_helper = strcmp(event->command, "jspawnhelper") == 0;
    event->facts.passes_descriptors = event->facts.passes_descriptors && !is_helper;
    event->facts.helper = is_helper ? helper_look(program, arguments) : HELPER_AS_IT_SHOULD_BE;
    event->facts.pins_vfork = is_pinned(event);
    event->facts.launching_pipes = launching_pipes(event);
}

void foresee_facts(struct event *event)
{
    facts_read(&event->facts, copies_memory(event->mechanism),
               sample_thread(event->origin.pid, event->origin.tid));
    event->facts.living = (struct living_facts){0};
}

static bool may_run_out(const struct risk *risk)
{
    for (unsigned i = 0; i < risk->count; i++)
        if (risk->reasons[i].code == REASON_OOM_POSSIBLE ||
            risk->reasons[i].code == REASON_THROTTLE_POSSIBLE)
            return true;
    return false;
}

/* How much living copies have copied by now takes system calls to know: only where it matters. */
static void assess_beside_the_living(struct event *event)
{
    struct living_facts *living = &event->facts.living;
    copies_read(living);
    risk_assess(event->mechanism, &event->facts, NULL, &event->risk);
    if (may_run_out(&event->risk) && withheld_take_off(&event->facts))
        risk_assess(event->mechanism, &event->facts, NULL, &event->risk);
    if (living->copies == 0)
        return;
    *living = (struct living_facts){0};
    if (!may_run_out(&event->risk))
        return;
    copies_look(living);
    risk_assess(event->mechanism, &event->facts, NULL, &event->risk);
}

void foresee(struct event *event, uint64_t site)
{
    foresee_facts(event);
    lessons_read(site, &event->facts.learned);
    if (copies_memory(event->mechanism))
        assess_beside_the_living(event);
    else
        risk_assess(event->mechanism, &event->facts, NULL, &event->risk);
}
