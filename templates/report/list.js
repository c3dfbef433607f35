// The table of findings: of any number of rows, only those in sight are part of the document.

const SPARE = 40; // rows kept ready above and below those in sight: more than a turn of the wheel passes
const TALLEST = 8e6; // pixels that every browser can scroll; a longer list moves faster than the bar
const PRINTED = 1000;
const CELLS = ["status", "severity", "title", "account_name", "resource", "region", "reason"];

class List {
  constructor(frame, findings, open) {
    Object.assign(this, { frame, findings, open, rows: [], current: 0, first: -1, printing: false });
    this.table = frame.querySelector("table");
    this.body = frame.querySelector("tbody");
    [this.above, this.below] = frame.querySelectorAll(".space");
    frame.addEventListener("scroll", () => requestAnimationFrame(() => this.draw()), { passive: true });
    new ResizeObserver(() => requestAnimationFrame(() => this.resize())).observe(frame);
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("click", (event) => this.click(event));
  }

  show(rows) {
    this.rows = rows;
    this.current = 0;
    this.table.setAttribute("aria-rowcount", rows.length + 1);
    this.frame.scrollTop = 0;
    this.resize();
  }

  resize() {
    this.first = -1;
    this.rowHeight = parseFloat(getComputedStyle(this.frame).getPropertyValue("--row")) * parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.draw();
  }

  get headHeight() {
    return this.table.tHead.offsetHeight;
  }

  get fast() {
    const room = this.frame.clientHeight - this.headHeight;
    const whole = this.rows.length * this.rowHeight;
    this.height = Math.min(whole, TALLEST);
    return whole > TALLEST ? (whole - room) / (TALLEST - room) : 1;
  }

  draw() {
    if (this.printing || !this.rowHeight) return;
    const inside = this.frame.scrollTop * this.fast;
    const top = Math.floor(inside / this.rowHeight);
    const first = Math.max(0, top - SPARE);
    if (first === this.first) return;
    const last = Math.min(this.rows.length, top + Math.ceil(this.frame.clientHeight / this.rowHeight) + SPARE + 1);
    const before = this.frame.scrollTop - (inside - first * this.rowHeight);
    this.above.style.height = `${Math.max(0, before)}px`;
    this.below.style.height = `${Math.max(0, this.height - before - (last - first) * this.rowHeight)}px`;
    this.first = first;
    this.fill(first, last);
  }

  fill(first, last) {
    const focused = this.body.contains(document.activeElement);
    this.body.replaceChildren(...this.rows.slice(first, last).map((row, place) => this.line(row, first + place)));
    if (focused) (this.button(this.current) ?? this.frame).focus({ preventScroll: true });
  }

  line(row, place) {
    const line = element("tr", { role: "row" }, ...CELLS.map((name) => this.cell(name, row, place)));
    line.dataset.place = place;
    line.setAttribute("aria-rowindex", place + 2);
    return line;
  }

  cell(name, row, place) {
    const text = this.findings.text(name, row);
    const tone = CELLS.indexOf(name) < 2 && this.findings.tone(name, row);
    const inner = name === "title" ? element("button", { type: "button", tabIndex: place === this.current ? 0 : -1 }, text) : element("span", { className: tone ? `tag tone-${tone}` : "", dir: "auto" }, text);
    return element("td", { role: "cell", className: `at-${name}`, title: tone ? "" : text }, inner);
  }

  button(place) {
    return this.body.querySelector(`[data-place="${place}"] button`);
  }

  click(event) {
    const line = event.target.closest("tr");
    if (!line || String(getSelection())) return;
    this.mark(Number(line.dataset.place));
    this.open(this.current);
  }

  key(event) {
    const page = Math.max(1, Math.floor((this.frame.clientHeight - this.headHeight) / this.rowHeight) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.rows.length, End: this.rows.length }[event.key];
    if (!step || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.go(this.current + step);
  }

  // Only one row is a stop of the Tab key; the arrow keys choose which.
  mark(place) {
    const before = this.button(this.current);
    this.current = Math.min(Math.max(place, 0), this.rows.length - 1);
    if (before) before.tabIndex = -1;
    const after = this.button(this.current);
    if (after) after.tabIndex = 0;
  }

  go(place) {
    this.mark(place);
    const top = (this.current * this.rowHeight) / this.fast;
    const room = (this.frame.clientHeight - this.headHeight - this.rowHeight) / 1;
    if (top < this.frame.scrollTop) this.frame.scrollTop = top;
    else if (top > this.frame.scrollTop + room) this.frame.scrollTop = top - room;
    this.draw();
    this.button(this.current)?.focus({ preventScroll: true });
  }

  // Paper has no scroll bar: the rows given are laid out whole, as far as paper goes.
  print(rows) {
    const wanted = Boolean(rows);
    if (wanted === this.printing) return;
    this.printing = wanted;
    this.first = -1;
    this.above.style.height = this.below.style.height = "";
    if (wanted) this.body.replaceChildren(...rows.slice(0, PRINTED).map((row, place) => this.line(row, place)));
    else this.draw();
  }
}
