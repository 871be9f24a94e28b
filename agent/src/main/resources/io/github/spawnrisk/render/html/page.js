// SPDX-License-Identifier: Apache-2.0
// Puts it all into the page.
function changes(section) {
  if (!report.mechanism_changes.length) return;
  section.append(el("h3", {}, "MECHANISM_CHANGED: JVMs start the same command from the same call site in different ways"),
    new ValueTable([label("Call site", row => row.call_site, "wide"), label("Command", row => row.command),
      { title: "Ways", cell: row => el("ul", {}, row.ways.map(way => el("li", {}, name(way.call),
        (way.copies_memory ? ", which copies the process's memory" : "") + ": " + plural(way.spawns, "spawn") + ", last in pid " + way.pid + " at " + time(way.last_seen) + " UTC"))) }],
    report.mechanism_changes, { caption: "Call sites of several JVMs that do not start a command in one way" }).node);
}

function unobserved(section) {
  const codes = new Map();
  report.call_sites.forEach(row => row.not_assessed.forEach(code => codes.set(code, (codes.get(code) || new Set()).add(row.call_site))));
  const notAssessed = [...codes].map(([code, where]) => ({ code, sites: where.size })).sort((one, other) => compare(one.code, other.code));
  const { lost_trails: trails, unobserved_in: reapers } = report.completeness;
  const add = (title, rows, columns) => rows.length && section.append(folded(title + " (" + count(rows.length) + ")",
    () => new ValueTable(columns, rows, { caption: title })));
  add("Not assessed: facts could not be read, and no warning is no all-clear", notAssessed, [label("Reason", row => row.code), number("Call sites", row => row.sites)]);
  add("Children that nobody saw start, by who reaped them", reapers, [label("Process", row => row.name), number("PID", row => row.pid), number("Children", row => row.children)]);
  add("Lost trails", trails, [label("Call site", row => row.call_site, "wide"), label("Command", row => row.command), number("Programs", row => row.programs)]);
  add("Lost events", report.losses, [label("Process", row => row.process), number("Lost", row => row.lost), label("Why", row => row.why), when("Last (UTC)", row => row.last_seen)]);
  add("Lines that were not read", report.unread, [label("File", row => row.file, "wide"), number("First line", row => row.first_line), number("Lines", row => row.lines), label("Why", row => row.why)]);
  add("Processes that were seen", report.processes, [number("PID", row => row.pid), label("Name", row => row.name), number("Spawns", row => row.spawns),
    number("With descendants", row => row.with_descendants.spawns), number("Parent", row => row.parent_pid), label("Made at", row => row.call_site, "wide")]);
}

timeline(document.getElementById("timeline"));
sites(document.getElementById("sites"));
changes(document.getElementById("sites"));
histograms(document.getElementById("durations"));
flame(document.getElementById("flame"));
unobserved(document.getElementById("completeness"));
drawCharts();
