// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.pty4j.PtyProcessBuilder;
import com.zaxxer.nuprocess.NuAbstractProcessHandler;
import com.zaxxer.nuprocess.NuProcess;
import com.zaxxer.nuprocess.NuProcessBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ProcessDestroyer;
import org.jruby.embed.LocalContextScope;
import org.jruby.embed.ScriptingContainer;
import org.zeroturnaround.exec.ProcessExecutor;

/** When it has read a line, spawns once by the library that its argument names; tells the pids. */
public final class LibrarySpawner {
  private static final String PROGRAM = "/bin/true";

  private LibrarySpawner() {}

  public static void main(String[] args) throws Throwable {
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    System.out.println(
        switch (args[0]) {
          case "processBuilder" -> processBuilder();
          case "runtime" -> runtime();
          case "ztExec" -> ztExec();
          case "commonsExec" -> commonsExec();
          case "nuProcess" -> nuProcess();
          case "pty4j" -> pty4j();
          case "pipeline" -> pipeline();
          case "jna" -> jna(args[1]);
          case "jnr" -> ForeignSpawns.byJnr();
          case "ffm" -> FfmSpawner.system();
          case "jruby" -> jruby();
          case "postgres" -> postgres();
          case "jniFork" -> JniChildren.fork();
          case "jniThread" -> JniChildren.forkUnattached();
          case "virtualThread" -> VirtualSpawner.child();
          case "fullHeap" -> RunsOutOfHeap.child();
          default -> throw new IllegalArgumentException(args[0]);
        });
  }

  private static long ended(Process child) throws InterruptedException {
    child.waitFor();
    return child.pid();
  }

  private static long processBuilder() throws IOException, InterruptedException {
    return ended(new ProcessBuilder(PROGRAM).start());
  }

  private static long runtime() throws IOException, InterruptedException {
    return ended(Runtime.getRuntime().exec(new String[] {PROGRAM}));
  }

  private static long ztExec() throws IOException, InterruptedException {
    return ended(new ProcessExecutor(List.of(PROGRAM)).start().getProcess());
  }

  private static long commonsExec() throws IOException {
    Noting noting = new Noting();
    DefaultExecutor executor = DefaultExecutor.builder().get();
    executor.setProcessDestroyer(noting);
    executor.execute(new CommandLine(PROGRAM));
    return noting.pid;
  }

  /** Is told of each child, and destroys none. */
  private static final class Noting implements ProcessDestroyer {
    private long pid;

    @Override
    public boolean add(Process child) {
      pid = child.pid();
      return true;
    }

    @Override
    public boolean remove(Process child) {
      return true;
    }

    @Override
    public int size() {
      return 0;
    }
  }

  private static long nuProcess() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    NuProcess child =
        new NuProcessBuilder(
                new NuAbstractProcessHandler() {
                  @Override
                  public void onExit(int status) {
                    ended.countDown();
                  }
                },
                "/bin/sleep",
                "0.1")
            .start();
    long pid = child.getPID();
    ended.await(1, TimeUnit.MINUTES);
    return pid;
  }

  private static String pipeline() throws IOException, InterruptedException {
    List<Process> children =
        ProcessBuilder.startPipeline(
            List.of(new ProcessBuilder(PROGRAM), new ProcessBuilder("/bin/cat")));
    return ended(children.get(0)) + " " + ended(children.get(1));
  }

  private static String jna(String name) {
    ForeignSpawns library = new ForeignSpawns(name);
    return library.system() + " " + library.popen() + " " + library.posixSpawn();
  }

  private static Object jruby() {
    return new ScriptingContainer(LocalContextScope.SINGLETHREAD)
        .runScriptlet("child = Process.spawn('" + PROGRAM + "'); Process.wait(child); child");
  }

  /** 0, as it tells nobody its children's pids. */
  private static long postgres() throws IOException {
    EmbeddedPostgres.start().close();
    return 0;
  }

  private static long pty4j() throws IOException, InterruptedException {
    return ended(new PtyProcessBuilder(new String[] {PROGRAM}).start());
  }
}
