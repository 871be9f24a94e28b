// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import io.github.spawnrisk.event.Form.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines in the form in which processes write them: no blanks between values, no escapes,
 * ASCII, whole numbers. Whatever is otherwise it declines, for {@link EventReader} to read or to
 * say what is wrong; what it reads is what that reads. For one thread.
 */
public final class QuickReader {
  private static final int DEEPEST = 8;

  private final Tape tape = new Tape();
  private final Names names = new Names();
  private final Forms forms = new Forms();

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
    int start = at;
    int known = forms.read(tape, start, limit);
    if (known >= 0) {
      at = known;
      return event();
    }
    if (peek() != '{' || !object(null, 0) || (at < limit && bytes[at] != '\n')) {
      return null;
    }
    Event event = event();
    if (event != null) {
      forms.learn(tape, start, at);
    }
    return event;
  }

  private @Nullable Event event() {
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
    int place = tape.add(name, Kind.OBJECT);
    int start = at;
    long object = ++objects;
    at++;
    if (peek() == '}') {
      return closed(place, start);
    }
    while (peek() == '"') {
      int number = name();
      if (number < 0 || owners[number] == object || peek() != ':') {
        return false;
      }
      owners[number] = object;
      at++;
      if (!value(names.name(number), depth)) {
        return false;
      }
      if (peek() == '}') {
        return closed(place, start);
      }
      if (peek() != ',') {
        return false;
      }
      at++;
    }
    return false;
  }

  private boolean array(String name, int depth) {
    int start = at;
    int end = PlainText.endOfArray(bytes, start, limit);
    if (end >= 0) {
      tape.value(tape.add(name, Kind.TEXTS), start, end);
      at = end;
      return true;
    }
    int place = tape.add(name, Kind.ARRAY);
    at++;
    if (peek() == ']') {
      return closed(place, start);
    }
    while (value(null, depth)) {
      if (peek() == ']') {
        return closed(place, start);
      }
      if (peek() != ',') {
        return false;
      }
      at++;
    }
    return false;
  }

  private boolean closed(int place, int start) {
    at++;
    tape.value(place, start, at);
    tape.close(place);
    return true;
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
    tape.value(tape.add(name, kind), at, at + word.length());
    at += word.length();
    return true;
  }

  private boolean number(@Nullable String name) {
    int end = tape.number(tape.add(name, Kind.NUMBER), at, limit);
    at = Math.max(at, end);
    return end >= 0;
  }

  private boolean text(@Nullable String name) {
    int start = at + 1;
    int end = PlainText.end(bytes, start, limit);
    if (end < 0) {
      return false;
    }
    tape.value(tape.add(name, Kind.TEXT), start, end);
    at = end + 1;
    return true;
  }

  /** Its number. */
  private int name() {
    int start = at + 1;
    int end = PlainText.end(bytes, start, limit);
    if (end < 0) {
      return -1;
    }
    at = end + 1;
    return names.number(bytes, start, end);
  }
}
