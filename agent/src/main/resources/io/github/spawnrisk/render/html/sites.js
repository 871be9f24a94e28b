// SPDX-License-Identifier: Apache-2.0
// The call sites, each of which opens to why, the arithmetic, what to do, the facts and the stack.
const sum = counts => Object.values(counts).reduce((all, one) => all + one, 0);

function siteDetail(row) {
  return el("div", {}, what(row), row.reasons.map(reason), remedies(row), facts(row), stack(row),
    row.not_assessed.length ? el("p", {}, "Not assessed, as facts could not be read: ", name(row.not_assessed.join(", ")), ".") : null);
}

function what(row) {
  const failures = Object.entries(row.failures).map(([error, n]) => count(n) + " " + visible(error)).join(", ");
  return el("div", {},
    row.vm_own ? el("p", {}, "The JVM itself asks for it, as for -XX:OnOutOfMemoryError and -XX:OnError: at the worst of all moments, when it has no more heap, or has crashed.") : null,
    row.unreturned ? el("p", {}, plural(row.unreturned, "call") + " warned of never returned: the process died inside the call, or is in it still.") : null,
    failures ? el("p", {}, "Failed: " + failures + ".") : null,
    el("p", {}, row.copies_memory ? "The call copies the process's memory." : "The call copies no memory.",
      " Seen from " + time(row.first_seen) + " to " + time(row.last_seen) + " UTC."));
}

function reason(one) {
  return el("div", { class: "reason" },
    el("h3", {}, name(one.code), " ", level(one.level), " " + (one.count === 1 ? "once" : count(one.count) + " times")),
    el("p", {}, visible(one.summary)),
    one.need_text || one.have_text ? el("dl", {}, term("need", one.need_text, one.need), term("have", one.have_text, one.have)) : null,
    one.explanation ? el("p", {}, visible(one.explanation)) : null);
}

function term(title, text, exact) {
  return text ? [el("dt", {}, title), el("dd", {}, exact === undefined ? visible(text) : el("data", { value: exact }, visible(text)))] : [];
}

/** Reasons of one call often share a remedy. */
function remedies(row) {
  const all = [...new Set(row.reasons.flatMap(one => one.remedies))];
  return all.length ? el("div", {}, el("h3", {}, "What to do"),
    el("ul", { class: "remedies" }, all.map(one => el("li", {}, visible(one))))) : null;
}

function facts(row) {
  const { worst, children } = row;
  const entries = [["commit charge", worst.commit_charge, bytes], ["copy exposure", worst.copy_exposure, bytes],
    ["page tables", worst.page_tables, bytes], ["headroom", worst.headroom, bytes], ["threads", worst.threads, count],
    ["inherited descriptors", worst.inherited_descriptors, count], ["pages to fault again", worst.pages_to_fault_again, count],
    ["call took, mean", (row.duration_ns || {}).mean, duration], ["call took, at most", (row.duration_ns || {}).max, duration],
    ["children ended", children.ended, count], ["exec window, at most", children.max_exec_window_ns, duration],
    ["largest peak RSS of a child", children.max_peak_rss, bytes], ["largest measured copy", children.max_measured_copy, bytes],
    ["killed by the OOM killer", children.oom_killed, count], ["perhaps killed by it", children.perhaps_oom_killed, count]];
  const ends = Object.entries({ ...children.ends, ...children.unstarted }).map(([end, n]) => count(n) + " x " + visible(end)).join(", ");
  return el("div", {}, el("h3", {}, "At the worst, " + time(worst.time) + " UTC, pid " + worst.pid + (row.thread ? ", thread " + visible(row.thread) : "")),
    el("dl", {}, entries.filter(([, n]) => n !== undefined).map(([title, n, format]) => [el("dt", {}, title), el("dd", {}, value(n, format))]),
      ends ? [el("dt", {}, "ends of children"), el("dd", {}, ends)] : []));
}

function stack(row) {
  const frames = [...row.native_stack, ...row.stack];
  return frames.length ? el("div", {}, el("h3", {}, "Stack of the worst, innermost frame first"),
    el("pre", {}, frames.map(frame => "at " + visible(frame)).join("\n"))) : null;
}

function siteTable() {
  const least = el("select", { onchange: () => table.filter() },
    Object.keys(RANKS).map(one => el("option", { value: one }, one === "none" ? "all" : one === "critical" ? one : one + " and above")));
  const ranks = new Map(report.call_sites.map((row, at) => [row, at + 1]));
  const table = new ValueTable([
    number("#", row => ranks.get(row)),
    { title: "Level", key: row => RANKS[row.level], cell: row => level(row.level) },
    { title: "Call site", kind: "wide", key: row => row.call_site, cell: row => name(row.call_site) },
    label("Command", row => row.command), label("Call", row => row.call),
    number("Spawns", row => row.spawns), number("Failed", row => sum(row.failures)),
    { title: "Max time", kind: "number", key: row => (row.duration_ns || {}).max, cell: row => value((row.duration_ns || {}).max, duration) },
    size("Exposure", row => row.worst.copy_exposure),
    size("Headroom", row => row.worst.headroom),
    { title: "Reasons", cell: row => name(row.reasons.map(one => one.code).join(", ")) },
  ], report.call_sites, {
    caption: "Call sites, the worst first; each opens to stack, arithmetic and remedy",
    search: row => [row.call_site, row.command, row.call, row.mechanism, row.level, ...row.reasons.map(one => one.code)].join(" "),
    tools: [el("label", {}, "Level", least)],
    keep: row => RANKS[row.level] >= RANKS[least.value],
    detail: siteDetail, opener: 2,
  });
  return table;
}

function sites(section) {
  section.append(report.call_sites.length ? siteTable().node : el("p", {}, "No spawn was seen."));
}
