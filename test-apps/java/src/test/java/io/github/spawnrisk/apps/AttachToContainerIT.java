// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Spawn;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM in mount and pid namespaces of its own, as another user, with a /tmp that is not ours, and
 * where our jar is not: as containers have it.
 */
class AttachToContainerIT {
  private static final String CONTAINER =
      // What lies below /tmp itself is hidden by the first mount.
      "exec 3<\"$1\" && mount -t tmpfs -o mode=1777 tmpfs /tmp"
          + " && cat <&3 >/tmp/apps.jar && exec 3<&- && chmod 644 /tmp/apps.jar"
          + " && { [ ! -d \"$2\" ] || mount -t tmpfs tmpfs \"$2\"; }"
          + " && cd /tmp && shift 2"
          + " && exec setpriv --reuid=65533 --regid=65533 --clear-groups \"$@\"";

  @TempDir Path folder;

  @BeforeEach
  void namespacesNeedRoot() {
    AttachRefusalIT.assumeRoot();
  }

  @Test
  void itIsAttachedToByThePidThatItHasOutside() throws Exception {
    Path hidden = Jvm.jar().getParent();
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .option("-XX:+EnableDynamicAgentLoading")
            .from(Path.of("/tmp/apps.jar"))
            .by("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
            .by("sh", "-c", CONTAINER, "sh", Jvm.apps(), hidden.toString());
    try (Lingering host = Lingering.in(jvm)) {
      String pid = host.onlyChild();
      Path tmp = Path.of("/proc", pid, "root/tmp");

      assertThat(new CommandLine().run("attach", pid, "log=/tmp/events.jsonl"))
          .isEqualTo(new Jvm.Result(0, "", ""));
      long observed = host.spawn();
      assertThat(new CommandLine().run("detach", pid)).isEqualTo(new Jvm.Result(0, "", ""));

      Spawn spawn = copyOf(tmp.resolve("events.jsonl")).ofChild(observed);
      assertThat(spawn.process().pid()).isEqualTo(1);
      assertThat(spawn.attempt().jvm().stack()).anyMatch(frame -> frame.contains("Lingerer.main:"));
      assertThat(AttachIT.ofOurs(tmp)).isEmpty();
      assertThat(tmp.resolve(".attach_pid1")).doesNotExist();
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
    }
  }

  private EventFile copyOf(Path log) throws Exception {
    return EventFile.read(Files.copy(log, folder.resolve("events.jsonl")));
  }
}
