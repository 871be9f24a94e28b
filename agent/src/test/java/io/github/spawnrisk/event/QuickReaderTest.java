// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever it reads, it reads as the full reader does; and it reads what processes write. */
final class QuickReaderTest {
  private static final List<String> SOUND =
      Lines.SOUND.stream().flatMap(name -> Lines.of(name).stream()).toList();

  private static final List<String> TOKENS =
      List.of(
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          " ",
          "0",
          "-",
          "9",
          ".",
          "e",
          "null",
          "true",
          "false",
          "{}",
          "[]",
          "\"\"",
          "\u00e9",
          "\u0001",
          "\\u0041",
          "\n",
          "01",
          "1e3",
          "Z",
          "T",
          "\"schema\":1,",
          "\"time\":\"2026-02-30T12:00:00Z\",",
          "99999999999999999999",
          "\"process\":{\"pid\":1},",
          "\"pid\":7,",
          "\"level\":\"none\",",
          "[[]]",
          "\"a\":null,");

  private final QuickReader reader = new QuickReader();

  private void agreesWithTheFullReader(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);

    Event quick = reader.read(bytes, 0, bytes.length);

    if (quick != null && reader.end() == bytes.length) {
      assertThat(new EventReader().read(bytes)).isEqualTo(new Reading.Read(quick));
    }
  }

  @Test
  void readsEachLineThatAProcessWrote() {
    for (String line : SOUND) {
      byte[] bytes = ("  " + line + "\n" + line).getBytes(StandardCharsets.UTF_8);

      Event event = reader.read(bytes, 0, bytes.length);

      assertThat(event).isEqualTo(Lines.event(line));
      assertThat(reader.end()).isEqualTo(line.length() + 2);
    }
  }

  @Test
  void readsTimesOfAllPrecisions() {
    String line = SOUND.get(0);
    for (String time :
        List.of(
            "2026-01-31T12:00:00Z",
            "2024-02-29T23:59:59.1Z",
            "1969-12-31T00:00:00.000000001Z",
            "2026-01-31T12:00:00.123456789Z")) {
      String timed = line.replaceFirst("\"time\":\"[^\"]*\"", "\"time\":\"" + time + "\"");
      byte[] bytes = timed.getBytes(StandardCharsets.UTF_8);

      assertThat(reader.read(bytes, 0, bytes.length)).isEqualTo(Lines.event(timed)).isNotNull();
    }
  }

  @Test
  void readsLinesOfAFormThatItKnowsWhereverTheyStand() {
    for (String line : SOUND) {
      byte[] first = line.getBytes(StandardCharsets.UTF_8);
      reader.read(first, 0, first.length);

      byte[] bytes = (line + "\n" + line).getBytes(StandardCharsets.UTF_8);

      assertThat(reader.read(bytes, line.length() + 1, bytes.length))
          .isEqualTo(reader.read(bytes, 0, bytes.length))
          .isEqualTo(Lines.event(line));
    }
  }

  @Test
  void leavesWhatIsCutOffOfALineOfAFormThatItKnowsToTheFullReader() {
    for (String line : SOUND) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      reader.read(bytes, 0, bytes.length);

      for (int length = 0; length < bytes.length; length++) {
        assertThat(reader.read(bytes, 0, length)).isNull();
      }
    }
  }

  @Test
  void readsOnWhenThereAreMoreFormsThanItRemembers() {
    for (int form = 0; form < 600; form++) {
      String line = SOUND.get(form % SOUND.size());
      String changed = line.replaceFirst("}$", ",\"later\":" + nested(form) + "}");
      agreesWithTheFullReader(changed);
    }

    for (String line : SOUND) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      assertThat(reader.read(bytes, 0, bytes.length)).isEqualTo(Lines.event(line));
    }
  }

  /** An array that no other number makes. */
  private static String nested(int number) {
    StringBuilder array = new StringBuilder("[1");
    for (int bit = 0; bit < 10; bit++) {
      array.append((number >> bit & 1) == 0 ? ",true,7" : ",false,\"a\"");
    }
    return array.append(']').toString();
  }

  @Test
  void leavesDeepNestingToTheFullReader() {
    byte[] deep = "{\"a\":".repeat(20_000).getBytes(StandardCharsets.UTF_8);

    assertThat(reader.read(deep, 0, deep.length)).isNull();
  }

  @Provide
  Arbitrary<String> changedLines() {
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 1600);
    return Combinators.combine(
            Arbitraries.of(SOUND), places, Arbitraries.of(0, 0, 1, 2, 7), Arbitraries.of(TOKENS))
        .as(
            (line, place, cut, token) -> {
              int at = Math.min(place, line.length());
              int behind = Math.min(at + cut, line.length());
              return line.substring(0, at) + token + line.substring(behind);
            });
  }

  @Property(tries = 5000)
  void readsNoChangedLineOtherwise(@ForAll("changedLines") String line) {
    agreesWithTheFullReader(line);
  }

  @Property(tries = 2000)
  void readsNoLineOtherwiseForWhatItHasReadBefore(@ForAll("changedLines") String line) {
    for (String sound : SOUND) {
      byte[] bytes = sound.getBytes(StandardCharsets.UTF_8);
      reader.read(bytes, 0, bytes.length);
    }
    agreesWithTheFullReader(line);
  }

  @Test
  void readsNoLineOtherwiseWhoseFieldsAreInAnotherOrderOrTwice() {
    List<String> lines = new ArrayList<>();
    for (String line : SOUND) {
      lines.add("{\"event\":\"exit\"," + line.substring(1));
      lines.add(line.substring(0, line.length() - 1) + ",\"event\":\"spawn\"}");
      lines.add(line.replaceFirst("\"schema\":1,", "").replaceFirst("}$", ",\"schema\":1}"));
    }

    lines.forEach(this::agreesWithTheFullReader);
  }
}
