// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.report.Report;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class TextRendererTest {
  private static final String SPAWN = Lines.of("service.jsonl").get(1);

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder();
    text.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
    return json.toString();
  }

  @Test
  void answersFromTheTop() {
    String text = TextRenderer.render(Lines.report("service.jsonl"));

    assertThat(text)
        .containsSubsequence(
            "AT RISK (warning): 1 of 2 call sites",
            "1. WARNING  com.acme.images.Thumbnails.render:88",
            "OOM_POSSIBLE",
            "need  1.1 GiB",
            "have  364.0 MiB: what is left: limit 1.5 GiB",
            "What to do:",
            "Drop -Djdk.lang.Process.launchMechanism=FORK",
            "ALL CALL SITES");
  }

  @Test
  void saysAtWhatMomentTheJvmItselfStartsAChild() {
    String own = SPAWN.replaceFirst("\"jvm\":.*", "\"jvm\":{\"vm_own\":true}}");

    assertThat(TextRenderer.render(Lines.reportOf(List.of(own))).replaceAll("\\s+", " "))
        .contains("The JVM itself asks for it, as for -XX:OnOutOfMemoryError and -XX:OnError: at");
  }

  private static String ofTheJvmWithoutRisk() {
    return Lines.of("service.jsonl")
        .get(2)
        .replaceFirst("\"jvm\":.*", "\"jvm\":{\"vm_own\":true}}");
  }

  @Test
  void givesNoAllClearWhereTheJvmItselfStartedAChildWithoutRisk() {
    String text = TextRenderer.render(Lines.reportOf(List.of(ofTheJvmWithoutRisk())));

    assertThat(text.replaceAll("\\s+", " "))
        .contains("NO ALL-CLEAR: no spawn that was seen was at risk, but the JVM itself failed.")
        .contains("it had no more heap, or had crashed. See 1. below.")
        .contains("1. OF NOTE java: the JVM itself: ")
        .contains("The JVM itself asks for it, as for -XX:OnOutOfMemoryError and -XX:OnError: at")
        .doesNotContain("NOT AT RISK");
  }

  @Test
  void saysBesideARiskThatTheJvmItselfStartedAChild() {
    String text = TextRenderer.render(Lines.reportOf(List.of(SPAWN, ofTheJvmWithoutRisk())));

    assertThat(text.replaceAll("\\s+", " "))
        .contains("AT RISK (warning): 1 of 2 call sites")
        .contains("it had no more heap, or had crashed. See 2. below.")
        .contains("2. OF NOTE java: the JVM itself: ");
  }

  private static String inNative(String line, String frames) {
    return line.replaceFirst(
        "\"risk\":", "\"thread\":\"reaper-7\",\"native_stack\":[" + frames + "],\"risk\":");
  }

  @Test
  void namesThreadAndNativeFramesOfASpawnWithoutAJavaStack() {
    String line = SPAWN.replaceFirst(",\"jvm\":.*", "}");

    assertThat(
            TextRenderer.render(
                Lines.reportOf(
                    List.of(inNative(line, "\"libx.so!x_start+0x1f\",\"libx.so!x_loop+0x2\"")))))
        .containsSubsequence(
            "1. WARNING  java: libx.so!x_start\n",
            "(pid 4711, thread reaper-7):",
            "\n     at libx.so!x_start+0x1f\n     at libx.so!x_loop+0x2\n");
  }

  @Test
  void hasTheNativeFramesThatCalledAboveThoseOfJavaButNotTheJdksOwn() {
    String jdk = "\"libjava.so!Java_java_lang_ProcessImpl_forkAndExec+0x7\"";

    String jni = TextRenderer.render(Lines.reportOf(List.of(inNative(SPAWN, "\"libx.so+0x1f\""))));
    String java = TextRenderer.render(Lines.reportOf(List.of(inNative(SPAWN, jdk))));

    assertThat(jni)
        .contains("\n     at libx.so+0x1f\n     at com.acme.images.Thumbnails.render:88\n");
    assertThat(java).doesNotContain("libjava.so");
  }

  @Test
  void listsCallSitesWithoutRiskToo() {
    assertThat(TextRenderer.render(Lines.report("service.jsonl")))
        .containsPattern("\nnone +3 +0 posix_spawn( +0.71 ms){3}  @@@\n")
        .contains("\n         com.acme.images.Probe.alive:17 -> true\n");
  }

  @Test
  void saysThatNothingIsAtRisk() {
    assertThat(TextRenderer.render(Lines.report("redis.jsonl")))
        .contains("NOT AT RISK: no spawn that was seen could hurt the service.");
  }

  private static String unassessed(String line) {
    return line.replaceFirst(
        "\"risk\":\\{.*?\\}",
        "\"risk\":{\"level\":\"none\",\"reasons\":[],\"not_assessed\":[\"OOM_POSSIBLE\"]}");
  }

  @Test
  void givesNoAllClearForACopyWhoseFactsWereMissing() {
    String redis = Lines.of("redis.jsonl").get(0);
    String safe = Lines.of("service.jsonl").get(2);

    String text = TextRenderer.render(Lines.reportOf(List.of(unassessed(redis), safe)));

    assertThat(text)
        .contains("NOT KNOWN: facts were missing for 1 of 2 call sites, see NOT ASSESSED below.")
        .doesNotContain("NOT AT RISK")
        .contains("\nNOT ASSESSED");
  }

  @Test
  void givesNoAllClearForACopyThatIsOnlyCloseToALimitAsFarAsIsKnown() {
    String close =
        unassessed(Lines.of("redis.jsonl").get(0))
            .replace(
                "{\"level\":\"none\",\"reasons\":[]",
                "{\"level\":\"notice\",\"reasons\":[{\"code\":\"COMMIT_NEAR\",\"level\":\"notice\","
                    + "\"need\":3221225472,\"have\":3221225479}]");

    assertThat(TextRenderer.render(Lines.reportOf(List.of(close))))
        .contains("NOT KNOWN: facts were missing for 1 of 1 call site")
        .doesNotContain("NOT AT RISK");
  }

  @Test
  void saysThatACallSiteIsAtRiskThoughFactsWereMissingElsewhere() {
    String redis = Lines.of("redis.jsonl").get(0);

    assertThat(TextRenderer.render(Lines.reportOf(List.of(unassessed(redis), SPAWN))))
        .contains("AT RISK (warning): 1 of 2 call sites");
  }

  @Test
  void countsACallSiteOnceHoweverManyCommandsItStarts() {
    String other = SPAWN.replace("\"convert\"", "\"identify\"");
    String safe = Lines.of("service.jsonl").get(2);

    assertThat(TextRenderer.render(Lines.reportOf(List.of(SPAWN, other, safe))))
        .contains("3 spawns from 2 call sites")
        .contains("AT RISK (warning): 1 of 2 call sites can hurt");
  }

  @Test
  void saysWhyACopyIsNoRisk() {
    assertThat(TextRenderer.render(Lines.report("redis.jsonl")))
        .contains("can copy 264.0 MiB, has room for 21.2 GiB");
  }

  @Test
  void leavesNoBlankLineUnderALongCallSiteThatRunsNothing() {
    String line =
        Lines.of("redis.jsonl")
            .get(0)
            .replaceFirst(
                "\\}$", ",\"native_stack\":[\"redis-server!aFunctionWithALongName+0x1f\"]}");

    String text = TextRenderer.render(Lines.reportOf(List.of(line)));

    assertThat(text).contains("aFunctionWithALongName").doesNotContain(" \n");
  }

  @Test
  void givesNoVerdictWithoutSpawns() {
    assertThat(TextRenderer.render(Report.EMPTY)).contains("NO VERDICT: no spawn was seen.");
  }

  @Test
  void saysWhatIsNotInTheReport() {
    String text = TextRenderer.render(Lines.report("loss.jsonl", "foreign.jsonl", "refused.jsonl"));

    assertThat(text.replaceAll("\\s+", " "))
        .contains("This is not the whole picture: 3 events lost, 3 lines not read, 1 reason")
        .contains("java: 3 events, ENOSPC")
        .contains("schema 3; this version reads schema 1, and 2 more like it")
        .contains("OOM_POSSIBLE: at 1 call site");
  }

  @Test
  void saysThatAForkNeverReturned() {
    assertThat(TextRenderer.render(Lines.report("killed_inside_fork.jsonl")))
        .contains("A fork that was warned of never returned");
  }

  @Test
  void rendersTheProcessesOfALargeBuildInNoTime() {
    String line = Lines.of("redis.jsonl").get(0);
    Report report =
        Lines.reportOf(
            IntStream.range(1, 60_000)
                .mapToObj(pid -> line.replaceFirst("\"pid\":\\d+", "\"pid\":" + pid))
                .toList());

    // Of the processor's time, as others may use it meanwhile.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    String text = TextRenderer.render(report);
    Duration used = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);

    assertThat(text).contains("(59,999 processes, first pid 1)");
    assertThat(used).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void namesASharedRemedyOnce() {
    assertThat(TextRenderer.render(Lines.report("service.jsonl")))
        .containsOnlyOnce("launchMechanism=FORK");
  }

  @Property(tries = 300)
  void fitsEightyColumnsWhateverTheNames(
      @ForAll @StringLength(max = 200) String site,
      @ForAll @StringLength(max = 200) String command) {
    String line =
        SPAWN
            .replace("com.acme.images.Thumbnails.render:88", quoted(site))
            .replace("\"convert\"", "\"" + quoted(command) + "\"")
            .replace("/spawnrisk/service", "/" + quoted(command));

    String text = TextRenderer.render(Lines.reportOf(List.of(line)));

    assertThat(text.lines()).allMatch(shown -> shown.matches("[ -~]{0,80}"));
  }
}
