// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import io.github.spawnrisk.event.Tape.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An object on a tape. What is not as it should be it leaves to the full reader, which says why.
 */
final class TapeObject extends JsonObject {
  @SuppressWarnings("StaticAssignmentOfThrowable") // it says nothing, and has no stack
  private static final MalformedEventException DECLINED = MalformedEventException.unexplained();

  private final Tape tape;
  private final int first;
  private final int end;
  private final long mask;
  private final long otherMask;

  /** Fields are mostly asked for in the order in which they stand. */
  private int cursor;

  TapeObject(Tape tape, int at) {
    this.tape = tape;
    this.first = at + 1;
    this.end = tape.next(at);
    this.mask = tape.mask(at);
    this.otherMask = tape.otherMask(at);
    this.cursor = first;
  }

  /** Where the value of that name is; -1: there is none. */
  private int find(String name) {
    if ((mask & Tape.bit(name)) == 0 || (otherMask & Tape.otherBit(name)) == 0) {
      return -1;
    }
    int found = find(name, cursor, end);
    if (found < 0) {
      found = find(name, first, cursor);
    }
    if (found < 0 || tape.kind(found) == Kind.NULL) {
      return -1;
    }
    cursor = tape.next(found);
    return found;
  }

  private int find(String name, int from, int to) {
    for (int at = from; at < to; at = tape.next(at)) {
      if (name.equals(tape.name(at))) {
        return at;
      }
    }
    return -1;
  }

  private int find(String name, Kind kind) throws MalformedEventException {
    int at = find(name);
    if (at >= 0 && tape.kind(at) != kind) {
      throw DECLINED;
    }
    return at;
  }

  @Override
  @Nullable TapeObject object(String name) throws MalformedEventException {
    int at = find(name, Kind.OBJECT);
    return at < 0 ? null : new TapeObject(tape, at);
  }

  @Override
  JsonObject objectOrEmpty(String name) throws MalformedEventException {
    TapeObject object = object(name);
    return object == null ? ParsedObject.EMPTY : object;
  }

  @Override
  <T> T shared(String name, Class<T> type, Mapping<T> mapping) throws MalformedEventException {
    int at = find(name, Kind.OBJECT);
    if (at < 0) {
      throw DECLINED;
    }
    Object known = tape.shared.get(tape.bytes, tape.from(at), tape.to(at));
    if (type.isInstance(known)) {
      return type.cast(known);
    }
    T made = mapping.of(new TapeObject(tape, at));
    tape.shared.put(tape.bytes, tape.from(at), tape.to(at), made);
    return made;
  }

  @Override
  @Nullable String text(String name) throws MalformedEventException {
    int at = find(name, Kind.TEXT);
    return at < 0 ? null : tape.text(at);
  }

  @Override
  String requiredId(String name) throws MalformedEventException {
    int at = find(name, Kind.TEXT);
    if (at < 0) {
      throw DECLINED;
    }
    return tape.uniqueText(at);
  }

  @Override
  Instant requiredTime(String name) throws MalformedEventException {
    int at = find(name, Kind.TEXT);
    Instant time = at < 0 ? null : tape.time(at);
    if (time == null) {
      throw DECLINED;
    }
    return time;
  }

  @Override
  @Nullable Boolean flag(String name) throws MalformedEventException {
    int at = find(name);
    if (at < 0) {
      return null;
    }
    return switch (tape.kind(at)) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw DECLINED;
    };
  }

  @Override
  OptionalLong number(String name) throws MalformedEventException {
    int at = find(name, Kind.NUMBER);
    return at < 0 ? OptionalLong.empty() : OptionalLong.of(tape.number(at));
  }

  @Override
  @SuppressWarnings("unchecked") // it is what was put there for the bytes of an array of texts
  List<String> texts(String name) throws MalformedEventException {
    int at = find(name, Kind.ARRAY);
    if (at < 0) {
      return List.of();
    }
    Object known = tape.shared.get(tape.bytes, tape.from(at), tape.to(at));
    if (known instanceof List<?> list) {
      return (List<String>) list;
    }
    List<String> texts = new ArrayList<>();
    for (int element = at + 1; element < tape.next(at); element = tape.next(element)) {
      if (tape.kind(element) == Kind.TEXT) {
        texts.add(tape.text(element));
      } else {
        throw DECLINED;
      }
    }
    List<String> made = List.copyOf(texts);
    tape.shared.put(tape.bytes, tape.from(at), tape.to(at), made);
    return made;
  }

  @Override
  List<TapeObject> objects(String name) throws MalformedEventException {
    int at = find(name, Kind.ARRAY);
    if (at < 0) {
      return List.of();
    }
    List<TapeObject> objects = new ArrayList<>(4);
    for (int element = at + 1; element < tape.next(at); element = tape.next(element)) {
      if (tape.kind(element) != Kind.OBJECT) {
        throw DECLINED;
      }
      objects.add(new TapeObject(tape, element));
    }
    return objects;
  }

  @Override
  MalformedEventException malformed(String name, String why) {
    return DECLINED;
  }
}
