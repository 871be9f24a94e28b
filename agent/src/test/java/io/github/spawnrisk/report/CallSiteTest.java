// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.event.Spawn;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CallSiteTest {
  private static String label(String... frames) {
    String stack = Stream.of(frames).map(f -> "\"" + f + "\"").collect(Collectors.joining(","));
    String line =
        Lines.of("service.jsonl")
            .get(1)
            .replaceFirst("\"stack\":\\[[^]]*]", "\"stack\":[" + stack.replace("$", "\\$") + "]");
    return CallSite.of(((Spawn) Lines.event(line)).attempt()).label();
  }

  @Test
  void isTheFirstFrameOutsideTheJdk() {
    assertThat(label("java.lang.ProcessBuilder.start:1110", "sun.x.Y.z:1", "com.acme.A.b:7"))
        .isEqualTo("com.acme.A.b:7");
  }

  @Test
  void isNotOneOfTheAgentsFrames() {
    assertThat(label("io.github.spawnrisk.boot.SpawnGate.enter:5", "com.acme.A.b:7"))
        .isEqualTo("com.acme.A.b:7");
  }

  @Test
  void isNotAGeneratedLambdaClass() {
    assertThat(label("com.acme.A$$Lambda/0x0.run:0", "com.acme.A.lambda$b$0:7"))
        .isEqualTo("com.acme.A.lambda$b$0:7");
  }

  @Test
  void isNotAGeneratedProxyWhoseNumberIsAnotherInEachProcess() {
    assertThat(label("com.acme.$Proxy23.exec_pty", "com.acme.Pty.open:31"))
        .isEqualTo("com.acme.Pty.open:31");
  }

  @Test
  void isTheInnermostFrameWhereTheApplicationHasNone() {
    assertThat(label("java.lang.ProcessBuilder.start:1110", "java.lang.Thread.run:840"))
        .isEqualTo("java.lang.ProcessBuilder.start:1110");
  }

  @Test
  void isProcessAndCallWhereThereIsNoJvm() {
    Spawn spawn = (Spawn) Lines.event(Lines.of("redis.jsonl").get(0));

    assertThat(CallSite.of(spawn.attempt()).label()).isEqualTo("redis-server: fork");
  }

  private static String labelByNative(String stack) {
    String line =
        Lines.of("redis.jsonl")
            .get(0)
            .replace("\"risk\":", "\"native_stack\":" + stack + ",\"risk\":");
    return CallSite.of(((Spawn) Lines.event(line)).attempt()).label();
  }

  @Test
  void isTheNativeFunctionThatCalledWhereThereIsNoJavaStack() {
    assertThat(labelByNative("[\"redis-server!redisFork+0x52\",\"redis-server!main+0x1\"]"))
        .isEqualTo("redis-server: redis-server!redisFork");
  }

  @Test
  void isThePlaceInTheObjectWhereThatTellsNoFunctions() {
    assertThat(labelByNative("[\"dash+0xb1c2\"]")).isEqualTo("redis-server: dash+0xb1c2");
  }

  @Test
  void isTheSameForCallsFromTwoPlacesOfOneFunction() {
    assertThat(labelByNative("[\"perl!Perl_pp_fork+0x7e\"]"))
        .isEqualTo(labelByNative("[\"perl!Perl_pp_fork+0x1f7e\"]"));
  }

  @Test
  void staysTheJavaFrameWhereNativeFramesStandBesideIt() {
    String line =
        Lines.of("service.jsonl")
            .get(1)
            .replaceFirst("\"jvm\":", "\"native_stack\":[\"libjava.so+0x1f\"],\"jvm\":");

    assertThat(CallSite.of(((Spawn) Lines.event(line)).attempt()).label())
        .isEqualTo("com.acme.images.Thumbnails.render:88");
  }

  @Test
  void isTheJvmItselfWhereThatAskedForTheChild() {
    String line =
        Lines.of("service.jsonl").get(1).replaceFirst("\"jvm\":.*", "\"jvm\":{\"vm_own\":true}}");

    Spawn spawn = (Spawn) Lines.event(line);

    assertThat(CallSite.of(spawn.attempt()).label()).isEqualTo("java: the JVM itself: fork");
  }
}
