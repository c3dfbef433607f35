// All that is known of one finding, in a panel over the page.

class Panel {
  constructor(dialog, findings, { move, closed }) {
    Object.assign(this, { dialog, findings });
    this.title = dialog.querySelector("h2");
    this.body = dialog.querySelector("dl");
    this.place = dialog.querySelector(".place");
    this.link = dialog.querySelector("a");
    const [before, after] = dialog.querySelectorAll("[data-step]");
    Object.assign(this, { before, after });
    for (const button of [before, after]) button.addEventListener("click", () => move(Number(button.dataset.step)));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", closed);
  }

  show(row, place, count) {
    this.title.textContent = this.findings.text("title", row);
    this.body.replaceChildren(...this.facts(row));
    this.place.textContent = `${number(place + 1)} of ${number(count)}`;
    this.before.disabled = place === 0;
    this.after.disabled = place === count - 1;
    this.link.href = `#finding-${this.findings.text("id", row)}`;
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.title.focus();
  }

  facts(row) {
    const told = [...this.findings.columns.values()].filter(({ name }) => name !== "title");
    return told.flatMap(({ name, title }) => {
      const text = this.findings.text(name, row);
      if (!text || text === "-") return [];
      const tone = (name === "status" || name === "severity") && this.findings.tone(name, row);
      const shown = tone ? element("span", { className: `tag tone-${tone}` }, text) : text;
      return [element("dt", {}, title), element("dd", { dir: "auto" }, shown)];
    });
  }
}
