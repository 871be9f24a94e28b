// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.render.JsonRenderer;
import io.github.spawnrisk.render.TextRenderer;
import io.github.spawnrisk.report.EventLog;
import io.github.spawnrisk.report.Pipeline;
import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Each field of each kind of line, with values that no process writes. */
final class HostileLinesTest {
  private static final List<String> SOUND =
      Lines.SOUND.stream().flatMap(name -> Lines.of(name).stream()).toList();
  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":(\\d+)");
  private static final Pattern TEXT = Pattern.compile("\"(\\w+)\":\"([^\"]*)\"");
  private static final Pattern FLAG = Pattern.compile("\"(\\w+)\":(true|false)");

  private static void eachIsRefused(Pattern fields, String value, String why) {
    for (String line : SOUND) {
      for (MatchResult field : fields.matcher(line).results().toList()) {
        if (isRead(line, field)) {
          assertThat(Lines.read(with(line, field, value)))
              .as("%s:%s in %s", field.group(1), value, line)
              .isInstanceOfSatisfying(
                  Reading.Unreadable.class,
                  unread ->
                      assertThat(unread.why())
                          .matches("field '([a-z_]+\\.)*" + field.group(1) + "' " + why));
        }
      }
    }
  }

  private static String with(String line, MatchResult field, String value) {
    return line.substring(0, field.start(2) - (line.charAt(field.start(2) - 1) == '"' ? 1 : 0))
        + value
        + line.substring(field.end(2) + (line.charAt(field.start(2) - 1) == '"' ? 1 : 0));
  }

  /** Whether this version looks at the field at all: an object in its place is then refused. */
  private static boolean isRead(String line, MatchResult field) {
    return Lines.read(with(line, field, "{}")) instanceof Reading.Unreadable;
  }

  @Test
  void namesTheNumberThatIsNone() {
    for (String value : List.of("\"12\"", "1.5", "1e3", "1e999", "true", "{}", "[]")) {
      eachIsRefused(NUMBER, value, "is not an integer");
    }
  }

  @Test
  void namesTheNumberThatNoLongHolds() {
    for (String value :
        List.of("9223372036854775808", "18446744073709551615", "-9223372036854775809")) {
      eachIsRefused(NUMBER, value, "is not an integer");
    }
  }

  @Test
  void namesTheNumberThatIsNegative() {
    for (String value : List.of("-1", "-9223372036854775808")) {
      eachIsRefused(NUMBER, value, "is negative|.* version reads schema 1");
    }
  }

  @Test
  void namesTheTextAndTheFlagThatAreNone() {
    for (String value : List.of("12", "true", "{}", "[]")) {
      eachIsRefused(TEXT, value, "is not a string");
    }
    for (String value : List.of("12", "\"true\"", "{}", "[]")) {
      eachIsRefused(FLAG, value, "is not true or false");
    }
  }

  @Test
  void namesTheListThatHoldsOtherThings() {
    String line = SOUND.get(1);

    assertThat(why(line.replaceFirst("\"stack\":\\[[^\\]]*\\]", "\"stack\":[1]")))
        .isEqualTo("field 'jvm.stack' is not an array of strings");
    assertThat(why(line.replaceFirst("\"reasons\":\\[", "\"reasons\":[\"OOM_POSSIBLE\",")))
        .isEqualTo("field 'risk.reasons' is not an array of objects");
  }

  @Test
  void namesTheLevelThatThereIsNot() {
    assertThat(why(SOUND.get(1).replaceFirst("\"level\":\"\\w+\"", "\"level\":\"fatal\"")))
        .isEqualTo("field 'risk.level' is not none, notice, warning or critical");
  }

  @Test
  void refusesCountsThatWouldHideOthers() {
    String loss = Lines.of("loss.jsonl").get(0);

    assertThat(why(loss.replaceFirst("\"lost\":\\d+", "\"lost\":9223372036854775807")))
        .isEqualTo("field 'lost' is more than any process makes");
    assertThat(
            why(SOUND.get(1).replace("{\"schema\":1,", "{\"schema\":1,\"repeats\":1099511627777,")))
        .isEqualTo("field 'repeats' is more than any process makes");
  }

  @Test
  void keepsACodeOfALaterVersion() {
    String line = SOUND.get(1).replace("OOM_POSSIBLE", "LATER_CODE");

    Spawn spawn = (Spawn) Lines.event(line);

    assertThat(spawn.attempt().risk().reasons()).anyMatch(it -> it.code().equals("LATER_CODE"));
    assertThat(TextRenderer.render(Lines.reportOf(List.of(line)))).contains("LATER_CODE");
  }

  private static String why(String line) {
    return ((Reading.Unreadable) Lines.read(line)).why();
  }

  private record Place(String line, MatchResult field) {}

  private static final List<Place> PLACES =
      SOUND.stream()
          .flatMap(
              line ->
                  Stream.of(NUMBER, TEXT, FLAG)
                      .flatMap(kind -> kind.matcher(line).results())
                      .map(field -> new Place(line, field)))
          .toList();

  @Provide
  Arbitrary<String> hostileLines() {
    return Combinators.combine(
            Arbitraries.of(PLACES),
            Arbitraries.of(
                "-1",
                "9223372036854775807",
                "9223372036854775808",
                "1e999",
                "\"\"",
                "null",
                "{}",
                "[]",
                "\"\\u001b[2J\\u202e\\ud800\"",
                "[[[[[[[[{}]]]]]]]]",
                "true",
                "-0",
                "01",
                "\u0000"))
        .as((place, value) -> with(place.line(), place.field(), value));
  }

  @Property(tries = 100)
  void losesNothingElse(@ForAll("hostileLines") String hostile) throws IOException {
    List<String> lines = new ArrayList<>(SOUND);
    int at = SOUND.size() / 2;
    lines.add(at, hostile);
    Path log = Files.createTempFile("spawnrisk", ".jsonl");
    try {
      Files.write(log, lines);
      Report report = report(log);

      boolean isRead = !(Lines.read(hostile) instanceof Reading.Unreadable);
      if (isRead) {
        assertThat(report.unread()).isEmpty();
      } else {
        assertThat(report.unread()).hasSize(1);
        assertThat(report.unread().get(0).firstLine()).isEqualTo(at + 1);
        assertThat(report.unread().get(0).why()).isNotEmpty();
        assertThat(report.rows()).isEqualTo(Lines.reportOf(SOUND).rows());
      }
      assertThat(TextRenderer.render(report)).matches("[\\n -~]*");
      assertThat(JsonRenderer.render(report)).isNotEmpty();
    } finally {
      Files.delete(log);
    }
  }

  private static Report report(Path log) throws IOException {
    Pipeline pipeline = new Pipeline();
    EventLog.read(log, pipeline);
    return pipeline.report();
  }
}
