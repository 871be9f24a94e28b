// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.AssessmentReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FactTableTest {
  @Test
  void swapIsSaidToBeOfMeminfo() throws IOException {
    assertThat(rendered("[]")).contains("swap free", "/proc/meminfo SwapFree");
  }

  @Test
  void swapIsSaidToBeOfSysinfoWhereMeminfoIsTheContainers() throws IOException {
    String facts = "what the machine has left: a container is shown its own memory there (lxcfs)";
    assertThat(rendered("[{\"source\":\"/proc/meminfo\",\"facts\":\"" + facts + "\"}]"))
        .contains("swap free", "sysinfo freeswap")
        .doesNotContain("SwapFree");
  }

  private static String rendered(String unread) throws IOException {
    String line =
        "{\"schema\":1,\"event\":\"assessment\",\"time\":\"2026-11-28T22:32:33Z\","
            + "\"process\":{\"pid\":7,\"tid\":7,\"start\":1,\"name\":\"redis-server\"},"
            + "\"call\":\"fork\",\"mechanism\":\"fork\",\"copies_memory\":true,\"exact\":true,"
            + "\"threads\":1,\"memory\":{\"commit_charge\":4096},\"system\":{\"overcommit_policy\":0,"
            + "\"swap_free\":4096},\"risk\":{\"level\":\"none\",\"reasons\":[]},\"unread\":"
            + unread
            + "}";
    return AssessmentText.render(new AssessmentReader().read(line.getBytes(UTF_8)));
  }
}
