// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** Maps whose values are added up where their keys are equal. */
final class Merged {
  private Merged() {}

  static <V> SortedMap<String, V> none() {
    return new TreeMap<>();
  }

  static <V> SortedMap<String, V> of(String key, V value) {
    SortedMap<String, V> map = none();
    map.put(key, value);
    return map;
  }

  static <V> SortedMap<String, V> of(
      Map<String, V> one, Map<String, V> other, BinaryOperator<V> sum) {
    SortedMap<String, V> map = new TreeMap<>(one);
    other.forEach((key, value) -> map.merge(key, value, sum));
    return map;
  }

  /** Each text once, sorted. */
  static List<String> union(List<String> one, List<String> other) {
    return List.copyOf(new TreeSet<>(Stream.concat(one.stream(), other.stream()).toList()));
  }

  static <T> Set<T> sets(Set<T> one, Set<T> other) {
    Set<T> both = new HashSet<>(one);
    both.addAll(other);
    return Set.copyOf(both);
  }

  static <K, V> Map<K, V> ofAny(Map<K, V> one, Map<K, V> other, BinaryOperator<V> sum) {
    Map<K, V> map = new HashMap<>(one);
    other.forEach((key, value) -> map.merge(key, value, sum));
    return map;
  }

  /**
   * The counts with so many more of one, in place but for the first: a live report has thousands of
   * such maps, most of them empty for good.
   */
  static Map<String, Long> plus(Map<String, Long> counts, String what, long more) {
    Map<String, Long> own = counts.isEmpty() ? new HashMap<>(2) : counts;
    own.merge(what, more, Long::sum);
    return own;
  }

  static Map<RowKey, Row> rows() {
    return new HashMap<>();
  }

  static <V> SortedMap<String, V> copy(SortedMap<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
