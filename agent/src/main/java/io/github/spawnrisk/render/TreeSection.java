// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.explain.Quantities;
import io.github.spawnrisk.report.CallSite;
import io.github.spawnrisk.report.Origin;
import io.github.spawnrisk.report.ProcessTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who started whom: processes of one name, from one call site of the same parents, in one line. */
final class TreeSection {
  private static final int MOST_LINES = 60;
  private static final int MOST_DEPTH = 10;

  private final Page page;

  TreeSection(Page page) {
    this.page = page;
  }

  /** What processes of one line have in common. */
  private record Key(int parent, @Nullable String name, @Nullable CallSite site) {}

  private static final class Group {
    private final ProcessTree.Node first;
    private final int depth;
    private final List<Integer> below = new ArrayList<>();
    private long count;
    private long spawns;
    private long allProcesses;
    private long allSpawns;

    private Group(ProcessTree.Node first, int depth) {
      this.first = first;
      this.depth = depth;
    }

    private void add(ProcessTree.Node node) {
      count++;
      spawns += node.process().spawns();
      allProcesses += node.processes();
      allSpawns += node.spawns();
    }
  }

  void add(ProcessTree tree) {
    if (tree.nodes().isEmpty()) {
      return;
    }
    page.heading("PROCESSES SEEN");
    List<Group> groups = inOrder(groups(tree));
    for (Group group : groups.subList(0, Math.min(MOST_LINES, groups.size()))) {
      String indent = "  ".repeat(1 + Math.min(MOST_DEPTH, group.depth));
      page.paragraph(indent, indent + "    ", line(group));
    }
    if (groups.size() > MOST_LINES) {
      page.line("  ... and more; --json has them all.");
    }
  }

  /** A parent's group is known by then: the tree has parents first. */
  private static List<Group> groups(ProcessTree tree) {
    List<Group> groups = new ArrayList<>();
    Map<Key, Integer> indexes = new LinkedHashMap<>();
    List<Integer> groupOf = new ArrayList<>();
    for (ProcessTree.Node node : tree.nodes()) {
      int parent = node.parent() < 0 ? -1 : groupOf.get(node.parent());
      Origin origin = node.origin();
      Key key = new Key(parent, node.process().name(), origin == null ? null : origin.callSite());
      Integer index = indexes.get(key);
      if (index == null) {
        index = groups.size();
        indexes.put(key, index);
        groups.add(new Group(node, parent < 0 ? 0 : groups.get(parent).depth + 1));
        if (parent >= 0) {
          groups.get(parent).below.add(index);
        }
      }
      groupOf.add(index);
      groups.get(index).add(node);
    }
    return groups;
  }

  /** A group that grew late still stands below its parents. */
  private static List<Group> inOrder(List<Group> groups) {
    List<Group> order = new ArrayList<>();
    List<Integer> ahead = new ArrayList<>();
    for (int i = groups.size() - 1; i >= 0; i--) {
      if (groups.get(i).depth == 0) {
        ahead.add(i);
      }
    }
    while (!ahead.isEmpty()) {
      Group group = groups.get(ahead.remove(ahead.size() - 1));
      order.add(group);
      for (int i = group.below.size() - 1; i >= 0; i--) {
        ahead.add(group.below.get(i));
      }
    }
    return order;
  }

  private static String line(Group group) {
    String name = group.first.process().name();
    long pid = group.first.process().pid();
    String who =
        group.count == 1
            ? "pid " + pid
            : Quantities.count(group.count) + " processes, first pid " + pid;
    return (name == null ? "(no name)" : name)
        + " ("
        + who
        + "): "
        + TextRenderer.counted(group.spawns, "spawn")
        + startedAt(group)
        + withDescendants(group);
  }

  private static String startedAt(Group group) {
    Origin origin = group.first.origin();
    if (origin == null || origin.callSite() == null) {
      return "";
    }
    String parent = group.first.parent() < 0 ? " in pid " + origin.parent().pid() : "";
    return ", started at " + origin.callSite().label() + parent;
  }

  private static String withDescendants(Group group) {
    return group.allProcesses == group.count
        ? ""
        : "; with descendants "
            + Quantities.count(group.allProcesses)
            + " processes, "
            + TextRenderer.counted(group.allSpawns, "spawn");
  }
}
