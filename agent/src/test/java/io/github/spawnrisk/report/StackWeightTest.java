// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.event.Spawn;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StackWeightTest {
  private static final String LINE = Lines.of("service.jsonl").get(1);

  private static Spawn spawn(String caller) {
    return (Spawn) Lines.event(LINE.replace("com.acme.images.Worker.run:31", caller));
  }

  private static StackWeight.Tally of(int most, Spawn... spawns) {
    StackWeight.Tally tally = new StackWeight.Tally(most);
    List.of(spawns).forEach(tally::add);
    return tally;
  }

  @Test
  void addsUpWhatEachStackComesTo() {
    var stacks = of(Integer.MAX_VALUE, spawn("a:1"), spawn("b:1"), spawn("a:1")).stacks();

    assertThat(stacks)
        .hasSize(2)
        .containsEntry(
            SpawnStack.of(spawn("a:1").attempt()),
            new StackWeight(2, 2 * 1_178_599_424L, 2 * 20_512_768L))
        .containsEntry(
            SpawnStack.of(spawn("b:1").attempt()), new StackWeight(1, 1_178_599_424L, 20_512_768L));
  }

  @Test
  void addsUpTogetherWhatFindsNoRoom() {
    var stacks = of(1, spawn("a:1"), spawn("b:1"), spawn("c:1"), spawn("a:1")).stacks();

    assertThat(stacks).containsOnlyKeys(SpawnStack.of(spawn("a:1").attempt()), SpawnStack.OTHERS);
    assertThat(stacks.get(SpawnStack.OTHERS)).extracting(StackWeight::spawns).isEqualTo(2L);
  }

  @Test
  void stopsAtTheLargestNumber() {
    StackWeight most = new StackWeight(1, Long.MAX_VALUE - 1, Long.MAX_VALUE);

    assertThat(most.merge(new StackWeight(1, 2, 1)))
        .isEqualTo(new StackWeight(2, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  void hasNoStallWhereNothingIsCopied() {
    Spawn cheap =
        (Spawn) Lines.event(LINE.replace("\"copies_memory\":true", "\"copies_memory\":false"));

    assertThat(of(9, cheap).stacks().values()).containsExactly(new StackWeight(1, 0, 0));
  }
}
