// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import io.github.spawnrisk.event.Form.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The forms of the lines that were read: names, and all else that stands between values, are the
 * same in thousands of lines. They are a tree of steps, each a piece of text that has to stand
 * there and the value behind it.
 */
final class Forms {
  private static final int MOST_STEPS = 8192;

  /** Of steps behind one step, which are tried one after the other. */
  private static final int MOST_WAYS = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final Step[] NONE = {};

  private static final class Step {
    /** What stands before the value. */
    private final long[] words;

    private final int length;

    /** Which bytes of the last word count. */
    private final long lastBytes;

    /** Where the value is in the form; -1: this is the line's end. */
    private final int place;

    private final @Nullable Kind kind;
    private @Nullable Form form;
    private Step[] next = NONE;

    private Step(byte[] before, int place, @Nullable Kind kind) {
      length = before.length;
      words = new long[(length + Long.BYTES - 1) / Long.BYTES];
      byte[] padded = Arrays.copyOf(before, words.length * Long.BYTES);
      for (int i = 0; i < words.length; i++) {
        words[i] = (long) LONGS.get(padded, i * Long.BYTES);
      }
      lastBytes = -1L >>> ((padded.length - length) * Byte.SIZE);
      this.place = place;
      this.kind = kind;
    }

    private boolean isLike(Step other) {
      return kind == other.kind && length == other.length && Arrays.equals(words, other.words);
    }

    /** Whether it stands there, and behind it what its kind begins with. */
    private boolean fits(byte[] bytes, int at, int limit) {
      int last = words.length - 1;
      if (at + length > limit || at + words.length * Long.BYTES > bytes.length) {
        return false;
      }
      for (int i = 0; i < last; i++) {
        if ((long) LONGS.get(bytes, at + i * Long.BYTES) != words[i]) {
          return false;
        }
      }
      long different = (long) LONGS.get(bytes, at + last * Long.BYTES) ^ words[last];
      return (different & lastBytes) == 0 && fitsBehind(bytes, at + length, limit);
    }

    private boolean fitsBehind(byte[] bytes, int at, int limit) {
      if (kind == null) {
        return at == limit || bytes[at] == '\n';
      }
      if (kind == Kind.TEXT || at == limit) {
        return at < limit;
      }
      return kind == Kind.TEXTS ? bytes[at] == '[' : bytes[at] >= '0' && bytes[at] <= '9';
    }
  }

  private final Step root = new Step(new byte[0], -1, null);
  private int steps;

  /** Reads a line onto the tape. Where it ends; -1 where its form is not known. */
  int read(Tape tape, int start, int limit) {
    byte[] bytes = tape.bytes;
    Step step = root;
    int at = start;
    while (true) {
      step = next(step, bytes, at, limit);
      if (step == null) {
        return -1;
      }
      at += step.length;
      if (step.kind == null) {
        tape.use(step.form);
        return at;
      }
      at = value(step, tape, at, limit);
      if (at < 0) {
        return -1;
      }
    }
  }

  private static @Nullable Step next(Step step, byte[] bytes, int at, int limit) {
    for (Step way : step.next) {
      if (way.fits(bytes, at, limit)) {
        return way;
      }
    }
    return null;
  }

  /** Where it ends; -1 where it is of another kind, or not plain. */
  private static int value(Step step, Tape tape, int at, int limit) {
    if (step.kind == Kind.NUMBER) {
      return tape.number(step.place, at, limit);
    }
    int end =
        step.kind == Kind.TEXT
            ? PlainText.end(tape.bytes, at, limit)
            : PlainText.endOfArray(tape.bytes, at, limit);
    tape.value(step.place, at, end);
    return end;
  }

  /** Lets it know the line's form, as long as there is room. */
  void learn(Tape tape, int start, int end) {
    Form form = tape.form().copy(tape);
    Step step = root;
    int at = start;
    for (int place = 0; step != null && place < form.size(); place++) {
      Kind kind = form.kind(place);
      if (kind.differs) {
        byte[] before = Arrays.copyOfRange(tape.bytes, at, tape.from(place));
        step = step(step, new Step(before, place, kind));
        at = tape.to(place);
      }
    }
    if (step != null) {
      Step last = step(step, new Step(Arrays.copyOfRange(tape.bytes, at, end), -1, null));
      if (last != null && last.form == null) {
        last.form = form;
      }
    }
  }

  /** The one that is there already, or the new one; null where there is no room for it. */
  private @Nullable Step step(Step before, Step behind) {
    for (Step known : before.next) {
      if (known.isLike(behind)) {
        return known;
      }
    }
    if (steps == MOST_STEPS || before.next.length == MOST_WAYS) {
      return null;
    }
    steps++;
    before.next = Arrays.copyOf(before.next, before.next.length + 1);
    before.next[before.next.length - 1] = behind;
    return behind;
  }
}
