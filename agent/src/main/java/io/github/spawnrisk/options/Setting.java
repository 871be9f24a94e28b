// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every option, the one list of them: {@code spawnrisk options} prints it, {@code docs/options.md}
 * is made of it, and the agent refuses what is not in it. The library's own list of the names, in
 * {@code native/src/host/options.h}, is held against it by a test.
 */
public enum Setting {
  LOG(
      "log",
      Reader.BOTH,
      "PATH",
      "in-process only",
      "File or folder for events; in a folder each process has a file of its own. In the"
          + " environment by its full path, as each program that runs would take another from its"
          + " own folder: a relative one is refused there, but with SPAWNRISK_FOLLOW=0."),
  ARGUMENTS(
      "arguments",
      Reader.BOTH,
      "redacted|full",
      "redacted",
      "redacted: the program's name and the number of arguments; full: all arguments, but for what"
          + " redact tells."),
  REDACT(
      "redact",
      Reader.BOTH,
      "PATTERNS",
      "the usual names of secrets",
      "With arguments=full: which arguments are secrets, beside the usual ones (*passw*, *token*,"
          + " *secret* and others); a semicolon is between two, * is any text, letters are of any"
          + " case (--card*;*iban*). Of --name=value and NAME=value the value becomes ***, behind"
          + " --name the next argument, else all of it, and the next (docs/options.md)."),
  FACTS(
      "facts",
      Reader.BOTH,
      "quick|exact",
      "quick",
      "exact: before each call that copies memory its areas are walked through, so that what a"
          + " child does not inherit is in no figure: 40 to 100 ns for each resident page, 0.1 s"
          + " for 8 GiB. quick: constant time, but where an overcommit policy may refuse the copy"
          + " (docs/commit-charge.md)."),
  REPORT(
      "report",
      Reader.AGENT,
      "FILE",
      "none",
      "File for the text report at the JVM's exit, stderr for standard error; %p is the pid."),
  REPORT_JSON(
      "report_json",
      Reader.AGENT,
      "FILE",
      "none",
      "File for the JSON report at the JVM's exit; %p is the pid."),
  REPORT_HTML(
      "report_html",
      Reader.AGENT,
      "FILE",
      "none",
      "File for the HTML report at the JVM's exit; %p is the pid."),
  WEAVE(
      "weave",
      Reader.AGENT,
      "background|eager",
      "background",
      "background: ProcessBuilder is woven beside the application, and until then the native side"
          + " tells of starts; eager: before main, which starts later. Of -javaagent alone: at an"
          + " attach nothing is woven."),
  JMX(
      "jmx",
      Reader.AGENT,
      "auto|true|false",
      "auto",
      "auto: register io.github.spawnrisk:type=SpawnRisk once somebody has started the platform's"
          + " MBean server, as each JMX client does; true: start it; false: neither."),
  PROMETHEUS(
      "prometheus",
      Reader.AGENT,
      "[HOST:]PORT",
      "none",
      "Serve metrics to a Prometheus at http://HOST:PORT/metrics; without a host at the loopback"
          + " address alone, 0.0.0.0 for all. Port 0: any that is free, which standard error"
          + " tells. With -javaagent from ten seconds after the start on (docs/fleet/README.md)."),
  OTLP(
      "otlp",
      Reader.AGENT,
      "URL",
      "none",
      "Send metrics, and each warning as a log record, by OTLP over HTTP to an OpenTelemetry"
          + " Collector (http://127.0.0.1:4318); env: where OTEL_EXPORTER_OTLP_ENDPOINT says. With"
          + " -javaagent from ten seconds after the start on, and at the end"
          + " (docs/fleet/README.md)."),
  NATIVE("native", Reader.AGENT, "FILE", "the jar's", "Another libspawnrisk.so than the jar's."),
  CONFIG(
      "config",
      Reader.AGENT,
      "FILE",
      "none",
      "A properties file of the options that the agent reads (log = /var/log/spawnrisk), for what"
          + " is given nowhere else."),
  COPIES(
      "copies",
      Reader.LIBRARY,
      "doors|timer",
      "doors",
      "When a child that goes on with its copy is measured before its end. doors: while it sleeps,"
          + " and when it comes through a door; timer: while it computes too, by a timer in the"
          + " child, which some programs can tell (docs/safety.md). 'spawnrisk run' and the agent"
          + " measure it every 10 s besides, from outside (docs/report.md)."),
  FOLLOW(
      "follow",
      Reader.LIBRARY,
      "1|0",
      "1",
      "1: children, and the programs that they run, are observed too; 0: only the process that is"
          + " started with it, whatever it execs (told by its parent, which lacks the library)."),
  SUMMARY(
      "summary",
      Reader.LIBRARY,
      "0|1",
      "0",
      "1: a preloaded process that spawned prints up to ten lines to standard error when it ends"
          + " by exit, _exit, _Exit or quick_exit; needs neither a log nor Java.");

  /** Who reads an option. */
  private enum Reader {
    AGENT,
    LIBRARY,
    BOTH
  }

  private static final String PROPERTY = "spawnrisk.";
  private static final String VARIABLE = "SPAWNRISK_";

  private final String key;
  private final Reader reader;
  private final String choice;
  private final String byDefault;
  private final String meaning;

  Setting(String key, Reader reader, String choice, String byDefault, String meaning) {
    this.key = key;
    this.reader = reader;
    this.choice = choice;
    this.byDefault = byDefault;
    this.meaning = meaning;
  }

  /** The agent's keys, in the order of the list. */
  public static List<String> agentKeys() {
    List<String> keys = new ArrayList<>();
    for (Setting setting : values()) { // no stream: this is on the application's start-up time
      if (setting.isAgents()) {
        keys.add(setting.key);
      }
    }
    return keys;
  }

  public String key() {
    return key;
  }

  /** An option of the agent: argument, system property, variable and line of the config file. */
  public boolean isAgents() {
    return reader != Reader.LIBRARY;
  }

  /** The preloaded library reads its variable too. */
  public boolean isLibrarys() {
    return reader != Reader.AGENT;
  }

  public String variable() {
    return VARIABLE + key.toUpperCase(Locale.ROOT);
  }

  public String property() {
    return PROPERTY + key;
  }

  /** The words that it can be, with a bar between them, or what kind of value it takes. */
  public String choice() {
    return choice;
  }

  public String byDefault() {
    return byDefault;
  }

  public String meaning() {
    return meaning;
  }

  /** The words that it can be, the default first; empty: it takes any. */
  public List<String> words() {
    if (!choice.contains("|")) {
      return List.of();
    }
    return List.of(choice.split("\\|"));
  }
}
