// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code spawnrisk report} says where it may not read or cannot write. */
class ReportReadsIT {
  private static final String NOBODY = "65534";
  private static final List<String> SERVICES = List.of("open", "shut");

  @TempDir Path folder;

  @BeforeEach
  void twoServicesOfWhichOthersMayReadOne() throws Exception {
    Path made = folder.resolve("made.jsonl");
    Jvm.running(KnownSpawns.class).agent("weave=eager,log=" + made).run();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String service : SERVICES) {
      Path logs = Files.createDirectory(folder.resolve(service));
      Path log = Files.copy(made, logs.resolve("events.jsonl"));
      Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
      boolean isOpen = service.equals("open");
      Files.setPosixFilePermissions(
          logs, PosixFilePermissions.fromString(isOpen ? "rwxr-xr-x" : "rwx------"));
    }
    Path jar = Files.copy(Jvm.jar(), folder.resolve("spawnrisk.jar"));
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Root reads what others may not. */
  private Jvm.Result reportAsNobody(String pattern) throws Exception {
    return new CommandLine()
        .from(folder.resolve("spawnrisk.jar"))
        .by("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups")
        .run("report", folder + pattern);
  }

  @Test
  void aFolderWithinAPatternThatCannotBeLookedIntoIsToldAndTheOthersAreRead() throws Exception {
    for (String pattern : List.of("/*/*.jsonl", "/**/events.jsonl")) {
      Jvm.Result result = reportAsNobody(pattern);

      assertThat(result.err())
          .isEqualTo(
              "spawnrisk: report: cannot read '"
                  + folder.resolve("shut")
                  + "': permission denied\n");
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.out()).contains("4 spawns from 3 call sites");
    }
  }

  @Test
  void aFolderThatNoPartOfAPatternMeansIsNoFailure() throws Exception {
    Jvm.Result result = reportAsNobody("/o*/*.jsonl");

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("4 spawns from 3 call sites");
  }

  @Test
  void aReportThatTheDiskHadNoRoomForIsNoSuccess() throws Exception {
    for (String form : List.of("--json", "--strict")) {
      Jvm.Result result =
          new CommandLine()
              .by("sh", "-c", "exec \"$@\" > /dev/full", "sh")
              .run("report", form, folder + "/open");

      assertThat(result.err()).contains("cannot write to standard output");
      assertThat(result.status()).isEqualTo(1);
    }
  }
}
