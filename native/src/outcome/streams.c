/* SPDX-License-Identifier: Apache-2.0 */
/* A table of fixed size: who moves a place's stream owns it. */
#include "streams.h"

#include <stdatomic.h>
#include <stddef.h>

#include "memory/piped.h"

/* As many as a process may have descriptors by default (fs/file.c, INR_OPEN_CUR). */
#define PLACES 1024

static struct place {
    _Atomic(const void *) stream; /* NULL: free; the place itself: it changes */
    struct stream_child child;
} places[PLACES];

/* Where none is open, no stream that is closed pays for a look at them all. */
static atomic_int kept;

static bool move(struct place *place, const void *from, const void *to)
{
    return atomic_compare_exchange_strong(&place->stream, &from, to);
}

void streams_add(const void *stream, struct stream_child child)
{
    for (unsigned i = 0; i < PLACES; i++) {
        struct place *place = &places[i];
        if (atomic_load(&place->stream) != NULL || !move(place, NULL, place))
            continue;
        place->child = child;
        atomic_fetch_add(&kept, 1);
        atomic_store(&place->stream, stream);
        piped_add(child.fd);
        return;
    }
}

bool streams_take(const void *stream, struct stream_child *child)
{
    for (unsigned i = 0; i < PLACES && atomic_load(&kept) > 0; i++) {
        struct place *place = &places[i];
        if (atomic_load(&place->stream) != stream || !move(place, stream, place))
            continue;
        *child = place->child;
        piped_remove(child->fd);
        atomic_fetch_sub(&kept, 1);
        atomic_store(&place->stream, NULL);
        return true;
    }
    return false;
}
