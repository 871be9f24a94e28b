// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.EventReader;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.report.EventLog;
import io.github.spawnrisk.report.Pipeline;
import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The recorded event lines of the tests. */
public final class Lines {
  /** Recordings in which each line is an event. */
  public static final List<String> SOUND =
      List.of(
          "service.jsonl",
          "redis.jsonl",
          "killed_inside_fork.jsonl",
          "refused.jsonl",
          "loss.jsonl",
          "children.jsonl");

  private Lines() {}

  public static Path file(String name) {
    try {
      return Path.of(Lines.class.getResource("/" + name).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A file of the repository. */
  public static String repository(String name) {
    try {
      return Files.readString(Path.of(System.getProperty("spawnrisk.root")).resolve(name));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  public static List<String> of(String name) {
    try {
      return Files.readAllLines(file(name));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  public static Reading read(String line) {
    return new EventReader().read(line.getBytes(StandardCharsets.UTF_8));
  }

  public static Event event(String line) {
    Reading reading = read(line);
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).event();
  }

  public static Report report(String... names) {
    Pipeline pipeline = new Pipeline();
    for (String name : names) {
      try {
        EventLog.read(file(name), pipeline);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return pipeline.report();
  }

  public static Report reportOf(Iterable<String> lines) {
    Pipeline pipeline = new Pipeline();
    lines.forEach(line -> pipeline.accept(event(line)));
    return pipeline.report();
  }
}
