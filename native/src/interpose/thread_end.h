/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a thread, at which the calls that it never came back from are told. */
#ifndef SPAWNRISK_INTERPOSE_THREAD_END_H
#define SPAWNRISK_INTERPOSE_THREAD_END_H

/* Asks for it, for the process; once. Not for an interposed call, but for the first. */
void thread_end_ask(void);

/* This thread is in a call. Async-signal-safe. */
void thread_end_tells(void);

#endif
