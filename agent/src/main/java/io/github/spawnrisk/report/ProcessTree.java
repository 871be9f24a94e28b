// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who descended from whom. Without recursion: a chain of processes may be longer than a stack.
 *
 * @param nodes each before its descendants
 */
public record ProcessTree(List<Node> nodes) {
  /**
   * A process, and the sums of it and all its descendants.
   *
   * @param origin the spawn that made it; null where that was not seen
   * @param parent index of its parent, -1 for the root of a tree
   */
  public record Node(
      ProcessSeen process, @Nullable Origin origin, int parent, long processes, long spawns) {
    Node plus(Node child) {
      return new Node(process, origin, parent, processes + child.processes, spawns + child.spawns);
    }
  }

  private record Step(ProcessSeen process, int parent) {}

  public ProcessTree {
    nodes = List.copyOf(nodes);
  }

  /**
   * @param processes in the order in which siblings shall come
   */
  static ProcessTree of(List<ProcessSeen> processes, Ancestry ancestry) {
    Map<Identity, ProcessSeen> known = new HashMap<>();
    for (ProcessSeen process : processes) {
      Identity identity = process.identity();
      if (identity != null) {
        known.put(identity, process);
      }
    }
    Map<ProcessSeen, List<ProcessSeen>> children = new HashMap<>();
    List<ProcessSeen> roots = new ArrayList<>();
    for (ProcessSeen process : processes) {
      ProcessSeen parent = parent(process, known, ancestry);
      if (parent == null) {
        roots.add(process);
      } else {
        children.computeIfAbsent(parent, first -> new ArrayList<>()).add(process);
      }
    }
    // What is left lies in a circle, as only a forged log can have it: it begins anywhere.
    roots.addAll(processes);
    return new ProcessTree(summed(inOrder(roots, children, ancestry)));
  }

  private static @Nullable ProcessSeen parent(
      ProcessSeen process, Map<Identity, ProcessSeen> known, Ancestry ancestry) {
    Origin origin = ancestry.originOf(process);
    return origin == null ? null : known.get(origin.parent());
  }

  private static List<Node> inOrder(
      List<ProcessSeen> roots, Map<ProcessSeen, List<ProcessSeen>> children, Ancestry ancestry) {
    List<Node> nodes = new ArrayList<>();
    Set<ProcessSeen> met = new HashSet<>();
    for (ProcessSeen root : roots) {
      Deque<Step> ahead = new ArrayDeque<>(List.of(new Step(root, -1)));
      while (!ahead.isEmpty()) {
        Step step = ahead.pop();
        ProcessSeen process = step.process();
        if (met.add(process)) {
          Origin origin = ancestry.originOf(process);
          nodes.add(new Node(process, origin, step.parent(), 1, process.spawns()));
          List<ProcessSeen> next = children.getOrDefault(process, List.of());
          for (int i = next.size() - 1; i >= 0; i--) {
            ahead.push(new Step(next.get(i), nodes.size() - 1));
          }
        }
      }
    }
    return nodes;
  }

  private static List<Node> summed(List<Node> nodes) {
    List<Node> sums = new ArrayList<>(nodes);
    for (int i = sums.size() - 1; i >= 0; i--) {
      Node node = sums.get(i);
      if (node.parent() >= 0) {
        sums.set(node.parent(), sums.get(node.parent()).plus(node));
      }
    }
    return sums;
  }
}
