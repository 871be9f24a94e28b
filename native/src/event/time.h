/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 3339 in UTC; gmtime takes the time zone's lock, so it isn't used. */
#ifndef SPAWNRISK_EVENT_TIME_H
#define SPAWNRISK_EVENT_TIME_H

#include <stdint.h>

#define TIME_BYTES sizeof "2026-01-31T12:00:00.123456Z"

/* Writes the time in microseconds. Proleptic Gregorian calendar, no leap seconds. Pure. */
void time_format(uint64_t nanoseconds_since_epoch, char text[TIME_BYTES]);

#endif
