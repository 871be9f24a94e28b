// SPDX-License-Identifier: Apache-2.0
// What all charts have in common: uPlot in a box that keyboard and screen reader reach too.
const charts = [];

/** make(width) -> uPlot; readout(index) -> text of what is there, for the arrow keys and the pointer. */
class Chart {
  constructor(label, make, readout) {
    this.make = make;
    this.readout = readout;
    this.output = el("output", { class: "readout faint", "aria-live": "polite" }, "Point at the chart, or use the arrow keys, to read it.");
    this.box = el("div", { class: "chart", tabindex: "0", role: "group", "aria-label": label, onkeydown: event => this.key(event) });
    this.at = -1;
    charts.push(this);
  }

  draw() {
    if (this.plot) this.plot.destroy();
    this.width = this.box.clientWidth;
    this.plot = this.make(this.width, index => this.read(index));
    this.plot.root.setAttribute("aria-hidden", "true");
    this.box.append(this.plot.root);
    this.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  read(index) {
    if (index === null || index === undefined || index === this.at) return;
    this.at = index;
    this.output.textContent = this.readout(index);
  }

  key(event) {
    const last = this.plot.data[0].length - 1;
    const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(to, last));
    this.plot.setCursor({ left: this.plot.valToPos(this.plot.data[0][index], "x"), top: this.plot.over.clientHeight / 2 });
    this.read(index);
  }
}

/** Once they are in the document, and again where its width or its colours are others. */
function drawCharts() {
  charts.forEach(chart => chart.draw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(chart => chart.draw()));
  const watch = new ResizeObserver(() => charts.forEach(chart => chart.box.clientWidth !== chart.width && chart.draw()));
  charts.forEach(chart => watch.observe(chart.box));
}

function axis(more) {
  return { stroke: color("faint"), grid: { stroke: color("grid"), width: 1 }, ticks: { stroke: color("line"), width: 1 },
    font: "12px system-ui, sans-serif", ...more };
}
