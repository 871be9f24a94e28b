// SPDX-License-Identifier: Apache-2.0
// How long calls took that copy memory, and children until their exec.

/** The buckets of each power of two of nanoseconds together: [power, count], also those of none. */
function octaves(histogram) {
  const counts = new Map();
  for (const [most, n] of histogram) {
    const power = Math.floor(Math.log2(Math.max(1, most))) + 1;
    counts.set(power, (counts.get(power) || 0) + n);
  }
  const powers = [...counts.keys()];
  const [first, last] = [Math.min(...powers), Math.max(...powers)];
  return Array.from({ length: last - first + 1 }, (_, at) => [first + at, counts.get(first + at) || 0]);
}

const upTo = power => duration(2 ** power);

function histogram(title, what, durations) {
  if (!durations) {
    return el("figure", {}, el("h3", {}, title), el("p", {}, "None was measured."));
  }
  const bars = octaves(durations.histogram);
  const columns = [bars.map((_, at) => at), bars.map(bar => bar[1])];
  const make = (width, read) => new uPlot({
    width, height: 200, legend: { show: false }, cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
    scales: { x: { time: false, range: [-0.6, bars.length - 0.4] }, y: { range: (plot, least, most) => [0, Math.max(1, most) * 1.1] } },
    axes: [axis({ splits: () => columns[0], values: (plot, splits) => splits.map((at, i) => i % Math.ceil(bars.length * 70 / width) ? "" : "\u2264 " + upTo(bars[at][0])) }),
      axis({ size: 70, incrs: [1, 2, 5].flatMap(one => [...Array(15).keys()].map(zeros => one * 10 ** zeros)).sort((a, b) => a - b), values: (plot, splits) => splits.map(count) })],
    series: [{}, { label: what, stroke: color("bar"), fill: color("bar"), width: 0, paths: uPlot.paths.bars({ size: [0.8, 100] }), points: { show: false } }],
    hooks: { setCursor: [plot => read(plot.cursor.idx)] },
  }, columns, document.createElement("div"));
  const chart = new Chart(title + ": " + what + " by duration. Arrow keys read it; the table below has all values.", make,
    at => plural(bars[at][1], what) + " of more than " + upTo(bars[at][0] - 1) + ", at most " + upTo(bars[at][0]));
  const summary = ["count", "mean", "p50", "p90", "p99", "max"].filter(one => durations[one] !== undefined).flatMap(one =>
    [" " + one + " ", value(durations[one], one === "count" ? count : duration)]);
  return el("figure", {}, el("h3", {}, title), el("p", { class: "summary" }, summary), chart.box, chart.output,
    folded("As a table", () => new ValueTable([
      { title: "At most", kind: "number", key: row => row[0], cell: row => value(row[0], duration) },
      number("Count", row => row[1])], durations.histogram, { caption: title + ", in the buckets of the JSON report" })));
}

function histograms(section) {
  section.append(el("div", { class: "figures" },
    histogram("Fork stall", "call", report.fork_stall_ns),
    histogram("Exec window", "exec", report.exec_window_ns)),
  el("p", { class: "faint" }, "Fork stall: how long calls took that copy memory; the caller waits so long. Exec window: how long children lived as a copy until they ran another program. A bar has a power of two of nanoseconds."));
}
