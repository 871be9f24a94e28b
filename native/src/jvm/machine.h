/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual machine of this process, and whether the calling thread may ask it something. */
#ifndef SPAWNRISK_JVM_MACHINE_H
#define SPAWNRISK_JVM_MACHINE_H

#include <jvmti.h>
#include <stdbool.h>

/*
 * Makes the one environment that asks the machine; from the doors through which it loads us.
 * Capabilities are those alone that cost nothing. Returns NULL, or the name of the call that
 * failed: then nobody asks.
 */
const char *machine_meet(JavaVM *vm);

/* Learns where the machine's threads and its launcher lie. From one of its threads that runs native
 * code, once it lives; again as often as one likes. */
void machine_know(JNIEnv *env, jthread thread);

/* Whether its threads can be asked: it is neither still starting nor ending. */
bool machine_lives(void);

/* What asks; NULL: there is none. */
jvmtiEnv *machine_tools(void);

/* Whether the machine tells of its collections' pauses (collections.h) from now on. */
void machine_hear_collections(bool heard);

/* Whether it tells of native methods that are bound (launch.h) from now on. */
void machine_hear_launches(bool heard);

/* Whether the machine's own code is at that address, as it is where that forks for
 * -XX:OnOutOfMemoryError and -XX:OnError. Async-signal-safe. */
bool machine_is_at(const void *address);

/* The same of the machine's library that starts processes for Java. */
bool machine_launches_at(const void *address);

/* That library's function that does so, ProcessImpl.forkAndExec of Java; NULL: it has none. */
void *machine_launcher(void);

/*
 * The calling thread's environment, where it may ask; NULL: it may not, or cannot be told to.
 * caller: where the door goes back to. Async-signal-safe, keeps errno, takes no lock.
 * 1. The thread is the machine's, attached to it, and runs native code: in any other state a call
 *    would break the machine's own rules (thread states, HotSpot's interfaceSupport).
 * 2. It does not run a signal handler, which may have interrupted malloc: neither on another stack,
 *    nor above the kernel's frame of a signal on its own.
 * 3. It has the stack that HotSpot needs.
 * 4. It is in this process: a child of vfork has its parent's memory and thread pointer.
 */
JNIEnv *machine_ask(const void *caller);

#endif
