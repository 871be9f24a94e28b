// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An object of whatever JSON there is, by Jackson. */
final class ParsedObject extends JsonObject {
  static final ParsedObject EMPTY = new ParsedObject("", Map.of());

  private final String path;
  private final Map<String, Object> fields;

  private ParsedObject(String path, Map<String, Object> fields) {
    this.path = path;
    this.fields = fields;
  }

  /** Reads the object that the parser has just entered. */
  static ParsedObject parse(JsonParser parser) throws IOException {
    return parse(parser, "");
  }

  private static ParsedObject parse(JsonParser parser, String path) throws IOException {
    Map<String, Object> fields = new HashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      Object value = value(parser, path + name + ".");
      if (value != null) {
        fields.put(name, value);
      }
    }
    return new ParsedObject(path, fields);
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

  @Override
  @Nullable ParsedObject object(String name) throws MalformedEventException {
    return get(name, ParsedObject.class, "an object");
  }

  @Override
  ParsedObject objectOrEmpty(String name) throws MalformedEventException {
    ParsedObject object = object(name);
    return object == null ? EMPTY : object;
  }

  @Override
  <T> T shared(String name, Class<T> type, Mapping<T> mapping) throws MalformedEventException {
    return mapping.of(requiredObject(name));
  }

  @Override
  @Nullable String text(String name) throws MalformedEventException {
    return get(name, String.class, "a string");
  }

  @Override
  Instant requiredTime(String name) throws MalformedEventException {
    try {
      return Instant.parse(requiredText(name));
    } catch (DateTimeParseException unparsable) {
      throw malformed(name, "is not an RFC 3339 time in UTC");
    }
  }

  @Override
  @Nullable Boolean flag(String name) throws MalformedEventException {
    return get(name, Boolean.class, "true or false");
  }

  @Override
  OptionalLong number(String name) throws MalformedEventException {
    Long number = get(name, Long.class, "an integer");
    if (number != null && number < 0) {
      throw malformed(name, "is negative");
    }
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** Of all its fields, each of which is a count. */
  long sum() throws MalformedEventException {
    long sum = 0;
    for (String name : fields.keySet()) {
      sum += count(name).orElse(0);
    }
    return sum;
  }

  @Override
  List<String> texts(String name) throws MalformedEventException {
    return list(name, String.class, "strings");
  }

  @Override
  List<ParsedObject> objects(String name) throws MalformedEventException {
    return list(name, ParsedObject.class, "objects");
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

  @Override
  MalformedEventException malformed(String name, String why) {
    return new MalformedEventException("field '" + path + name + "' " + why);
  }
}
