/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the functions that asked for a spawn. */
#ifndef SPAWNRISK_EVENT_CALLERS_H
#define SPAWNRISK_EVENT_CALLERS_H

#include "event.h"
#include "json.h"

/* Writes the member native_stack, as far as there is room beside that much, which is kept for what
 * comes behind it. */
void callers_json(struct json *json, const struct event *event, size_t kept);

#endif
