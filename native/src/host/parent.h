/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the process that started this one has the library too. */
#ifndef SPAWNRISK_HOST_PARENT_H
#define SPAWNRISK_HOST_PARENT_H

enum parent {
    PARENT_LACKS_US,  /* or there is none in this pid namespace */
    PARENT_HAS_US,    /* a file of our name is mapped there */
    PARENT_UNREADABLE /* as another user's */
};

/* Looks at the parent's maps. Not for an interposed call. */
enum parent parent_look(void);

#endif
