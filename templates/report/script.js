"use strict";
// Shows the findings that the page carries: only what is looked at becomes part of the document.
(() => {
  const CHUNK = 100;
  const IN_TABLE = ["status", "severity", "title", "account_name", "region", "resource", "reason"];
  const data = JSON.parse(document.getElementById("data").textContent);
  const columns = new Map(data.columns.map((column) => [column.name, column]));
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const selects = [...form.querySelectorAll("select")];
  const frame = document.getElementById("rows");
  const heads = frame.querySelector("thead tr");
  const body = frame.querySelector("tbody");
  const more = document.getElementById("more");
  const state = { rows: [], drawn: 0, sort: "", down: false, only: "" };

  const text = (name, row) => {
    const column = columns.get(name);
    return column.values[column.at ? column.at[row] : row];
  };
  const element = (tag, content = "", properties = {}) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(content);
    return made;
  };
  const number = (count) => count.toLocaleString("en");

  // What is sought: all the words, anywhere in the finding.
  const haystacks = [];
  const haystack = (row) =>
    (haystacks[row] ??= data.columns.map((column) => text(column.name, row)).join("\n").toLowerCase());

  function matching() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = selects.filter((select) => select.value).map((select) => [select.dataset.column, select.value]);
    const fits = (row) =>
      state.only
        ? text("id", row) === state.only
        : chosen.every(([name, value]) => text(name, row) === value) &&
          words.every((word) => haystack(row).includes(word));
    return [...Array(data.count).keys()].filter(fits);
  }

  function sorted(rows) {
    if (!state.sort) return rows;
    const order = data.order[state.sort];
    const rank = order ? (row) => order.indexOf(text(state.sort, row)) : (row) => text(state.sort, row);
    const ranks = new Map(rows.map((row) => [row, rank(row)]));
    const collator = new Intl.Collator("en", { numeric: true });
    const compare = order ? (a, b) => a - b : collator.compare;
    const sign = state.down ? -1 : 1;
    return rows.sort((a, b) => sign * compare(ranks.get(a), ranks.get(b)) || a - b);
  }

  function show() {
    state.rows = sorted(matching());
    state.drawn = 0;
    body.replaceChildren();
    draw();
    const found = state.rows.length;
    frame.hidden = !found;
    document.getElementById("nothing").hidden = found > 0;
    document.getElementById("shown").textContent =
      `${number(found)} of ${number(data.count)} findings${state.only ? ", the one of the link" : ""}`;
  }

  function draw() {
    const next = state.rows.slice(state.drawn, state.drawn + CHUNK);
    body.append(...next.map(line));
    state.drawn += next.length;
    more.hidden = state.drawn >= state.rows.length;
    more.textContent = `Show more (${number(state.rows.length - state.drawn)} left)`;
  }

  function line(row) {
    const cells = element("tr", "", { id: `finding-${text("id", row)}` });
    for (const name of IN_TABLE) {
      const value = text(name, row);
      const tone = name === "status" || name === "severity" ? data.tones[value] : "";
      const cell = element("td", "", { className: name === "title" || name === "reason" ? "long" : "text", dir: "auto" });
      if (tone) cell.append(element("span", value, { className: `tag tone-${tone}` }));
      else if (name === "title") cell.append(opener(row, value));
      else cell.append(value);
      cells.append(cell);
    }
    return cells;
  }

  function opener(row, title) {
    const button = element("button", title, { type: "button" });
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => toggle(button, row));
    return button;
  }

  function toggle(button, row) {
    const line = button.closest("tr");
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) line.nextSibling.remove();
    else line.after(details(row));
  }

  function details(row) {
    const list = element("dl");
    for (const column of data.columns) {
      const value = text(column.name, row);
      if (value && value !== "-") list.append(element("dt", column.title), element("dd", value, { dir: "auto" }));
    }
    const link = element("a", "this finding", { href: `#finding-${text("id", row)}` });
    list.append(element("dt", "Link to"), element("dd", link));
    const cell = element("td", list, { colSpan: IN_TABLE.length });
    return element("tr", cell, { className: "details" });
  }

  function sortBy(name) {
    state.down = state.sort === name && !state.down;
    state.sort = name;
    for (const head of heads.children) {
      if (head.dataset.name === name) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    show();
  }

  function head(name) {
    const button = element("button", columns.get(name).title, { type: "button" });
    button.addEventListener("click", () => sortBy(name));
    const cell = element("th", button, { scope: "col" });
    cell.dataset.name = name;
    return cell;
  }

  function fill(select) {
    const { column: name, beside } = select.dataset;
    const names = new Map();
    for (let row = 0; row < data.count; row++) {
      const value = text(name, row);
      if (!names.has(value)) names.set(value, beside ? `${text(beside, row)} (${value})` : value);
    }
    const order = data.order[name];
    const known = [...names].sort(([a, first], [b, second]) =>
      order ? order.indexOf(a) - order.indexOf(b) : first.localeCompare(second, "en"));
    select.append(element("option", "All", { value: "" }));
    select.append(...known.map(([value, title]) => element("option", title, { value })));
  }

  // A link anywhere on the page may ask for some of the findings, e.g. data-status="Fail".
  function follow(link) {
    form.reset();
    state.only = "";
    for (const select of selects) select.value = link.dataset[select.dataset.column] ?? "";
    show();
  }

  function openLinked() {
    const id = /^#finding-([0-9a-f]+)$/.exec(location.hash)?.[1];
    if (!id) return;
    state.only = id;
    show();
    const button = body.querySelector("button");
    if (button) {
      button.click();
      button.focus();
    }
    document.getElementById("findings").scrollIntoView();
  }

  let waiting = 0;
  form.addEventListener("input", () => {
    state.only = "";
    clearTimeout(waiting);
    waiting = setTimeout(show, 120);
  });
  form.addEventListener("reset", () => {
    state.only = "";
    setTimeout(show);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href="#findings"]');
    if (link && Object.keys(link.dataset).length) follow(link);
  });
  more.addEventListener("click", draw);
  new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && draw(), { rootMargin: "400px" }).observe(more);
  window.addEventListener("hashchange", openLinked);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => (one.open = true)));

  heads.append(...IN_TABLE.map(head));
  selects.forEach(fill);
  form.hidden = false;
  show();
  openLinked();
})();
