// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.report.Finding;
import io.github.spawnrisk.report.Row;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One reason at one call site as JMX clients see it: a class with getters, as MXBeans have it. */
public final class FindingData {
  private final Row row;
  private final Finding finding;

  FindingData(Row row, Finding finding) {
    this.row = row;
    this.finding = finding;
  }

  /** What {@code spawnrisk explain} explains. */
  public String getCode() {
    return finding.code();
  }

  public String getLevel() {
    return finding.level().label();
  }

  public String getCallSite() {
    return row.callSite().label();
  }

  public @Nullable String getCommand() {
    return row.command();
  }

  public String getMechanism() {
    return row.mechanism();
  }

  /** Events that carry it. */
  public long getCount() {
    return finding.count();
  }

  /** Of the worst event, in bytes or nanoseconds as the code has it; null where it has none. */
  public @Nullable Long getNeed() {
    return number(finding.worst().need());
  }

  /** Likewise. */
  public @Nullable Long getHave() {
    return number(finding.worst().have());
  }

  /** Where that limit was read. */
  public @Nullable String getSource() {
    return finding.worst().source();
  }

  /** Time of the worst event, as RFC 3339 has it. */
  public String getTime() {
    return finding.event().time().toString();
  }

  private static @Nullable Long number(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
