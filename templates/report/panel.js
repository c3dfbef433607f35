// A finding in a panel over the page: what is wrong, why it matters, how to fix it, and the rest.

const FIRST = ["account_name", "account_id", "resource", "region", "arn", "owner", "due_date"];
const APART = ["status", "severity", "title", "finding", "reason", "rationale", "remediation", "command", "console", "frameworks"];
const FIXABLE = ["Fail", "Manual", "Waived"];

class Panel {
  constructor(dialog, findings, { move, closed }) {
    Object.assign(this, { dialog, findings });
    this.title = dialog.querySelector("h2");
    this.body = dialog.querySelector(".about");
    this.place = dialog.querySelector(".place");
    this.link = dialog.querySelector(".link");
    const [before, after] = dialog.querySelectorAll("[data-step]");
    Object.assign(this, { before, after });
    for (const button of [before, after]) button.addEventListener("click", () => move(Number(button.dataset.step)));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", closed);
  }

  show(row, place, count) {
    this.title.textContent = this.findings.text("finding", row) || this.findings.text("title", row);
    this.body.replaceChildren(...this.parts((name) => this.findings.text(name, row), row));
    this.place.textContent = `${number(place + 1)} of ${number(count)}`;
    this.before.disabled = place === 0;
    this.after.disabled = place === count - 1;
    this.link.href = `#finding-${this.findings.text("id", row)}`;
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.title.focus();
  }

  parts(text, row) {
    const names = [...this.findings.columns.keys()].filter((name) => !FIRST.includes(name) && !APART.includes(name));
    return [
      this.tags(text, row),
      element("p", { className: "reason", dir: "auto" }, text("reason")),
      this.facts(FIRST, text),
      ...this.console(text),
      ...this.why(text),
      ...(FIXABLE.includes(text("status")) ? this.fix(text) : []),
      ...this.requirements(text("frameworks")),
      element("h3", {}, "Details"),
      this.facts(names, text),
    ];
  }

  tags(text, row) {
    const tags = ["status", "severity"].map((name) => element("span", { className: `tag tone-${this.findings.tone(name, row)}` }, text(name)));
    const required = text("finding") ? [element("span", { className: "note" }, `Requirement: ${text("title")}`)] : [];
    return element("p", { className: "tags" }, ...tags, ...required);
  }

  facts(names, text) {
    const given = names.filter((name) => text(name) && text(name) !== "-");
    const pairs = given.flatMap((name) => [
      element("dt", {}, this.findings.columns.get(name).title),
      element("dd", { dir: "auto" }, text(name)),
    ]);
    return element("dl", {}, ...pairs);
  }

  console(text) {
    const href = text("console");
    if (!href.startsWith("https://")) return [];
    const link = element("a", { href, target: "_blank", rel: "noopener noreferrer" }, "Open in the AWS console");
    return [element("p", { className: "console" }, link, element("span", { className: "note" }, ` (sign in to ${text("account_name")} first)`))];
  }

  why(text) {
    return text("rationale") ? [element("h3", {}, "Why it matters"), element("p", {}, text("rationale"))] : [];
  }

  fix(text) {
    const command = text("command").replaceAll("\u001e", "\n");
    const steps = [element("h3", {}, "How to fix"), element("p", {}, text("remediation"))];
    return command ? [...steps, this.command(command)] : steps;
  }

  command(text) {
    const code = element("pre", { tabIndex: 0 }, text);
    code.setAttribute("aria-label", "AWS CLI commands");
    code.setAttribute("role", "group");
    const button = element("button", { type: "button" }, "Copy");
    button.addEventListener("click", async () => {
      button.textContent = (await copied(text, code)) ? "Copied" : "Press Ctrl+C";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    return element("div", { className: "command" }, button, code);
  }

  requirements(text) {
    if (!text) return [];
    const items = text.split("; ").map((name) => {
      const title = this.findings.requirements[name];
      return element("li", {}, element("strong", {}, name), title ? ` ${title}` : "");
    });
    return [element("h3", {}, "Requirements"), element("ul", { className: "requirements" }, ...items)];
  }
}

// Some viewers do not let a page write to the clipboard: then the text is selected for the reader.
async function copied(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(place);
    return document.execCommand("copy");
  }
}
