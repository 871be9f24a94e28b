// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spawnrisk.Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DiffCommandTest {
  private static final String REASON =
      """
      {"code":"OOM_POSSIBLE","level":"%s","count":3,"need":%d,"have":1073741824}\
      """;

  @TempDir private Path folder;

  private Path report(String name, String... sites) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "{\"report\":1,\"later_field\":[{}],\"call_sites\":[" + String.join(",", sites) + "]}");
  }

  private static String site(String name, String mechanism, String level, String... reasons) {
    return """
    {"call_site":"%s","command":"cat","call":"fork","mechanism":"%s","copies_memory":%b,
     "level":"%s","spawns":100,"failures":{},"duration_ns":{"count":100,"mean":2000000},
     "reasons":[%s]}\
    """
        .formatted(name, mechanism, mechanism.equals("fork"), level, String.join(",", reasons));
  }

  private static String reason(String level, long need) {
    return REASON.formatted(level, need);
  }

  @Test
  void findsNothingWorseInTheSameReport() throws IOException {
    Path saved =
        Files.writeString(
            folder.resolve("saved.json"),
            Invocation.of("report", "--json", Lines.file("service.jsonl")).out());

    Invocation invocation = Invocation.of("diff", "--fail-on", "notice", saved, saved);

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).contains("Nothing is worse: 0 better, ");
  }

  @Test
  void namesAFindingThatIsNewWithItsNumbers() throws IOException {
    Path older = report("old.json", site("a.B.c:1", "fork", "none"));
    Path newer =
        report("new.json", site("a.B.c:1", "fork", "warning", reason("warning", 1L << 31)));

    assertThat(Invocation.of("diff", older, newer).out())
        .contains("1 call site worse, 0 better, 0 without a change of note, 0 gone.")
        .contains("1. a.B.c -> cat\n")
        .contains("   OOM_POSSIBLE (warning) is new: need 2.0 GiB, have 1.0 GiB\n");
  }

  @Test
  void namesAFindingOfACallSiteThatIsNew() throws IOException {
    Path newer =
        report("new.json", site("a.B.c:1", "fork", "warning", reason("warning", 1L << 31)));

    assertThat(Invocation.of("diff", report("old.json"), newer).out()).contains("OOM_POSSIBLE");
  }

  @Test
  void namesAFindingWhoseLevelHasRisen() throws IOException {
    Path older = report("old.json", site("a", "fork", "notice", reason("notice", 1L << 31)));
    Path newer = report("new.json", site("a", "fork", "critical", reason("critical", 1L << 31)));

    assertThat(Invocation.of("diff", older, newer).out())
        .contains("OOM_POSSIBLE (critical) was notice: need 2.0 GiB, have 1.0 GiB\n");
  }

  @ParameterizedTest
  @CsvSource({"2000000000, 2199000000, false", "2000000000, 2201000000, true"})
  void namesAFindingThatIsCloserByATenth(long before, long now, boolean worse) throws IOException {
    Path older = report("old.json", site("a", "fork", "warning", reason("warning", before)));
    Path newer = report("new.json", site("a", "fork", "warning", reason("warning", now)));

    assertThat(Invocation.of("diff", older, newer).out().contains("; it was: need 1.9 GiB"))
        .isEqualTo(worse);
  }

  @Test
  void isNotCloserWhereItsLevelHasFallenToOneOfALowerThreshold() throws IOException {
    Path older = report("old.json", site("a", "fork", "warning", reason("warning", 1L << 30)));
    Path newer = report("new.json", site("a", "fork", "notice", reason("notice", 1L << 34)));

    Invocation invocation = Invocation.of("diff", "--fail-on", "notice", older, newer);

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).contains("Nothing is worse: 1 better, ");
  }

  @ParameterizedTest
  @CsvSource({
    "a.B.c:1, a.B.c:17",
    "a.B.lambda$c$0:1, a.B.lambda$c$4:2",
    "a.B$1.run:3, a.B$1.run:4",
    "redis: redis+0x1f4, redis: redis+0x2f8"
  })
  void knowsACallSiteThatHasMovedInItsFile(String before, String now) throws IOException {
    Path older = report("old.json", site(before, "fork", "warning", reason("warning", 1L << 31)));
    Path newer = report("new.json", site(now, "fork", "warning", reason("warning", 1L << 31)));

    Invocation invocation = Invocation.of("diff", "--fail-on", "warning", older, newer);

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).contains("Nothing is worse: 0 better, 1 without");
  }

  @Test
  void refusesACodeThatStopsNothing() throws IOException {
    Path saved = report("saved.json", site("a", "fork", "none"));

    Invocation invocation = Invocation.of("diff", "--fail-on", "MECHANISM_CHANGED", saved, saved);

    assertThat(invocation.status()).isEqualTo(2);
    assertThat(invocation.err()).contains("no pipeline is stopped by MECHANISM_CHANGED");
  }

  @Test
  void namesCallsThatCopyMemoryWhereNoneDid() throws IOException {
    Path older = report("old.json", site("a", "vfork", "none"));
    Path newer = report("new.json", site("a", "vfork", "none"), site("a", "fork", "none"));

    assertThat(Invocation.of("diff", older, newer).out())
        .contains("calls copy the process's memory, which none did before");
  }

  @Test
  void namesFailuresAndSlowness() throws IOException {
    String before = site("a", "fork", "none");
    Path older = report("old.json", before);
    Path newer =
        report(
            "new.json",
            before
                .replace("\"failures\":{}", "\"failures\":{\"EAGAIN\":4,\"ENOMEM\":1}")
                .replace("2000000", "5000000"));

    assertThat(Invocation.of("diff", older, newer).out())
        .contains("5.0 % of the calls fail; it was 0.0 %")
        .contains("a call takes 5.0 ms; it was 2.0 ms");
  }

  @Test
  void countsWhatIsBetterAndGone() throws IOException {
    Path older =
        report(
            "old.json",
            site("a", "fork", "warning", reason("warning", 1L << 31)),
            site("b", "fork", "none"));
    Path newer = report("new.json", site("a", "fork", "none"));

    assertThat(Invocation.of("diff", older, newer).out())
        .contains("Nothing is worse: 1 better, 0 without a change of note, 1 gone.");
  }

  @ParameterizedTest
  @CsvSource({"critical, 0", "warning, 3", "notice, 3", "OOM_POSSIBLE, 3", "no_exec, 0"})
  void failsOnWhatTheUserSays(String failOn, int status) throws IOException {
    Path older = report("old.json");
    Path newer = report("new.json", site("a", "fork", "warning", reason("warning", 1L << 31)));

    Invocation invocation = Invocation.of("diff", "--fail-on", failOn, older, newer);

    assertThat(invocation.status()).isEqualTo(status);
    assertThat(invocation.err())
        .isEqualTo(
            status == 0 ? "" : "spawnrisk: diff: --fail-on: 1 finding OOM_POSSIBLE at a -> cat\n");
  }

  @Test
  void printsJsonOnRequest() throws IOException {
    Path older = report("old.json");
    Path newer = report("new.json", site("a", "fork", "warning", reason("warning", 1L << 31)));

    JsonNode worse =
        new ObjectMapper()
            .readTree(Invocation.of("diff", "--json", older, newer).out())
            .path("worse")
            .path(0);

    assertThat(worse.path("change").asText()).isEqualTo("new_finding");
    assertThat(worse.path("finding").path("need").asLong()).isEqualTo(1L << 31);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                   | it does not begin with an object",
        "{\"other\":1,\"event\":\"spawn\"}  | field 'report' is missing",
        "{\"report\":2}                     | field 'report' is not 1",
        "{\"report\":1,\"call_sites\":[{}]} | field 'call_sites.call_site' is missing",
      })
  void saysInOneLineWhatIsNoReport(String content, String why) throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), content == null ? "" : content);

    Invocation invocation = Invocation.of("diff", report("old.json"), file);

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.err())
        .isEqualTo(
            "spawnrisk: diff: '"
                + file
                + "' is no report of 'spawnrisk report --json': "
                + why
                + "\n");
  }

  private Path log(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  @Test
  void takesLogsForReports() throws IOException {
    List<String> all = Lines.of("service.jsonl");
    Path saved =
        Files.writeString(
            folder.resolve("saved.json"),
            Invocation.of("report", "--json", Lines.file("service.jsonl")).out());
    Path safe = log("safe.jsonl", all.subList(2, 3));
    Path packed = folder.resolve("packed");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(Lines.file("service.jsonl"), out);
    }
    Path named = log("named-otherwise", all);
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.write(logs.resolve("a.jsonl"), all.subList(0, 2));
    Files.write(logs.resolve("b.jsonl"), all.subList(2, all.size()));
    String worse = Invocation.of("diff", safe, saved).out();

    assertThat(worse).contains("OOM_POSSIBLE (warning) is new");
    for (Object newer : List.of(packed, named, logs, logs + "/*.jsonl")) {
      assertThat(Invocation.of("diff", safe, newer)).isEqualTo(new Invocation(0, worse, ""));
    }
    assertThat(Invocation.of("diff", "--fail-on", "warning", safe, logs).status()).isEqualTo(3);
    assertThat(Invocation.of("diff", saved, logs).out()).contains("Nothing is worse: ");
  }

  @Test
  void saysWhatItCouldNotReadOfALog() throws IOException {
    Path torn = log("torn.jsonl", List.of(Lines.of("service.jsonl").get(1), "no event"));

    Invocation invocation = Invocation.of("diff", torn, torn);

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).contains("Nothing is worse: ");
    assertThat(invocation.err()).contains("line 2 of '" + torn + "' is not an event");
    assertThat(Invocation.of("diff", torn, folder.resolve("none*")))
        .isEqualTo(
            new Invocation(
                1, "", "spawnrisk: diff: no event files (*.jsonl) match '" + folder + "/none*'\n"));
  }

  @Test
  void takesStandardInputOnceOnly() {
    assertThat(Invocation.of("diff", "-", "-"))
        .isEqualTo(
            new Invocation(
                2,
                "",
                "spawnrisk: diff: only one of OLD and NEW can be -; see 'spawnrisk diff"
                    + " --help'\n"));
  }

  @Test
  void namesTheNearestOfAnUnknownLevelOrCode() {
    assertThat(Invocation.of("diff", "--fail-on", "waring", "a", "b").err())
        .contains("'waring' is no level and no code (did you mean 'warning'?)");
    assertThat(Invocation.of("diff", "--fail-on", "OOM_KILED", "a", "b").err())
        .contains("did you mean 'OOM_KILLED'?");
  }
}
