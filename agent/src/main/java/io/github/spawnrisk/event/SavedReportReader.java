// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code spawnrisk report --json} wrote. */
public final class SavedReportReader {
  private static final long VERSION = 1;

  private final JsonFactory json = new JsonFactory();

  /** A later version's fields are passed over, its other version is not. */
  public SavedReport read(InputStream in) throws IOException {
    try (JsonParser parser = json.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedEventException("it does not begin with an object");
      }
      ParsedObject report = ParsedObject.parse(parser);
      if (report.requiredNumber("report") != VERSION) {
        throw report.malformed("report", "is not " + VERSION);
      }
      List<SavedSite> sites = new ArrayList<>();
      for (ParsedObject site : report.objects("call_sites")) {
        sites.add(site(site));
      }
      return new SavedReport(sites);
    }
  }

  private static SavedSite site(ParsedObject site) throws MalformedEventException {
    List<SavedFinding> findings = new ArrayList<>();
    for (ParsedObject reason : site.objects("reasons")) {
      findings.add(
          new SavedFinding(
              reason.requiredText("code"),
              level(reason),
              reason.requiredNumber("count"),
              reason.number("need"),
              reason.number("have")));
    }
    return new SavedSite(
        site.requiredText("call_site"),
        site.text("command"),
        site.requiredText("call"),
        site.requiredText("mechanism"),
        site.requiredFlag("copies_memory"),
        level(site),
        site.requiredNumber("spawns"),
        site.objectOrEmpty("failures").sum(),
        site.objectOrEmpty("duration_ns").number("mean"),
        findings);
  }

  private static Level level(ParsedObject object) throws MalformedEventException {
    return Level.named(object.requiredText("level"))
        .orElseThrow(() -> object.malformed("level", "is no level"));
  }
}
