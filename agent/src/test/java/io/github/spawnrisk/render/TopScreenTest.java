// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.report.Rates;
import io.github.spawnrisk.report.Report;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class TopScreenTest {
  private static final String SPAWN = Lines.of("service.jsonl").get(1);

  private static TopView view(List<String> lines, Rates rates, String source) {
    Attempt attempt = ((Spawn) Lines.event(lines.get(0))).attempt();
    Assessment assessment =
        new Assessment(attempt, false, attempt.risk().reasons().get(0), List.of());
    return new TopView(assessment, Lines.reportOf(lines), rates, source);
  }

  @Test
  void showsLimitsAndCallSites() {
    Report before = Lines.reportOf(List.of(SPAWN));
    List<String> three = List.of(SPAWN, SPAWN, SPAWN);
    Rates rates = Rates.between(before, Lines.reportOf(three), Duration.ofSeconds(4));

    String screen =
        String.join("\n", TopScreen.render(view(three, rates, "Log /a.jsonl"), 80, 40, false));

    assertThat(screen)
        .contains("java (pid 4711)")
        .contains("If it called fork now: AT RISK (warning): OOM_POSSIBLE, FORK_STALL.")
        .containsPattern("memory cgroup /spawnrisk/service +1.1 GiB +364.0 MiB +309%")
        .containsPattern("machine's memory and swap +1.1 GiB +21.2 GiB +5%")
        .contains("3 spawns, 0 failed, 0.5 a second; worst level warning")
        .containsPattern("warning +3 +0.5 +0 fork +20.5 ms  .*nails.render:88 -> convert");
  }

  @Test
  void showsNoRateThatIsNotKnown() {
    assertThat(TopScreen.render(view(List.of(SPAWN), Rates.UNKNOWN, ""), 80, 40, false))
        .anyMatch(line -> line.contains("1 spawn, 0 failed, - a second"));
  }

  @Test
  void coloursLevelsWhereItMay() {
    TopView view = view(List.of(SPAWN), Rates.UNKNOWN, "");

    assertThat(TopScreen.render(view, 80, 40, true))
        .anyMatch(line -> line.startsWith("\033[33mwarning\033[0m "));
    assertThat(TopScreen.render(view, 80, 40, false)).noneMatch(line -> line.contains("\033"));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder();
    text.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
    return json.toString();
  }

  @Property(tries = 300)
  void fitsTheTerminalWhateverTheNames(
      @ForAll @StringLength(max = 100) String name,
      @ForAll @IntRange(min = 20, max = 200) int width,
      @ForAll @IntRange(min = 1, max = 50) int height) {
    String line =
        SPAWN
            .replace("com.acme.images.Thumbnails.render:88", quoted(name))
            .replace("\"java\"", '"' + quoted(name) + '"')
            .replace("\"convert\"", '"' + quoted(name) + '"')
            .replace("/spawnrisk/service", "/" + quoted(name));

    List<String> lines =
        TopScreen.render(view(List.of(line), Rates.UNKNOWN, name), width, height, false);

    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    assertThat(lines).allMatch(shown -> shown.matches("[ -~]{0," + width + "}"));
  }
}
