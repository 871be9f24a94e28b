// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One JSON object whose fields are taken by name and type, so that a failure names the field. */
abstract class JsonObject {
  /** What becomes of an object. */
  interface Mapping<T> {
    T of(JsonObject object) throws MalformedEventException;
  }

  /** The sum over eight million lines still is a long. */
  private static final long MOST_OF_A_THING = 1L << 40;

  abstract @Nullable JsonObject object(String name) throws MalformedEventException;

  /** The object of that name; one without fields where there is none. */
  abstract JsonObject objectOrEmpty(String name) throws MalformedEventException;

  /** What becomes of a required object that many lines have alike. */
  abstract <T> T shared(String name, Class<T> type, Mapping<T> mapping)
      throws MalformedEventException;

  abstract @Nullable String text(String name) throws MalformedEventException;

  /** A text that few lines have. */
  String requiredId(String name) throws MalformedEventException {
    return requiredText(name);
  }

  /** An RFC 3339 time in UTC. */
  abstract Instant requiredTime(String name) throws MalformedEventException;

  abstract @Nullable Boolean flag(String name) throws MalformedEventException;

  /** No number of an event is negative. */
  abstract OptionalLong number(String name) throws MalformedEventException;

  abstract List<String> texts(String name) throws MalformedEventException;

  abstract List<? extends JsonObject> objects(String name) throws MalformedEventException;

  abstract MalformedEventException malformed(String name, String why);

  final MalformedEventException missing(String name) {
    return malformed(name, "is missing");
  }

  final String requiredText(String name) throws MalformedEventException {
    String text = text(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  final long requiredNumber(String name) throws MalformedEventException {
    OptionalLong number = number(name);
    if (number.isEmpty()) {
      throw missing(name);
    }
    return number.getAsLong();
  }

  final boolean requiredFlag(String name) throws MalformedEventException {
    Boolean flag = flag(name);
    if (flag == null) {
      throw missing(name);
    }
    return flag;
  }

  final JsonObject requiredObject(String name) throws MalformedEventException {
    JsonObject object = object(name);
    if (object == null) {
      throw missing(name);
    }
    return object;
  }

  /** A number of things, which is added to others of its kind. */
  final OptionalLong count(String name) throws MalformedEventException {
    OptionalLong count = number(name);
    if (count.orElse(0) > MOST_OF_A_THING) {
      throw malformed(name, "is more than any process makes");
    }
    return count;
  }

  final @Nullable Bytes bytes(String name) throws MalformedEventException {
    OptionalLong number = number(name);
    return number.isPresent() ? new Bytes(number.getAsLong()) : null;
  }
}
