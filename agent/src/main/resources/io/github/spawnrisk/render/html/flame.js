// SPDX-License-Identifier: Apache-2.0
// Stacks of spawns: the process at the top, the command at the bottom, as wide as they weigh.
const WEIGHTS = {
  spawns: { title: "count", format: count, total: n => plural(n, "spawn") },
  copy_exposure: { title: "exposure", format: bytes, total: n => bytes(n) + " of copy exposure, added up over all spawns" },
  stall_ns: { title: "stall", format: duration, total: n => duration(n) + " of fork stall" },
};
const ROW = 20;
const NARROWEST = 1 / 500; // of the whole: what is narrower is in the table only

class Frame {
  constructor(label, parent) {
    Object.assign(this, { label, parent, depth: parent ? parent.depth + 1 : 0, children: new Map(), total: 0, site: undefined });
  }

  /** The widest first, as they are drawn. */
  ordered() {
    return [...this.children.values()].sort((one, other) => other.total - one.total || compare(one.label, other.label));
  }
}

function frameTree(weight) {
  const root = new Frame("all", null);
  for (const stack of data.stacks) {
    const w = stack[weight];
    if (!w) continue;
    let frame = root;
    frame.total += w;
    for (const number of stack.path) {
      if (!frame.children.has(number)) frame.children.set(number, new Frame(data.frames[number], frame));
      frame = frame.children.get(number);
      frame.total += w;
    }
    frame.site = stack.site;
  }
  return root;
}

class FlameGraph {
  constructor() {
    this.output = el("output", { class: "readout", "aria-live": "polite" });
    this.canvas = svg("svg", { "aria-hidden": "true" });
    this.box = el("div", { class: "flame chart", role: "application", tabindex: "0",
      "aria-label": "Flame graph. Arrow keys go from frame to frame, Enter widens one, Escape shows all; the table below has all stacks.",
      onkeydown: event => this.key(event) }, this.canvas);
    this.weigh("spawns");
    new ResizeObserver(() => this.box.clientWidth !== this.width && this.draw()).observe(this.box);
  }

  weigh(weight) {
    this.weight = weight;
    this.root = frameTree(weight);
    this.top = this.chosen = this.root;
    this.draw();
  }

  draw() {
    this.width = this.box.clientWidth || 800;
    this.nodes = new Map();
    const drawn = [];
    let above = 0;
    for (let frame = this.top.parent; frame; frame = frame.parent) above++;
    for (let frame = this.top, at = above; frame; frame = frame.parent, at--) drawn.push(this.node(frame, 0, this.width, at));
    let deepest = above;
    const place = (frame, left, width, depth) => {
      deepest = Math.max(deepest, depth);
      let x = left;
      for (const child of frame.ordered()) {
        const wide = width * child.total / frame.total;
        if (wide >= this.width * NARROWEST) {
          drawn.push(this.node(child, x, wide, depth + 1));
          place(child, x, wide, depth + 1);
        }
        x += wide;
      }
    };
    if (this.root.total > 0) place(this.top, 0, this.width, above);
    this.canvas.setAttribute("height", (deepest + 1) * ROW);
    this.canvas.setAttribute("viewBox", "0 0 " + this.width + " " + (deepest + 1) * ROW);
    this.canvas.replaceChildren(...drawn);
    this.choose(this.nodes.has(this.chosen) ? this.chosen : this.top);
  }

  node(frame, x, width, depth) {
    const room = Math.floor((width - 6) / 7.3);
    const text = visible(frame.label);
    const shown = text.length <= room ? text : room < 4 ? "" : "..." + text.slice(text.length - room + 3);
    const node = svg("g", { onclick: () => this.zoom(frame), onmouseenter: () => this.read(frame) },
      svg("rect", { x, y: depth * ROW, width, height: ROW }),
      shown ? svg("text", { x: x + 4, y: depth * ROW + 14 }, shown) : null);
    this.nodes.set(frame, node);
    return node;
  }

  choose(frame) {
    this.nodes.get(this.chosen)?.classList.remove("chosen");
    this.chosen = frame;
    this.nodes.get(frame).classList.add("chosen");
    this.read(frame);
  }

  read(frame) {
    const { total } = WEIGHTS[this.weight];
    const part = this.root.total ? fixed(100 * frame.total / this.root.total, 1) + " %" : "nothing";
    const site = frame.site === undefined ? "" : " (" + report.call_sites[frame.site].level + ")";
    this.output.textContent = visible(frame.label) + site + ": " + total(frame.total) + ", " + part;
  }

  zoom(frame) {
    this.top = frame;
    this.chosen = frame;
    this.draw();
  }

  key(event) {
    if (event.key === "Enter") this.zoom(this.chosen);
    else if (event.key === "Escape") this.zoom(this.root);
    else {
      const to = this.neighbour(event.key);
      if (to === undefined) return;
      if (this.nodes.has(to)) this.choose(to);
    }
    event.preventDefault();
  }

  neighbour(key) {
    const { chosen } = this;
    const siblings = chosen.parent ? chosen.parent.ordered() : [chosen];
    const at = siblings.indexOf(chosen);
    switch (key) {
      case "ArrowUp": return chosen.parent || chosen;
      case "ArrowDown": return chosen.ordered()[0] || chosen;
      case "ArrowLeft": return siblings[at - 1] || chosen;
      case "ArrowRight": return siblings[at + 1] || chosen;
      default: return undefined;
    }
  }
}

function stackTable() {
  const path = row => row.path.map(number => data.frames[number]).join("; ");
  return new ValueTable([number("Spawns", row => row.spawns), size("Exposure", row => row.copy_exposure),
    { title: "Stall", kind: "number", key: row => row.stall_ns, cell: row => value(row.stall_ns, duration) },
    { title: "Stack, outermost frame first", kind: "wide", key: path, cell: row => name(path(row)) }],
  data.stacks, { caption: "Stacks of spawns", search: path });
}

function flame(section) {
  if (!data.stacks.length) return section.append(el("p", {}, "No spawn that returned was seen."));
  const graph = new FlameGraph();
  const choices = Object.entries(WEIGHTS).map(([weight, { title }]) => el("label", {},
    el("input", { type: "radio", name: "weight", value: weight, checked: weight === "spawns", onchange: () => graph.weigh(weight) }), title));
  section.append(el("fieldset", { class: "tools" }, el("legend", {}, "As wide as their"), choices), graph.box, graph.output,
    data.stacks_left_out ? el("p", { class: "faint" }, "Shown are the heaviest stacks by each weight; " + plural(data.stacks_left_out, "stack") + " of " + plural(data.spawns_left_out, "spawn") + " are left out.") : "",
    folded("Stacks as a table", stackTable));
}
