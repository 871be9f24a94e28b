// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a child that got a copy and lived on in it tells of itself, at its end and now and then
 * before.
 *
 * @param process the child
 * @param measured memory that was in fact copied, or made anew; null where it could not be read
 */
public record Copy(
    Instant time,
    SpawningProcess process,
    String spawn,
    @Nullable Bytes measured,
    @Nullable Duration lived,
    Risk risk)
    implements Aftermath {}
