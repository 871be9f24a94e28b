/* SPDX-License-Identifier: Apache-2.0 */
/* How the streams of a child of Java are set up. */
#ifndef SPAWNRISK_JVM_STREAMS_H
#define SPAWNRISK_JVM_STREAMS_H

#include <stdbool.h>

#define STREAM_KINDS_BYTES 32

/*
 * As caller_context has it, of the descriptors that the JDK gives forkAndExec (ProcessImpl.java):
 * -1 for a pipe that is to be made, the stream's own number where it is inherited, else a file that
 * is open for the child alone: a pipe that was opened by its path (/dev/stdout) is one, but where a
 * pipeline is started (is_of_pipeline) an end of one of that. Names no file. Keeps errno.
 */
void stream_kinds(const int fds[3], bool merged, bool is_of_pipeline,
                  char kinds[STREAM_KINDS_BYTES]);

#endif
