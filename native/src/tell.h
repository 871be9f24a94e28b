/* SPDX-License-Identifier: Apache-2.0 */
/* From what is known of a call to its lines in the log. All async-signal-safe, take no lock. */
#ifndef SPAWNRISK_TELL_H
#define SPAWNRISK_TELL_H

#include "log/log.h"

/* Before the call: the risk that was foreseen. */
void tell_warning(const struct event *event);

/* After it: judges it by its outcome. telling: how far that has come (log.h). */
void tell_outcome(struct event *event, volatile enum telling *telling);

/* Earlier failures that await their line get this event's, or one of their own before it. */
void tell_earlier(struct event *event);

#endif
