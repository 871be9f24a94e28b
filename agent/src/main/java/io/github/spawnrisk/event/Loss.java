// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Instant;

/**
 * Lines that a process could not write.
 *
 * @param why the errno's name, such as ENOSPC
 */
public record Loss(Instant time, SpawningProcess process, long lost, String why) implements Event {}
