// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a process is not attached to: in one line, and it is not disturbed. */
class AttachRefusalIT {
  private static final String NOBODY = "65534";

  @TempDir Path folder;

  @Test
  void whereThereIsNoSuchProcess() throws Exception {
    assertThat(new CommandLine().run("attach", "999999999"))
        .isEqualTo(AttachIT.refused("attach: there is no process 999999999"));
  }

  @Test
  void aThreadsNumberInPlaceOfTheProcesss() throws Exception {
    try (Lingering host = Lingering.in(Jvm.running(Lingerer.class));
        Stream<Path> threads = Files.list(Path.of("/proc", host.pid(), "task"))) {
      String thread =
          threads
              .map(path -> path.getFileName().toString())
              .filter(number -> !number.equals(host.pid()))
              .findFirst()
              .orElseThrow();

      assertThat(new CommandLine().run("attach", thread))
          .isEqualTo(
              AttachIT.refused(
                  String.format(
                      "attach: %s is a thread of process %s; attach to that one",
                      thread, host.pid())));
    }
  }

  /** It does not listen, as a file of options says, until it ends. */
  @Test
  void aJvmThatEndsMeanwhile() throws Exception {
    Path options = Files.writeString(folder.resolve("options"), "-XX:+DisableAttachMechanism");
    try (Lingering host = Lingering.in(Jvm.running(Lingerer.class).option("@" + options))) {
      CompletableFuture<Jvm.Result> result =
          CompletableFuture.supplyAsync(() -> attach(host.pid()));
      Path asked = Path.of("/tmp/.attach_pid" + host.pid());
      Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> Files.exists(asked));

      signal("KILL", host);

      assertThat(result.get())
          .isEqualTo(AttachIT.refused("attach: process " + host.pid() + " ended meanwhile"));
    }
  }

  private static Jvm.Result attach(String pid) {
    try {
      return new CommandLine().run("attach", pid);
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** From JDK 24 on there is none. */
  @Test
  void aJvmWhoseSecurityManagerForbidsItWithoutAWordOnItsStandardError() throws Exception {
    Assumptions.assumeTrue(Jvm.FEATURE < 24, "this JDK has no security manager");
    Path policy =
        Files.writeString(
            folder.resolve("policy"),
            "grant codeBase \"file:"
                + Jvm.apps()
                + "\" { permission java.security.AllPermission; };");
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .option("-Djava.security.manager")
            .option("-Djava.security.policy==" + policy);
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(new CommandLine().run("attach", host.pid()))
          .isEqualTo(
              AttachIT.refused(
                  "attach: process "
                      + host.pid()
                      + " did not answer: it runs under a security manager, or its '/tmp' is"
                      + " full"));

      host.spawn();
      assertThat(host.end()).isZero();
      for (String line = host.errorLine(); line != null; line = host.errorLine()) {
        assertThat(line).as("the JDK's own").startsWith("WARNING: ").contains("Security Manager");
      }
    }
  }

  @Test
  void aProgramThatIsNoJvmAndWouldDieOfSigquit() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "300").start();
    try {
      assertThat(new CommandLine().run("attach", Long.toString(sleep.pid())))
          .isEqualTo(
              AttachIT.refused(
                  "attach: process " + sleep.pid() + " is not a JVM: it has no libjvm.so"));
      assertThat(sleep.isAlive()).isTrue();
    } finally {
      sleep.destroyForcibly();
    }
  }

  @Test
  void aJvmWhoseAttachMechanismIsOff() throws Exception {
    String why = " does not let anybody attach: it was started with -XX:+DisableAttachMechanism";
    expect(Jvm.running(Lingerer.class).option("-XX:+DisableAttachMechanism"), why);
  }

  @Test
  void aJvmThatWasToldSoByAVariable() throws Exception {
    String why = " does not let anybody attach: it was started with -XX:+DisableAttachMechanism";
    Jvm jvm = Jvm.running(Lingerer.class);
    expect(jvm.variable("JDK_JAVA_OPTIONS", "-XX:+DisableAttachMechanism"), why);
  }

  @Test
  void aJvmThatLoadsNoAgents() throws Exception {
    String why =
        " does not let agents be loaded: it was started with -XX:-EnableDynamicAgentLoading";
    expect(Jvm.running(Lingerer.class).option("-XX:-EnableDynamicAgentLoading"), why);
  }

  /** As where /tmp was cleaned: with -Xrs HotSpot listens from its start on, and only then. */
  @Test
  void aJvmThatDoesNotCatchSigquitAndCannotBeReached() throws Exception {
    try (Lingering host = Lingering.in(Jvm.running(Lingerer.class).option("-Xrs"))) {
      Files.delete(Path.of("/tmp/.java_pid" + host.pid()));

      assertThat(new CommandLine().run("attach", host.pid()))
          .isEqualTo(
              AttachIT.refused(
                  "attach: process "
                      + host.pid()
                      + " cannot be asked to listen: it does not catch SIGQUIT (started with -Xrs,"
                      + " or just starting)"));

      host.spawn();
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void aJvmThatIsStopped() throws Exception {
    try (Lingering host = Lingering.in(Jvm.running(Lingerer.class))) {
      signal("STOP", host);

      Jvm.Result result = new CommandLine().run("attach", host.pid());

      signal("CONT", host);
      assertThat(result)
          .isEqualTo(
              AttachIT.refused(
                  String.format(
                      "attach: process %s is stopped, and cannot answer; 'kill -CONT %s' lets it"
                          + " go on",
                      host.pid(), host.pid())));
      host.spawn();
    }
  }

  @Test
  void anotherUsersJvm() throws Exception {
    assumeRoot();
    try (Lingering host = Lingering.in(Jvm.running(Lingerer.class))) {
      Path jar = Files.copy(Jvm.jar(), Path.of("/tmp/spawnrisk-refused-" + host.pid() + ".jar"));
      try {
        Jvm.Result result =
            new CommandLine()
                .from(jar)
                .by("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups")
                .run("attach", host.pid());

        assertThat(result)
            .isEqualTo(
                AttachIT.refused(
                    "attach: not permitted: process "
                        + host.pid()
                        + " is of user 0 and group 0; attach as these, or as root"));
      } finally {
        Files.delete(jar);
      }
    }
  }

  @Test
  void aJvmThatCanHaveNoThreadMoreIsLeftAsItWas() throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(Limited.largeThreads(StartsOnRequest.class))) {
      assertThat(new CommandLine().run("attach", host.pid(), "jmx=false").status()).isZero();
      assertThat(new CommandLine().run("detach", host.pid()).status()).isZero();
      Limited.allowNoThread(host);
      Jvm.Result refused = new CommandLine().run("attach", host.pid(), "jmx=false", "log=" + log);
      Limited.allowAll(host);

      assertThat(refused.err()).contains("agent not started: java.lang.OutOfMemoryError");
      assertThat(host.say("start")).isEqualTo("0");
      assertThat(EventFile.readSoFar(log).spawns()).isEmpty();
      assertThat(new CommandLine().run("attach", host.pid(), "jmx=false", "log=" + log).status())
          .isZero();
      assertThat(host.say("start")).isEqualTo("0");
      assertThat(EventFile.readSoFar(log).spawns()).hasSize(1);
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void anOptionThatTheAgentDoesNotKnow() throws Exception {
    Jvm jvm = Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(new CommandLine().run("attach", host.pid(), "lgo=/x"))
          .isEqualTo(
              AttachIT.refused(
                  "attach: process "
                      + host.pid()
                      + " says: agent not started: unknown option 'lgo'; did you mean 'log'?"));
      host.spawn();
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
    }
  }

  static void assumeRoot() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root can be another user");
  }

  /** It goes on as if nothing had been, and nothing is left of the attempt. */
  private static void expect(Jvm jvm, String why) throws Exception {
    try (Lingering host = Lingering.in(jvm)) {
      Jvm.Result result = new CommandLine().run("attach", host.pid());

      assertThat(result).isEqualTo(AttachIT.refused("attach: process " + host.pid() + why));
      assertThat(Path.of("/tmp/.attach_pid" + host.pid())).doesNotExist();
      assertThat(AttachIT.ofOurs(Path.of("/tmp"))).isEmpty();
      host.spawn();
      assertThat(host.end()).isZero();
    }
  }

  private static void signal(String name, Lingering host) throws Exception {
    new ProcessBuilder("kill", "-" + name, host.pid()).start().waitFor();
  }
}
