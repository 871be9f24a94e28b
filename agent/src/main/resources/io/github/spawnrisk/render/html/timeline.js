// SPDX-License-Identifier: Apache-2.0
// Commit charge, exposure and the headroom of each limit over time, and each warned spawn on them.
const FLOOR = MIB; // a logarithm has no zero: what is less is drawn here
const LIMITS = {
  machine: "headroom of the machine",
  commit_limit: "headroom below the commit limit",
  cgroup: "headroom of the tightest memory cgroup",
  cgroup_high: "headroom below memory.high",
};
const DASHES = { machine: [8, 4], commit_limit: [2, 3], cgroup: [12, 3], cgroup_high: [6, 3, 2, 3] };

const seconds = iso => Date.parse(iso) / 1000;
const headroom = (interval, limit) => interval.headroom.find(one => one.limit === limit);

/** The lines that there is anything of: {title, variable, dash, of(interval)}. */
function lines(intervals) {
  const all = [
    { title: "commit charge, the largest", variable: "charge", of: one => one.max_commit_charge },
    { title: "copy exposure, the largest", variable: "exposure", of: one => one.max_copy_exposure },
    ...Object.keys(LIMITS).map(limit => ({ title: LIMITS[limit], variable: limit, dash: DASHES[limit], limit,
      of: one => (headroom(one, limit) || {}).min })),
  ];
  return all.filter(line => intervals.some(one => line.of(one) !== undefined));
}

function timelineChart(intervals, worst) {
  const shown = lines(intervals);
  const at = one => Math.max(FLOOR, one);
  const columns = [intervals.map(one => seconds(one.start)),
    ...shown.map(line => intervals.map(one => line.of(one) === undefined ? null : at(line.of(one))))];
  const heights = worst.map(height).concat(columns.slice(1).flat().filter(one => one !== null));
  const low = heights.reduce((least, one) => Math.min(least, at(one)), Infinity);
  const high = heights.reduce((most, one) => Math.max(most, at(one)), FLOOR);
  const x = times(columns[0], worst);
  const make = (width, read) => new uPlot({
    width, height: 320, ms: 1, legend: { show: false }, tzDate: ms => uPlot.tzDate(new Date(ms), "Etc/UTC"),
    cursor: { drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: true, range: [x[0], x[1]] }, y: { distr: 3, log: 2, range: [low / 2, high * 2] } },
    axes: [axis({ space: 90, values: (plot, splits) => splits.map((ms, i) => clock(ms, splits, i)) }),
      axis({ size: 80, splits: () => powers(low / 2, high * 2), filter: (plot, splits) => splits, values: (plot, splits) => splits.map(bytes) })],
    series: [{}, ...shown.map(line => ({ label: line.title, stroke: color(line.variable), width: 2, dash: line.dash, spanGaps: true }))],
    hooks: { draw: [plot => drawWarned(plot, worst)], setCursor: [plot => read(plot.cursor.idx)] },
  }, [columns[0].map(one => one * 1000), ...columns.slice(1)], document.createElement("div"));
  return { shown, chart: new Chart("Memory over time: " + shown.map(line => line.title).join(", ")
    + ". Arrow keys read it; the tables below have all values.", make, index => readInterval(intervals[index], shown)) };
}

/** The day where it is another one than before. */
function clock(ms, splits, at) {
  const [day, time] = new Date(ms).toISOString().slice(0, -1).split("T");
  const known = at > 0 && new Date(splits[at - 1]).toISOString().startsWith(day);
  return (splits[1] - splits[0] < 1000 ? time : time.slice(0, 8)) + (known ? "" : "\n" + day);
}

/** Ten of two at most, as sizes are read. */
function powers(low, high) {
  const [first, last] = [Math.ceil(Math.log2(low)), Math.floor(Math.log2(high))];
  const step = Math.ceil((last - first + 1) / 10);
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 2 ** (first + i * step));
}

/** From the first to the last, in milliseconds, with room for what happened at one moment. */
function times(starts, worst) {
  const all = starts.concat(worst.map(spawn => seconds(spawn.time)));
  const from = all.reduce((least, one) => Math.min(least, one), Infinity) * 1000;
  const to = all.reduce((most, one) => Math.max(most, one), -Infinity) * 1000 + report.timeline.interval_ms;
  const room = Math.max(500, (to - from) * 0.02);
  return [from - room, to + room];
}

/** Where a spawn is drawn: at what its copy could come to need, else at what it was charged. */
function height(spawn) {
  return spawn.copy_exposure ?? spawn.commit_charge ?? FLOOR;
}

/** A triangle where critical, a diamond else, and a stem to the headroom that there was then. */
function drawWarned(plot, worst) {
  const { ctx } = plot;
  const size = 5 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  ctx.clip();
  for (const spawn of worst) {
    const x = plot.valToPos(seconds(spawn.time) * 1000, "x", true);
    const y = plot.valToPos(Math.max(FLOOR, height(spawn)), "y", true);
    ctx.strokeStyle = ctx.fillStyle = color_of[spawn.level] ??= color(spawn.level);
    if (spawn.headroom !== undefined) {
      ctx.lineWidth = devicePixelRatio;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x, plot.valToPos(Math.max(FLOOR, spawn.headroom), "y", true));
      ctx.stroke();
    }
    ctx.beginPath();
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, spawn.level === "critical" ? y + size : y);
    if (spawn.level !== "critical") ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, spawn.level === "critical" ? y + size : y);
    ctx.closePath();
    ctx.fill();
  }
  ctx.restore();
  for (const one of Object.keys(color_of)) delete color_of[one];
}
const color_of = {};

function readInterval(one, shown) {
  return moment(one.start) + " UTC: " + plural(one.spawns, "spawn") + ", " + count(one.warned) + " warned; "
    + shown.filter(line => line.of(one) !== undefined)
      .map(line => line.title + " " + bytes(line.of(one)) + group(one, line)).join("; ");
}

function group(interval, line) {
  const one = line.limit && headroom(interval, line.limit);
  return one && one.cgroup !== undefined ? " (" + visible(one.cgroup) + ")" : "";
}

function key(shown) {
  const line = one => svg("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" },
    svg("line", { x1: 0, y1: 6, x2: 28, y2: 6, stroke: "var(--" + one.variable + ")", "stroke-width": 2, "stroke-dasharray": (one.dash || []).join(" ") }));
  const mark = (label, points) => el("li", {}, svg("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" },
    svg("polygon", { points, fill: "var(--" + label + ")" })), label + " spawn, at its copy exposure; its stem ends at the headroom then");
  const levels = new Set(report.timeline.worst.map(spawn => spawn.level));
  return el("ul", { class: "key" }, shown.map(one => el("li", {}, line(one), one.title)),
    levels.has("warning") ? mark("warning", "14,1 19,6 14,11 9,6") : null,
    levels.has("critical") ? mark("critical", "14,1 19,11 9,11") : null);
}

const size = (title, of) => ({ title, kind: "number", key: of, cell: row => value(of(row), bytes) });
const number = (title, of) => ({ title, kind: "number", key: of, cell: row => value(of(row), count) });
const label = (title, of, kind) => ({ title, kind, key: row => of(row) ?? "", cell: row => name(of(row)) });
const when = (title, of) => ({ title, key: of, cell: row => moment(of(row)) });

function intervalTable(intervals, shown) {
  return new ValueTable([when("Start (UTC)", row => row.start), number("Spawns", row => row.spawns),
    number("Failed", row => row.failures), number("Warned", row => row.warned),
    ...shown.map(line => ({ ...size(line.title, line.of),
      cell: row => el("span", {}, value(line.of(row), bytes), group(row, line)) }))],
  intervals, { caption: "Memory over time, in intervals of " + duration(report.timeline.interval_ms * 1e6) });
}

const UNITS = new Map([["bytes", bytes], ["count", count], ["nanoseconds", duration]]);
const RANKS = { none: 0, notice: 1, warning: 2, critical: 3 };

function warnedTable(worst) {
  const quantity = (row, n) => value(n, UNITS.get(row.unit) || String);
  return new ValueTable([when("Time (UTC)", row => row.time),
    { title: "Level", key: row => RANKS[row.level], cell: row => level(row.level) },
    label("Reason", row => row.code), { title: "Need", kind: "number", key: row => row.need, cell: row => quantity(row, row.need) },
    { title: "Have", kind: "number", key: row => row.have, cell: row => quantity(row, row.have) },
    size("Copy exposure", row => row.copy_exposure), size("Commit charge", row => row.commit_charge),
    size("Headroom", row => row.headroom), number("PID", row => row.pid),
    { title: "Returned", cell: row => row.returned ? "yes" : "no" },
    label("Call site", row => row.call_site, "wide"), label("Command", row => row.command)],
  worst, { caption: "Spawns that were warned of, the worst first", search: row => [row.code, row.call_site, row.command, row.call, row.level].join(" ") });
}

function timeline(section) {
  const { intervals, worst, warned } = report.timeline;
  if (!intervals.length) return section.append(el("p", {}, "No spawn was seen."));
  const { shown, chart } = timelineChart(intervals, worst);
  const repeats = warned > worst.length ? plural(warned, "spawn") + " were warned of; the chart and the table have "
    + (worst.length === 1 ? "one entry" : count(worst.length) + " entries") + ": equal failures in a row are one, and beyond 2,048 the worst are kept." : null;
  section.append(el("figure", { class: "wide" }, key(shown), chart.box),
    chart.output,
    el("p", { class: "faint" }, "Of each interval the largest commit charge and exposure, and the least headroom, of all processes together. The scale is logarithmic; what is less than 1 MiB is drawn there."),
    repeats ? el("p", { class: "faint" }, repeats) : "",
    worst.length ? folded("Spawns that were warned of, as a table", () => warnedTable(worst)) : "",
    folded("Memory over time, as a table", () => intervalTable(intervals, shown)));
}
