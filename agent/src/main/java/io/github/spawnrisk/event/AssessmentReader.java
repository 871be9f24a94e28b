// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the line in which the native side answers a question; it is in no log. */
public final class AssessmentReader {
  private final JsonFactory json = new JsonFactory();

  /** A line that this version cannot read is another version's, or a mistake of ours. */
  public Assessment read(byte[] line) throws IOException {
    try (JsonParser parser = json.createParser(line)) {
      parser.nextToken();
      return assessment(ParsedObject.parse(parser));
    }
  }

  private static Assessment assessment(JsonObject line) throws MalformedEventException {
    List<UnreadFacts> unread = new ArrayList<>();
    for (JsonObject facts : line.objects("unread")) {
      unread.add(
          new UnreadFacts(
              facts.requiredText("source"), facts.text("error"), facts.requiredText("facts")));
    }
    return new Assessment(
        EventFields.attempt(line),
        line.requiredFlag("exact"),
        nearest(line.object("nearest")),
        unread);
  }

  private static @Nullable Reason nearest(@Nullable JsonObject nearest)
      throws MalformedEventException {
    return nearest == null
        ? null
        : new Reason(
            nearest.requiredText("code"),
            Level.NONE,
            nearest.number("need"),
            nearest.number("have"),
            nearest.text("source"));
  }
}
