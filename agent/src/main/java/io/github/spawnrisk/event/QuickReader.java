// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import io.github.spawnrisk.event.Tape.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines in the form in which processes write them: no blanks between values, no escapes,
 * ASCII, whole numbers. Whatever is otherwise it declines, for {@link EventReader} to read or to
 * say what is wrong; what it reads is what that reads. For one thread.
 */
public final class QuickReader {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final int DEEPEST = 8;

  /** What one field's number is at most: of 18 digits each is a long. */
  private static final int MOST_DIGITS = 18;

  private final Tape tape = new Tape();
  private final Names names = new Names();

  /** For each name's number, the object that was the last to have it: none has a name twice. */
  private final long[] owners = new long[Names.PLACES];

  private long objects;
  private byte[] bytes = {};
  private int limit;
  private int at;

  /**
   * The event whose line begins there, or null: it may be one for the full reader.
   *
   * @param end where the last line of the array ends
   */
  public @Nullable Event read(byte[] lines, int offset, int end) {
    bytes = lines;
    limit = end;
    at = offset;
    tape.reset(lines);
    while (at < limit && bytes[at] == ' ') {
      at++;
    }
    if (peek() != '{' || !object(null, 0) || (at < limit && bytes[at] != '\n')) {
      return null;
    }
    try {
      return EventReader.event(new TapeObject(tape, 0)) instanceof Reading.Read read
          ? read.event()
          : null;
    } catch (MalformedEventException declined) {
      return null;
    }
  }

  /** Where the line ended that was read last: at its newline, or at the end of all. */
  public int end() {
    return at;
  }

  private int peek() {
    return at < limit ? bytes[at] : -1;
  }

  private boolean object(@Nullable String name, int depth) {
    if (depth > DEEPEST) {
      return false;
    }
    int place = tape.add(name, Kind.OBJECT, at, 0, 0);
    long object = ++objects;
    long mask = 0;
    long otherMask = 0;
    at++;
    if (peek() == '}') {
      at++;
      tape.close(place, at, 0, 0);
      return true;
    }
    while (peek() == '"') {
      int number = name();
      if (number < 0 || owners[number] == object || peek() != ':') {
        return false;
      }
      owners[number] = object;
      String field = names.name(number);
      mask |= Tape.bit(field);
      otherMask |= Tape.otherBit(field);
      at++;
      if (!value(field, depth)) {
        return false;
      }
      int next = peek();
      at++;
      if (next == '}') {
        tape.close(place, at, mask, otherMask);
        return true;
      }
      if (next != ',') {
        return false;
      }
    }
    return false;
  }

  private boolean array(String name, int depth) {
    int place = tape.add(name, Kind.ARRAY, at, 0, 0);
    at++;
    if (peek() == ']') {
      at++;
      tape.close(place, at, 0, 0);
      return true;
    }
    while (value(null, depth)) {
      int next = peek();
      at++;
      if (next == ']') {
        tape.close(place, at, 0, 0);
        return true;
      }
      if (next != ',') {
        return false;
      }
    }
    return false;
  }

  private boolean value(@Nullable String name, int depth) {
    return switch (peek()) {
      case '"' -> text(name);
      case '{' -> object(name, depth + 1);
      case '[' -> name != null && array(name, depth + 1);
      case 't' -> literal(name, Kind.TRUE, "true");
      case 'f' -> literal(name, Kind.FALSE, "false");
      case 'n' -> literal(name, Kind.NULL, "null");
      default -> number(name);
    };
  }

  private boolean literal(@Nullable String name, Kind kind, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= limit || bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    tape.add(name, kind, at, at + word.length(), 0);
    at += word.length();
    return true;
  }

  private boolean number(@Nullable String name) {
    int start = at;
    long number = 0;
    for (int digit = peek() - '0'; digit >= 0 && digit <= 9; digit = peek() - '0') {
      number = number * 10 + digit;
      at++;
      if (at - start > MOST_DIGITS) {
        return false;
      }
    }
    if (at == start || (bytes[start] == '0' && at > start + 1)) {
      return false;
    }
    tape.add(name, Kind.NUMBER, start, at, number);
    return true;
  }

  private boolean text(@Nullable String name) {
    int start = at + 1;
    int end = endOfText(start);
    if (end < 0) {
      return false;
    }
    tape.add(name, Kind.TEXT, start, end, 0);
    at = end + 1;
    return true;
  }

  /** Its number. */
  private int name() {
    int start = at + 1;
    int end = endOfText(start);
    if (end < 0) {
      return -1;
    }
    at = end + 1;
    return names.number(bytes, start, end);
  }

  /** Where the quote is that ends it; -1 where it has anything but plain ASCII, or no end. */
  private int endOfText(int start) {
    int next = start;
    for (; next + Long.BYTES <= limit; next += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, next);
      long special =
          zeros(eight ^ ONES * '"')
              | zeros(eight ^ ONES * '\\')
              | ((eight - ONES * ' ') & ~eight & HIGHS)
              | (eight & HIGHS);
      if (special != 0) {
        next += Long.numberOfTrailingZeros(special) >>> 3;
        return bytes[next] == '"' ? next : -1;
      }
    }
    for (; next < limit && bytes[next] != '"'; next++) {
      if (bytes[next] < ' ' || bytes[next] == '\\') {
        return -1;
      }
    }
    return next < limit ? next : -1;
  }

  /** The high bit of each byte that is zero; above the lowest such, of others too. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & HIGHS;
  }
}
