// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;

/** A reason of a JSON report's row, with the numbers of its worst event. */
public record SavedFinding(
    String code, Level level, long count, OptionalLong need, OptionalLong have) {}
