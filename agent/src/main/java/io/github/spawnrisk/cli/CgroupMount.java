// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a hierarchy of cgroups is mounted.
 *
 * @param root the cgroup that is seen at the mount point, by its bytes (Octets)
 * @param rank memory's of version 1 comes first, then version 2, then the others
 */
record CgroupMount(String root, Path point, int rank) {
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

  /** From /proc/self/mountinfo (proc_pid_mountinfo(5)), the best to ask first. */
  static List<CgroupMount> all() throws IOException {
    List<CgroupMount> mounts = new ArrayList<>();
    // By its bytes, as in Octets.
    for (String line :
        Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
      CgroupMount mount = parse(line);
      if (mount != null) {
        mounts.add(mount);
      }
    }
    mounts.sort(Comparator.comparing(CgroupMount::rank));
    return mounts;
  }

  static @Nullable CgroupMount parse(String line) {
    int separator = line.indexOf(" - ");
    if (separator < 0) {
      return null;
    }
    List<String> fields = List.of(line.substring(0, separator).split(" "));
    List<String> system = List.of(line.substring(separator + 3).split(" "));
    if (fields.size() < 5 || system.size() < 3 || !system.get(0).matches("cgroup2?")) {
      return null;
    }
    boolean memory = List.of(system.get(2).split(",")).contains("memory");
    int rank = system.get(0).equals("cgroup2") ? 1 : memory ? 0 : 2;
    return new CgroupMount(plain(fields.get(3)), Octets.path(plain(fields.get(4))), rank);
  }

  private static String plain(String field) {
    return ESCAPE
        .matcher(field)
        .replaceAll(
            match -> Matcher.quoteReplacement("" + (char) Integer.parseInt(match.group(1), 8)));
  }

  /**
   * The folder of a cgroup, named by its bytes; null where it is not below the root, or leads out
   * of the mount.
   */
  @Nullable Path folder(String path) {
    String prefix = root.equals("/") ? "" : root;
    if (!path.startsWith("/") || !(path + "/").startsWith(prefix + "/")) {
      return null;
    }
    String below = path.substring(prefix.length()).replaceFirst("^/+", "");
    Path folder = point.resolve(Octets.path(below)).normalize();
    return folder.startsWith(point) ? folder : null;
  }
}
