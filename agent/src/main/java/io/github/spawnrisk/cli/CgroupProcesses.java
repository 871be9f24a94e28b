// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The processes of a cgroup and of those below it. */
final class CgroupProcesses {
  private static final String PROCESSES = "cgroup.procs";
  private static final String TYPE = "cgroup.type";

  /** A machine of containers has some thousands. */
  private static final int MOST_FOLDERS = 20_000;

  private final String named;
  private final List<Integer> found = new ArrayList<>();
  private int folders;

  /** The name is a folder, or a path as in /proc/PID/cgroup. */
  CgroupProcesses(String named) {
    this.named = named;
  }

  /** In ascending order; those of a pid namespace that cannot be seen from here have no number. */
  List<Integer> pids() throws AssessmentException {
    Path folder = folder();
    if (isThreaded(folder)) {
      throw new AssessmentException(
          "cgroup '"
              + folder
              + "' has threads, not processes (cgroup.type threaded): name '"
              + domain(folder)
              + "', which has the processes of these too");
    }
    try {
      Files.walkFileTree(folder, new Visitor());
    } catch (IOException failure) {
      throw new AssessmentException(
          "cannot read cgroup '" + folder + "': " + Failures.why(failure));
    }
    return List.copyOf(new TreeSet<>(found));
  }

  private Path folder() throws AssessmentException {
    try {
      String octets = octets();
      Path given = Octets.path(octets).toAbsolutePath();
      if (Files.isRegularFile(given.resolve(PROCESSES))) {
        return given;
      }
      for (CgroupMount mount : CgroupMount.all()) {
        Path folder = mount.folder(octets);
        if (folder != null && Files.isRegularFile(folder.resolve(PROCESSES))) {
          return folder;
        }
      }
    } catch (IllegalArgumentException hasNul) {
      throw new AssessmentException("'" + named + "' is no path of a cgroup");
    } catch (IOException failure) {
      throw new AssessmentException("cannot read '/proc/self/mountinfo': " + Failures.why(failure));
    }
    throw new AssessmentException(
        "there is no cgroup '"
            + named
            + "' here; give its path as in /proc/PID/cgroup, or its folder");
  }

  private String octets() throws AssessmentException {
    try {
      return Octets.of("--cgroup", named);
    } catch (IOException failure) {
      throw new AssessmentException(
          "cannot tell the bytes of cgroup '"
              + named
              + "': "
              + Failures.why(failure)
              + "; give it on the command line itself, where /proc/self/cmdline has them");
    }
  }

  /** Its cgroup.procs gives EOPNOTSUPP (cgroup_procs_start, kernel/cgroup/cgroup.c). */
  private static boolean isThreaded(Path folder) {
    try {
      return Files.readString(folder.resolve(TYPE)).trim().equals("threaded");
    } catch (IOException notOfVersion2) {
      return false;
    }
  }

  /** The nearest one above that has processes. */
  private static Path domain(Path threaded) {
    Path folder = threaded;
    for (Path above = folder.getParent(); isThreaded(folder) && above != null; ) {
      folder = above;
      above = folder.getParent();
    }
    return folder;
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (++folders > MOST_FOLDERS) {
        throw new IOException("more than " + MOST_FOLDERS + " cgroups; name one further below");
      }
      // Its processes stand in the cgroup.procs of the one above that is their domain.
      if (isThreaded(folder)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      try {
        for (String line : Files.readAllLines(folder.resolve(PROCESSES))) {
          Candidates.add(found, line.trim());
        }
      } catch (NoSuchFileException removed) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    /** A cgroup that is removed meanwhile has no processes any more. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
