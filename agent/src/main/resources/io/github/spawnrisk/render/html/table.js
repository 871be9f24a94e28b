// SPDX-License-Identifier: Apache-2.0
// A table of however many rows, of which one page is in the document at a time.
const PAGE = 50;
let tables = 0;

/**
 * columns: {title, cell(row) -> node or text, key(row) -> what it is sorted by; none: it is not,
 * kind: a class}. options: caption, search(row) -> text, tools: more nodes, keep(row) -> whether it
 * is shown, detail(row) -> node, opener: which column opens it.
 */
class ValueTable {
  constructor(columns, rows, options) {
    this.id = "table-" + ++tables;
    this.columns = columns;
    this.rows = rows;
    this.options = options;
    this.shown = rows;
    this.page = 0;
    this.sorted = null;
    this.opened = new Set();
    this.texts = null;
    this.body = el("tbody");
    this.status = el("span", { role: "status", class: "faint" });
    this.node = el("div", { class: "table", id: this.id }, this.tools(), this.scroll(), this.pages());
    this.show();
  }

  tools() {
    const { search, tools } = this.options;
    if (!search && !tools) return null;
    const input = search && el("input", { type: "search", autocomplete: "off", spellcheck: "false", oninput: () => this.filter() });
    this.input = input;
    return el("div", { class: "tools" },
      input && el("label", {}, "Search", input), tools || null);
  }

  scroll() {
    this.heads = this.columns.map((column, at) => el("th",
      { scope: "col", class: column.kind, "aria-sort": column.key && "none" },
      column.key ? el("button", { type: "button", onclick: () => this.sort(at) }, column.title) : column.title));
    return el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": this.options.caption },
      el("table", { class: "values" }, el("caption", {}, this.options.caption),
        el("thead", {}, el("tr", {}, this.heads)), this.body));
  }

  pages() {
    this.previous = el("button", { type: "button", onclick: () => this.turn(-1) }, "Previous page");
    this.next = el("button", { type: "button", onclick: () => this.turn(1) }, "Next page");
    return el("div", { class: "tools" }, this.previous, this.next, this.status);
  }

  turn(by) {
    this.page += by;
    this.show();
  }

  filter() {
    const words = this.input ? this.input.value.toLowerCase().split(/\s+/).filter(word => word) : [];
    const { search, keep } = this.options;
    if (words.length && !this.texts) {
      this.texts = new Map(this.rows.map(row => [row, search(row).toLowerCase()]));
    }
    this.shown = this.rows.filter(row => (!keep || keep(row))
      && (!words.length || words.every(word => this.texts.get(row).includes(word))));
    this.order();
  }

  /** The other way round at the second time. */
  sort(at) {
    const down = this.sorted && this.sorted.at === at ? !this.sorted.down : this.columns[at].kind === "number";
    this.sorted = { at, down };
    this.heads.forEach((head, i) => head.hasAttribute("aria-sort")
      && head.setAttribute("aria-sort", i !== at ? "none" : down ? "descending" : "ascending"));
    this.order();
  }

  order() {
    if (this.sorted) {
      const { key } = this.columns[this.sorted.at];
      const sign = this.sorted.down ? -1 : 1;
      const keys = new Map(this.shown.map(row => [row, key(row)]));
      this.shown = [...this.shown].sort((one, other) => sign * compare(keys.get(one), keys.get(other)));
    }
    this.page = 0;
    this.show();
  }

  show() {
    const last = Math.max(0, Math.ceil(this.shown.length / PAGE) - 1);
    this.page = Math.max(0, Math.min(this.page, last));
    const from = this.page * PAGE;
    const rows = this.shown.slice(from, from + PAGE);
    this.body.replaceChildren(...rows.flatMap(row => this.row(row)));
    this.previous.disabled = this.page === 0;
    this.next.disabled = this.page === last;
    this.previous.hidden = this.next.hidden = last === 0;
    const all = this.shown.length === this.rows.length ? "" : " (of " + count(this.rows.length) + " in all)";
    this.status.textContent = this.shown.length === 0 ? "Nothing found" + all
      : count(from + 1) + " to " + count(from + rows.length) + " of " + count(this.shown.length) + all;
  }

  row(row) {
    const cells = this.columns.map((column, at) => el("td", { class: column.kind },
      this.options.detail && at === this.options.opener ? this.opener(row, column.cell(row)) : column.cell(row)));
    const line = el("tr", {}, cells);
    return this.opened.has(row) ? [line, this.detail(row)] : [line];
  }

  opener(row, content) {
    const button = el("button", { type: "button", class: "open", "aria-expanded": String(this.opened.has(row)) }, content);
    if (this.opened.has(row)) button.setAttribute("aria-controls", this.detailId(row));
    button.addEventListener("click", () => this.toggle(row, button));
    return button;
  }

  detailId(row) {
    return this.id + "-detail-" + this.rows.indexOf(row);
  }

  detail(row) {
    return el("tr", { class: "detail", id: this.detailId(row) },
      el("td", { colspan: this.columns.length }, this.options.detail(row)));
  }

  toggle(row, button) {
    const line = button.closest("tr");
    const open = !this.opened.has(row);
    if (open) {
      this.opened.add(row);
      line.after(this.detail(row));
      button.setAttribute("aria-controls", this.detailId(row));
    } else {
      this.opened.delete(row);
      line.nextSibling.remove();
      button.removeAttribute("aria-controls");
    }
    button.setAttribute("aria-expanded", String(open));
  }
}

/** What is not known is less than all that is. */
function compare(one, other) {
  if (one === undefined || other === undefined) return (one !== undefined) - (other !== undefined);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A table that is made when somebody asks for it. */
function folded(title, make) {
  const details = el("details", {}, el("summary", {}, title));
  details.addEventListener("toggle", () => {
    if (details.open && !details.lastChild.classList.contains("table")) details.append(make().node);
  });
  return details;
}
