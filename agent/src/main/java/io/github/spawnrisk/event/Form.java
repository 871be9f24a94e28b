// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What lines of one form have in common: the names and kinds of their values in the order in which
 * they stand, each object and array before what is in it.
 */
final class Form {
  enum Kind {
    OBJECT(false),
    ARRAY(false),
    /** An array of texts and nothing else, as one value. */
    TEXTS(true),
    TEXT(true),
    NUMBER(true),
    TRUE(false),
    FALSE(false),
    NULL(false);

    /** Whether lines of one form have different ones. */
    final boolean differs;

    Kind(boolean differs) {
      this.differs = differs;
    }
  }

  static final int NONE = -1;
  static final int MOST_ASKED = 128;

  private int size;
  private @Nullable String[] names;
  private Kind[] kinds;
  private int[] next;

  /** Of an object, the first and the last value in it that lines differ in; else {@link #NONE}. */
  private int[] firstIn = {};

  private int[] lastIn = {};

  /** How far the object begins before the former, and ends behind the latter. */
  private int[] before = {};

  private int[] behind = {};

  /** What was asked of the last such line, in this order: of the next it will be again. */
  private final @Nullable String[] asked = new String[MOST_ASKED];

  private final int[] askedIn = new int[MOST_ASKED];
  private final int[] answers = new int[MOST_ASKED];

  /** One without values. */
  Form() {
    this(0, new String[64], new Kind[64], new int[64]);
  }

  private Form(int size, @Nullable String[] names, Kind[] kinds, int[] next) {
    this.size = size;
    this.names = names;
    this.kinds = kinds;
    this.next = next;
  }

  /** One of its own of the line on that tape. */
  Form copy(Tape tape) {
    Form copy =
        new Form(
            size,
            Arrays.copyOf(names, size),
            Arrays.copyOf(kinds, size),
            Arrays.copyOf(next, size));
    copy.findEnds(tape);
    return copy;
  }

  private void findEnds(Tape tape) {
    firstIn = new int[size];
    lastIn = new int[size];
    before = new int[size];
    behind = new int[size];
    for (int object = 0; object < size; object++) {
      firstIn[object] = NONE;
      for (int place = object + 1; place < next[object]; place++) {
        if (kinds[place].differs) {
          firstIn[object] = firstIn[object] == NONE ? place : firstIn[object];
          lastIn[object] = place;
        }
      }
      if (firstIn[object] != NONE) {
        before[object] = tape.from(firstIn[object]) - tape.from(object);
        behind[object] = tape.to(object) - tape.to(lastIn[object]);
      }
    }
  }

  /** Of an object in a line of this form; {@link #NONE}: there is nothing in it to tell. */
  int from(int object, Tape tape) {
    return firstIn[object] == NONE ? NONE : tape.from(firstIn[object]) - before[object];
  }

  int to(int object, Tape tape) {
    return firstIn[object] == NONE ? NONE : tape.to(lastIn[object]) + behind[object];
  }

  void clear() {
    size = 0;
  }

  /** Its place. */
  int add(@Nullable String name, Kind kind) {
    if (size == kinds.length) {
      names = Arrays.copyOf(names, 2 * size);
      kinds = Arrays.copyOf(kinds, 2 * size);
      next = Arrays.copyOf(next, 2 * size);
    }
    names[size] = name;
    kinds[size] = kind;
    next[size] = size + 1;
    return size++;
  }

  /** What has been added since is in that object or array. */
  void close(int place) {
    next[place] = size;
  }

  int size() {
    return size;
  }

  Kind kind(int place) {
    return kinds[place];
  }

  /** The place of what stands behind that value. */
  int next(int place) {
    return next[place];
  }

  /** The value of that name in the object whose first value is at a place; -1: there is none. */
  int find(String name, int first, int end) {
    for (int at = first; at < end; at = next[at]) {
      if (name.equals(names[at])) {
        return at;
      }
    }
    return -1;
  }

  /**
   * The same.
   *
   * @param turn how much of this line was asked for before
   */
  @SuppressWarnings("ReferenceEquality") // names are constants: the same one, or it is looked for
  int find(String name, int first, int end, int turn) {
    if (turn >= MOST_ASKED) {
      return find(name, first, end);
    }
    if (asked[turn] != name || askedIn[turn] != first) {
      answers[turn] = find(name, first, end);
      asked[turn] = name;
      askedIn[turn] = first;
    }
    return answers[turn];
  }
}
