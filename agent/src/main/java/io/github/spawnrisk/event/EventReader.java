// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.OptionalLong;

/** Turns one line into an event, or says what is wrong with it. Safe for concurrent use. */
public final class EventReader {
  /** The schema that this version reads. */
  public static final int SCHEMA = 1;

  private final JsonFactory json = new JsonFactory();

  /** Reads a line without its newline. */
  public Reading read(byte[] line) {
    return read(line, 0, line.length);
  }

  /** Reads {@code length} bytes from {@code offset} on. */
  public Reading read(byte[] line, int offset, int length) {
    try (JsonParser parser = json.createParser(line, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return new Reading.Unreadable("not a JSON object");
      }
      ParsedObject object = ParsedObject.parse(parser);
      if (parser.nextToken() != null) {
        return new Reading.Unreadable("more than one JSON object");
      }
      return event(object);
    } catch (MalformedEventException malformed) {
      return new Reading.Unreadable(malformed.why());
    } catch (JsonEOFException end) {
      return new Reading.Unreadable("cut off in the middle");
    } catch (IOException notJson) {
      return new Reading.Unreadable("not JSON");
    }
  }

  static Reading event(JsonObject line) throws MalformedEventException {
    OptionalLong schema = line.number("schema");
    if (schema.isEmpty()) {
      throw line.missing("schema");
    }
    if (schema.getAsLong() != SCHEMA) {
      throw new MalformedEventException(
          "schema " + schema.getAsLong() + "; this version reads schema " + SCHEMA);
    }
    String kind = line.requiredText("event");
    return switch (kind) {
      case "spawn" -> new Reading.Read(EventFields.spawn(line));
      case "warning" -> new Reading.Read(EventFields.warning(line));
      case "exec" -> new Reading.Read(AftermathFields.exec(line));
      case "unfollowed" -> new Reading.Read(AftermathFields.unfollowed(line));
      case "copy" -> new Reading.Read(AftermathFields.copy(line));
      case "exit" -> new Reading.Read(AftermathFields.exit(line));
      case "unobserved" -> new Reading.Read(AftermathFields.unobserved(line));
      case "unstarted" -> new Reading.Read(AftermathFields.unstarted(line));
      case "loss" -> new Reading.Read(EventFields.loss(line));
      default -> new Reading.Unused(kind);
    };
  }
}
