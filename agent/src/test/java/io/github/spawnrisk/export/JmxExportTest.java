// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JmxExportTest {
  private final QueuedLines lines = new QueuedLines();
  private final LiveReport live = new LiveReport(lines);
  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
  private ObjectName name;

  @BeforeEach
  void register() throws Exception {
    name = new ObjectName(PlatformBean.NAME);
    server.registerMBean(new JmxExport(live), name);
    server.addNotificationListener(name, (told, nothing) -> heard.add(told), null, null);
  }

  private Notification next() throws InterruptedException {
    Notification next = heard.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  /** It is told before the call, and again with the spawn that returned. */
  @Test
  void aWarningIsNotifiedOnceWithItsNumbers() throws Exception {
    lines.offer(Lines.of("service.jsonl").subList(0, 2));
    live.snapshot();

    Notification warning = next();

    assertThat(warning.getType()).isEqualTo("io.github.spawnrisk.warning.OOM_POSSIBLE");
    assertThat(warning.getMessage())
        .isEqualTo(
            "OOM_POSSIBLE at com.acme.images.Thumbnails.render:88 starting convert by fork: need"
                + " 1.1 GiB, have 364.0 MiB (cgroup /spawnrisk/service memory.max)");
    CompositeData data = (CompositeData) warning.getUserData();
    assertThat(data.get("need")).isEqualTo(1181163520L);
    assertThat(data.get("have")).isEqualTo(381681664L);
    assertThat(data.get("spawn")).isEqualTo("4711.88231.1");
    lines.offer(Lines.of("refused.jsonl"));
    live.snapshot();
    assertThat(next().getType()).isNotEqualTo(warning.getType());
  }

  @Test
  void itsFindingsAreThoseOfTheReport() throws Exception {
    lines.offer(Lines.of("service.jsonl"));

    CompositeData[] findings = (CompositeData[]) server.getAttribute(name, "Findings");

    assertThat(Arrays.stream(findings).map(finding -> finding.get("code")))
        .contains("OOM_POSSIBLE")
        .doesNotContain("FORK_STALL");
    assertThat(findings[0].get("need")).isInstanceOf(Long.class);
  }

  @Test
  void aResetForgetsAllButWhatComesThen() throws Exception {
    lines.offer(Lines.of("service.jsonl"));
    live.snapshot();

    server.invoke(name, "reset", new Object[0], new String[0]);

    for (String attribute : List.of("Spawns", "Failures", "Warnings", "MissedEvents")) {
      assertThat(server.getAttribute(name, attribute)).as(attribute).isEqualTo(0L);
    }
    lines.offer(Lines.of("service.jsonl").subList(0, 2));
    assertThat(server.getAttribute(name, "Spawns")).isEqualTo(1L);
  }

  @Test
  void allIsOfOpenTypesAndCanBeReadOnly() throws Exception {
    var info = server.getMBeanInfo(name);

    assertThat(info.getAttributes())
        .allSatisfy(
            attribute ->
                assertThat(attribute.getDescriptor().getFieldValue("openType"))
                    .isInstanceOf(OpenType.class))
        .noneMatch(attribute -> attribute.isWritable());
    assertThat(Arrays.stream(info.getOperations()).map(operation -> operation.getName()))
        .containsExactly("reset");
  }
}
