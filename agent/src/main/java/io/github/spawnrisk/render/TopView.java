// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.report.Rates;
import io.github.spawnrisk.report.Report;

/**
 * What is known of a running process at one moment.
 *
 * @param assessment what would happen if it called fork now
 * @param report of its events; empty where it is not observed
 * @param rates how fast spawns come
 * @param source the log that the events are of, or why there are none
 */
public record TopView(Assessment assessment, Report report, Rates rates, String source) {}
