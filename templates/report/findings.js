"use strict";
// The findings that the page carries, by column: every text is kept once.

const SIGNS = /[\u0001-\u0003]/g;
const COLLATED = 5000; // so many different texts can be sorted as people do; more of them as computers do, in time
const COLLATOR = new Intl.Collator("en", { numeric: true });
const EMPTY = "(none)";
const NOT_SEARCHED = ["rationale", "command", "console"];

const number = (count) => count.toLocaleString("en");

const element = (tag, properties = {}, ...children) => {
  const { role, ...others } = properties;
  const made = Object.assign(document.createElement(tag), others);
  if (role) made.setAttribute("role", role);
  made.append(...children);
  return made;
};

async function unfolded(id) {
  const text = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place++) bytes[place] = text.charCodeAt(place);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

async function unpacked(id) {
  const [description, ...lines] = (await unfolded(id)).split("\n");
  const data = JSON.parse(description);
  data.columns.forEach((column, place) => (column.values = lines[place].split("\u001f")));
  return data;
}

class Findings {
  constructor({ count, columns, order, tones, requirements, repeated, repeating }) {
    Object.assign(this, { count, order, tones, requirements, repeated });
    this.columns = new Map(columns.map((column) => [column.name, column]));
    for (const column of columns) {
      column.at = this.places(column);
      column.repeating = repeating.includes(column.name);
    }
  }

  // Which text belongs to which row: given step by step, else the only one, else each row's own.
  places({ steps, values }) {
    const at = new Int32Array(this.count);
    let place = 0;
    for (let row = 0; row < this.count; row++) at[row] = steps ? (place += steps[row]) : values.length === 1 ? 0 : row;
    return at;
  }

  text(name, row) {
    const column = this.columns.get(name);
    const text = column.values[column.at[row]];
    return column.repeating ? text.replace(SIGNS, (sign) => this.text(this.repeated[sign.charCodeAt(0) - 1], row)) : text;
  }

  tone(name, row) {
    return this.tones[this.text(name, row)];
  }

  // The different texts of a column in the order of a reader, with the number of their rows.
  choices(name) {
    const { values, at } = this.columns.get(name);
    const counts = new Int32Array(values.length);
    for (const place of at) counts[place]++;
    const order = this.order[name];
    return values
      .map((value, place) => ({ value, place, count: counts[place] }))
      .sort((a, b) => (order ? order.indexOf(a.value) - order.indexOf(b.value) : COLLATOR.compare(a.value, b.value)));
  }

  // Asks of a row whether its text in a column is one of those wanted; a list of texts may hold one of them.
  chooser(name, wanted) {
    const { values, at } = this.columns.get(name);
    const fits = values.map((value) => wanted.some((want) => (want === EMPTY ? !value : value.split("; ").includes(want))));
    return (row) => fits[at[row]];
  }

  // Asks of a row whether all the words stand somewhere in it.
  searcher(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean).map((word) => this.finder(word));
    return (row) => words.every((found) => found(row));
  }

  finder(word) {
    const known = [];
    const searched = [...this.columns.values()].filter((column) => !NOT_SEARCHED.includes(column.name));
    for (const column of searched) {
      column.lower ??= column.values.map((value) => value.toLowerCase());
      const test = column.name === "id" ? (id) => id.includes(word) || (id.length > 8 && word.startsWith(id)) : (one) => one.includes(word);
      const hits = Uint8Array.from(column.lower, test);
      if (hits.includes(1)) known.push([hits, column.at]);
    }
    const repeating = searched.filter((column) => column.repeating);
    return (row) =>
      known.some(([hits, at]) => hits[at[row]]) ||
      repeating.some((column) => this.text(column.name, row).toLowerCase().includes(word));
  }

  // The place of each row if all were sorted by a column; texts that repeat others are sorted by the rest of them.
  ranks(name) {
    const column = this.columns.get(name);
    if (column.ranks) return column.ranks;
    const order = this.order[name] ?? [...column.values].sort(column.values.length > COLLATED ? undefined : COLLATOR.compare);
    const rank = new Map(order.map((text, place) => [text, place]));
    const ranks = column.values.map((text) => rank.get(text));
    return (column.ranks = Int32Array.from(column.at, (place) => ranks[place]));
  }

  sorted(rows, name, down) {
    if (!name) return rows;
    const ranks = this.ranks(name);
    const sign = down ? -1 : 1;
    return rows.sort((a, b) => sign * (ranks[a] - ranks[b]) || a - b);
  }

  // Ids are carried whole or by their first digits; either finds the other.
  rowOf(id) {
    return this.columns.get("id").values.findIndex((own) => own.startsWith(id) || (own.length > 8 && id.startsWith(own)));
  }
}
