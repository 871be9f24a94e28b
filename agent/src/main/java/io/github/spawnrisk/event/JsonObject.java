// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One JSON object whose fields are taken by name and type, so that a failure names the field. */
final class JsonObject {
  /** The sum over eight million lines still is a long. */
  private static final long MOST_OF_A_THING = 1L << 40;

  private static final JsonObject EMPTY = new JsonObject("", Map.of());

  private final String path;
  private final Map<String, Object> fields;

  private JsonObject(String path, Map<String, Object> fields) {
    this.path = path;
    this.fields = fields;
  }

  /** Reads the object that the parser has just entered. */
  static JsonObject parse(JsonParser parser) throws IOException {
    return parse(parser, "");
  }

  private static JsonObject parse(JsonParser parser, String path) throws IOException {
    Map<String, Object> fields = new HashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      Object value = value(parser, path + name + ".");
      if (value != null) {
        fields.put(name, value);
      }
    }
    return new JsonObject(path, fields);
  }

  private static @Nullable Object value(JsonParser parser, String path) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> parse(parser, path);
      case START_ARRAY -> array(parser, path);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** What exceeds a long cannot be a size or a time; it stays readable, but not as an integer. */
  private static Object integer(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? Double.valueOf(parser.getDoubleValue())
        : (Object) parser.getLongValue();
  }

  private static List<Object> array(JsonParser parser, String path) throws IOException {
    List<Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser, path);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  MalformedEventException missing(String name) {
    return malformed(name, "is missing");
  }

  String requiredText(String name) throws MalformedEventException {
    String text = text(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  long requiredNumber(String name) throws MalformedEventException {
    return number(name).orElseThrow(() -> missing(name));
  }

  boolean requiredFlag(String name) throws MalformedEventException {
    Boolean flag = flag(name);
    if (flag == null) {
      throw missing(name);
    }
    return flag;
  }

  JsonObject requiredObject(String name) throws MalformedEventException {
    JsonObject object = object(name);
    if (object == null) {
      throw missing(name);
    }
    return object;
  }

  /** The object of that name; one without fields where there is none. */
  JsonObject objectOrEmpty(String name) throws MalformedEventException {
    JsonObject object = object(name);
    return object == null ? EMPTY : object;
  }

  @Nullable JsonObject object(String name) throws MalformedEventException {
    return get(name, JsonObject.class, "an object");
  }

  @Nullable String text(String name) throws MalformedEventException {
    return get(name, String.class, "a string");
  }

  @Nullable Boolean flag(String name) throws MalformedEventException {
    return get(name, Boolean.class, "true or false");
  }

  /** No number of an event is negative. */
  OptionalLong number(String name) throws MalformedEventException {
    Long number = get(name, Long.class, "an integer");
    if (number != null && number < 0) {
      throw malformed(name, "is negative");
    }
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** A number of things, which is added to others of its kind. */
  OptionalLong count(String name) throws MalformedEventException {
    OptionalLong count = number(name);
    if (count.orElse(0) > MOST_OF_A_THING) {
      throw malformed(name, "is more than any process makes");
    }
    return count;
  }

  @Nullable Bytes bytes(String name) throws MalformedEventException {
    OptionalLong number = number(name);
    return number.isPresent() ? new Bytes(number.getAsLong()) : null;
  }

  List<String> texts(String name) throws MalformedEventException {
    return list(name, String.class, "strings");
  }

  List<JsonObject> objects(String name) throws MalformedEventException {
    return list(name, JsonObject.class, "objects");
  }

  private <T> List<T> list(String name, Class<T> type, String what) throws MalformedEventException {
    List<?> values = get(name, List.class, "an array of " + what);
    if (values == null) {
      return List.of();
    }
    List<T> typed = new ArrayList<>(values.size());
    for (Object value : values) {
      if (!type.isInstance(value)) {
        throw notOf(name, "an array of " + what);
      }
      typed.add(type.cast(value));
    }
    return typed;
  }

  private <T> @Nullable T get(String name, Class<T> type, String what)
      throws MalformedEventException {
    Object value = fields.get(name);
    if (value != null && !type.isInstance(value)) {
      throw notOf(name, what);
    }
    return type.cast(value);
  }

  private MalformedEventException notOf(String name, String what) {
    return malformed(name, "is not " + what);
  }

  MalformedEventException malformed(String name, String why) {
    return new MalformedEventException("field '" + path + name + "' " + why);
  }
}
