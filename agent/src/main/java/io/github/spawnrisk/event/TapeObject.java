// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import io.github.spawnrisk.event.Form.Kind;
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

  TapeObject(Tape tape, int at) {
    this.tape = tape;
    this.first = at + 1;
    this.end = tape.next(at);
  }

  /** Where the value of that name is; -1: there is none. */
  private int find(String name) {
    int found = tape.find(name, first, end);
    return found >= 0 && tape.kind(found) == Kind.NULL ? -1 : found;
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
    Object known = tape.known(at);
    if (type.isInstance(known)) {
      return type.cast(known);
    }
    int turn = tape.pause();
    T made = mapping.of(new TapeObject(tape, at));
    tape.resume(turn);
    tape.know(at, made);
    return made;
  }

  @Override
  @Nullable String text(String name) throws MalformedEventException {
    int at = find(name, Kind.TEXT);
    return at < 0 ? null : tape.sharedText(at);
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
  List<String> texts(String name) throws MalformedEventException {
    int at = find(name);
    if (at < 0) {
      return List.of();
    }
    if (tape.kind(at) == Kind.TEXTS) {
      return tape.texts(at);
    }
    if (tape.kind(at) == Kind.ARRAY && tape.next(at) == at + 1) {
      return List.of();
    }
    throw DECLINED;
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
