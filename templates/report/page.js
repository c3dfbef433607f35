// The page: its address holds the filters, so that a view can be mailed.

const MULTIPLE = ["status", "severity"];
const FAIL = "Fail";
const ALL = "all"; // in the address: no filter at all, where none given means the failures

class Page {
  constructor(findings) {
    this.findings = findings;
    this.form = document.getElementById("filters");
    this.selects = [...this.form.querySelectorAll("select[data-column]")];
    this.search = this.form.querySelector("#search");
    this.sort = this.form.querySelector("#sort");
    this.heads = [...document.querySelectorAll("#rows thead th")];
    this.list = new List(document.getElementById("rows"), findings, (place) => this.open(place));
    this.panel = new Panel(document.getElementById("panel"), findings, {
      move: (step) => this.open(this.list.current + step),
      closed: () => this.closed(),
    });
    this.selects.forEach((select) => this.offer(select));
    MULTIPLE.forEach((name) => this.chips(name));
    this.listen();
    document.getElementById("narrow").open = innerWidth > 700;
    document.getElementById("waiting").remove();
    document.getElementById("found").hidden = false;
    this.follow(false);
  }

  listen() {
    let waiting = 0;
    const ask = () => {
      clearTimeout(waiting);
      waiting = 0;
      this.asked();
    };
    this.search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 150);
    });
    // After leaving the search, the rows change at once: later, they would change under the pointer.
    this.form.addEventListener("change", (event) => (event.target !== this.search || waiting) && ask());
    this.form.addEventListener("reset", () => setTimeout(() => this.asked()));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    for (const head of this.heads) head.firstElementChild.addEventListener("click", () => this.turn(head.dataset.name));
    addEventListener("hashchange", () => this.follow(true));
    const paper = matchMedia("print");
    paper.addEventListener("change", () => this.print(paper.matches));
    addEventListener("beforeprint", () => this.print(true));
    addEventListener("afterprint", () => this.print(false));
  }

  // On paper: what is chosen; without a choice of status, the failures.
  print(wanted) {
    const fails = this.findings.chooser("status", [FAIL]);
    const chosen = this.query.has("status") ? this.list.rows : this.list.rows.filter(fails);
    this.list.print(wanted && chosen);
    this.list.frame.classList.toggle("failures-only", chosen.every(fails));
    document.getElementById("cut").hidden = chosen.length <= PRINTED;
    document.getElementById("cut").textContent = `Of these ${number(chosen.length)}, the first ${number(PRINTED)} are printed; the workbook and the CSV hold them all.`;
  }

  // What the list shows until the reader chooses: the failures, if there are any.
  get opening() {
    return this.findings.columns.get("status").values.includes(FAIL) ? `status=${FAIL}` : "";
  }

  offer(select) {
    const { column, beside, list } = select.dataset;
    const names = list ? this.items(column) : this.findings.choices(column).map(({ value }) => value);
    const named = (value) => (beside ? `${this.beside(column, beside, value)} (${value})` : value || "none");
    const options = names.map((value) => element("option", { value: value || EMPTY }, named(value)));
    if (beside) options.sort((a, b) => a.text.localeCompare(b.text, "en"));
    select.append(...options);
  }

  // The items of a column whose texts are lists.
  items(name) {
    const all = this.findings.columns.get(name).values.flatMap((value) => value.split("; "));
    return [...new Set(all)].filter(Boolean).sort(COLLATOR.compare);
  }

  beside(name, other, value) {
    const { values, at } = this.findings.columns.get(name);
    this.firsts ??= at.reduceRight((firsts, place, row) => ((firsts[place] = row), firsts), []);
    return this.findings.text(other, this.firsts[values.indexOf(value)]);
  }

  chips(name) {
    const chips = this.findings.order[name].map((value) => {
      const box = element("input", { type: "checkbox", name, value });
      const tone = this.findings.tones[value];
      return element("label", { className: `chip tone-${tone}` }, box, element("span", {}, value), element("output", { className: "number" }));
    });
    this.form.querySelector(`fieldset[data-column="${name}"]`).append(...chips);
  }

  boxes(name) {
    return [...this.form.querySelectorAll(`input[name="${name}"]`)];
  }

  // The filters of the form, as the address holds them.
  get query() {
    const query = new URLSearchParams();
    for (const name of MULTIPLE) for (const box of this.boxes(name)) if (box.checked) query.append(name, box.value);
    for (const select of this.selects) if (select.value) query.append(select.dataset.column, select.value);
    if (this.search.value.trim()) query.append("q", this.search.value.trim());
    if (this.sort.value) query.append("sort", this.sort.value);
    return query;
  }

  set query(query) {
    for (const name of MULTIPLE) for (const box of this.boxes(name)) box.checked = query.getAll(name).includes(box.value);
    for (const select of this.selects) {
      const wanted = query.get(select.dataset.column) ?? "";
      select.value = wanted;
      if (select.value === wanted) continue;
      select.append(element("option", { value: wanted }, wanted)); // asked for, and not in this report: nothing is found
      select.value = wanted;
    }
    this.search.value = query.get("q") ?? "";
    this.sort.value = query.get("sort") ?? "";
  }

  asked() {
    this.remember();
    this.show();
  }

  remember(start = "findings") {
    const address = `#${start}?${String(this.query) || ALL}`;
    document.getElementById("link").href = address;
    try {
      history.replaceState(null, "", address);
    } catch {
      // Some viewers of attachments lock the address; the page works without.
    }
  }

  // Does what the address says.
  follow(moved) {
    const [, id, query] = /^#finding(?:s|-([0-9a-f]+))(?:\?(.*))?$/.exec(location.hash) ?? [];
    const meant = location.hash.startsWith("#finding");
    if (moved && !meant) return;
    this.query = new URLSearchParams(query ?? (id ? ALL : this.opening));
    document.getElementById("link").href = meant ? location.hash : "#findings";
    this.show();
    if (meant) this.arrive();
    if (id) this.openLinked(id);
  }

  arrive() {
    document.getElementById("findings").scrollIntoView();
    document.getElementById("findings-title").focus({ preventScroll: true });
  }

  openLinked(id) {
    const row = this.findings.rowOf(id);
    const place = this.list.rows.indexOf(row);
    if (place >= 0) this.list.go(place);
    if (place >= 0) this.open(place);
    else document.getElementById("shown").textContent = `The finding ${id} of the link is not in this report.`;
  }

  show() {
    const query = this.query;
    const others = [this.findings.searcher(query.get("q") ?? "")];
    for (const { dataset } of this.selects)
      if (query.has(dataset.column)) others.push(this.findings.chooser(dataset.column, query.getAll(dataset.column)));
    const [status, severity] = MULTIPLE.map((name) => (query.has(name) ? this.findings.chooser(name, query.getAll(name)) : () => true));
    const counts = { status: new Map(), severity: new Map() };
    const count = (name, row) => {
      const text = this.findings.text(name, row);
      counts[name].set(text, (counts[name].get(text) ?? 0) + 1);
    };
    const rows = [];
    for (let row = 0; row < this.findings.count; row++) {
      if (!others.every((fits) => fits(row))) continue;
      const [byStatus, bySeverity] = [status(row), severity(row)];
      if (bySeverity) count("status", row);
      if (byStatus) count("severity", row);
      if (byStatus && bySeverity) rows.push(row);
    }
    this.report(rows.length, counts);
    const [, down, name] = /^(-?)(.*)$/.exec(query.get("sort") ?? "");
    this.list.show(this.findings.sorted(rows, name, down));
  }

  report(found, counts) {
    for (const name of MULTIPLE)
      for (const box of this.boxes(name)) box.parentElement.querySelector("output").value = number(counts[name].get(box.value) ?? 0);
    document.getElementById("rows").hidden = !found;
    document.getElementById("nothing").hidden = found > 0;
    document.getElementById("shown").textContent = `${number(found)} of ${number(this.findings.count)} findings`;
    const [, down, sorted] = /^(-?)(.*)$/.exec(this.sort.value);
    for (const head of this.heads) {
      if (head.dataset.name === sorted) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  turn(name) {
    this.sort.value = this.sort.value === name ? `-${name}` : name;
    this.asked();
  }

  open(place) {
    this.list.mark(place);
    const row = this.list.rows[this.list.current];
    this.panel.show(row, this.list.current, this.list.rows.length);
    this.remember(`finding-${this.findings.text("id", row)}`);
  }

  closed() {
    this.remember();
    this.list.go(this.list.current);
  }
}

// Tables that stand in the document whole are sorted where they stand.
function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const key = (row, place) => {
    const text = row.cells[place].textContent.trim();
    const value = parseFloat(text.replaceAll(",", ""));
    return /^[+-]?[\d,.]+( %)?$/.test(text) && text.length < 12 ? value : text === "-" ? -1 : text.toLowerCase();
  };
  const compare = (a, b) => (typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1);
  heads.forEach((head, place) => {
    const button = element("button", { type: "button" }, ...head.childNodes);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const sign = head.getAttribute("aria-sort") === "descending" ? 1 : head.hasAttribute("aria-sort") || !head.matches(".count, .difference, .percent") ? (head.getAttribute("aria-sort") === "ascending" ? -1 : 1) : -1;
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      body.append(...[...body.rows].sort((a, b) => sign * compare(key(a, place), key(b, place))));
    });
  });
}

// Marks the sides on which a table goes on.
function edges(frame) {
  const mark = () => {
    frame.classList.toggle("more-left", frame.scrollLeft > 1);
    frame.classList.toggle("more-right", frame.scrollLeft + frame.clientWidth < frame.scrollWidth - 1);
  };
  frame.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(frame);
}

(async () => {
  const waiting = document.getElementById("waiting");
  try {
    const data = await unpacked("data");
    if (data.count) window.page = new Page(new Findings(data));
    else waiting.textContent = waiting.dataset.none;
  } catch (error) {
    waiting.textContent = `${waiting.dataset.broken} (${error.message})`;
    throw error;
  }
  for (const place of document.querySelectorAll(".unfolds")) place.innerHTML = await unfolded(place.dataset.from);
  document.querySelectorAll("table[data-sortable]").forEach(sortable);
  document.querySelectorAll(".scroll").forEach(edges);
  // The list of findings takes its height in the next frame; only then a section has its place.
  const land = () => /^#[\w-]+$/.test(location.hash) && !location.hash.startsWith("#finding") && document.querySelector(location.hash)?.scrollIntoView();
  land();
  requestAnimationFrame(() => requestAnimationFrame(land));
})();
