/* SPDX-License-Identifier: Apache-2.0 */
/* The facts and the risk of an event as JSON. */
#ifndef SPAWNRISK_EVENT_FACTS_JSON_H
#define SPAWNRISK_EVENT_FACTS_JSON_H

#include "event.h"
#include "json.h"

/* Writes the members memory, system, cgroup, threads, pages_to_fault_again and risk. */
void facts_json(struct json *json, const struct event *event);

#endif
