// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.AssessmentReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WalksTest {
  private static Assessment assessment(
      long pid, long anonymous, int policy, boolean copies, String... missing) throws IOException {
    String codes =
        Stream.of(missing).map(code -> '"' + code + '"').collect(Collectors.joining(","));
    String line =
        String.format(
            "{\"schema\":1,\"event\":\"assessment\",\"time\":\"2026-11-28T22:32:33Z\","
                + "\"process\":{\"pid\":%d,\"tid\":%d,\"start\":1,\"name\":\"redis-server\"},"
                + "\"call\":\"fork\",\"mechanism\":\"fork\",\"copies_memory\":%b,\"exact\":false,"
                + "\"threads\":1,\"memory\":{\"private_anonymous\":%d},"
                + "\"system\":{\"overcommit_policy\":%d},"
                + "\"risk\":{\"level\":\"none\",\"reasons\":[],\"not_assessed\":[%s]},\"unread\":[]}",
            pid, pid, copies, anonymous, policy, codes);
    return new AssessmentReader().read(line.getBytes(UTF_8));
  }

  private static List<Long> walked(List<Assessment> quick) {
    return Walks.worthwhile(quick).stream().map(one -> one.attempt().process().pid()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "OOM_POSSIBLE, 0, false",
    "PROCESS_LIMIT, 2, false",
    "COMMIT_REFUSED, 0, true",
    "COMMIT_REFUSED, 2, true",
    "COMMIT_NEAR, 0, true",
    "COMMIT_NEAR, 2, false",
  })
  void isWorthwhileOnlyWhereAreasDecide(String missing, int policy, boolean worthwhile)
      throws IOException {
    assertThat(walked(List.of(assessment(7, 4096, policy, true, "FORK_STALL", missing))))
        .hasSize(worthwhile ? 1 : 0);
  }

  @Test
  void isNotWorthwhileWhereNothingIsMissingOrNothingIsCopied() throws IOException {
    assertThat(walked(List.of(assessment(7, 4096, 0, true)))).isEmpty();
    assertThat(walked(List.of(assessment(7, 4096, 0, false, "COMMIT_REFUSED")))).isEmpty();
  }

  @Test
  void goesOverTheLargestOfTooMany() throws IOException {
    List<Assessment> many = new ArrayList<>();
    for (long pid = 1; pid <= 100; pid++) {
      many.add(assessment(pid, pid * 4096, 0, true, "COMMIT_REFUSED"));
    }

    assertThat(walked(many))
        .isEqualTo(LongStream.rangeClosed(69, 100).map(pid -> 169 - pid).boxed().toList());
  }
}
