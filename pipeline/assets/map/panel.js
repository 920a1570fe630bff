// The filters, which are the legend too: each choice stands beside its sign and its count.

const PRECISIONS = ["unplaced", "exact", "near", "region"];
const SIGNS = {
  statuses: (number) => (c, x, y) => drawEvent(c, x, y, 7, 1, number),
  precisions: (number) => (c, x, y) => {
    if (number === 0) return;
    if (number === 2) drawArea(c, x, y, 9.5, style.area, false);
    c.globalAlpha = number === 3 ? 0.45 : 1;
    if (number === 3) drawArea(c, x, y, 11, style.area, true);
    if (number < 3) drawEvent(c, x, y, 4.5, 1, 0);
  },
};

class Panel {
  constructor(events, filter) {
    this.events = events;
    this.filter = filter;
    this.boxes = [];
    this.types(document.getElementById("types"));
    this.choices(document.getElementById("statuses"), "statuses", settings.statuses.map((name) => label(`status.${name}`)));
    this.choices(document.getElementById("precisions"), "precisions", PRECISIONS.map((name) => label(`precision.${name}`)));
    this.inputs();
    this.update();
  }

  box(text_, children, hidden, change) {
    const input = element("input", { type: "checkbox" });
    const count = element("span", { class: "count" });
    input.addEventListener("change", () => change(input.checked));
    this.boxes.push({ input, count, hidden });
    return element("label", { class: "choice", children: [input, ...children, element("span", { class: "choice-name", text: text_ }), count] });
  }

  /** One line a type, with its sub-types folded under it. */
  types(list) {
    settings.types.forEach((name, type) => {
      const subs = settings.subs.flatMap(([, owner], sub) => (owner === type ? [sub] : []));
      const set = (numbers, on) => {
        const hidden = new Set(this.filter.values.subs);
        for (const number of numbers) on ? hidden.delete(number) : hidden.add(number);
        this.filter.set({ subs: hidden });
      };
      const icon = sign((c, x, y) => drawEvent(c, x, y, 7, type, 0));
      const head = this.box(typeName(name), [icon], { counts: "subs", numbers: subs }, (on) => set(subs, on));
      const inner = subs.map((sub) => this.box(typeName(settings.subs[sub][0]), [], { counts: "subs", numbers: [sub] }, (on) => set([sub], on)));
      const fold_ = element("details", { children: [element("summary", { title: label("subs"), "aria-label": `${label("subs")}: ${typeName(name)}` }), ...inner] });
      list.append(element("li", { children: [head, fold_] }));
    });
  }

  choices(list, name, texts) {
    const numbers = name === "precisions" ? [1, 2, 3, 0] : texts.keys();
    for (const number of numbers) {
      const change = (on) => {
        const hidden = new Set(this.filter.values[name]);
        on ? hidden.delete(number) : hidden.add(number);
        this.filter.set({ [name]: hidden });
      };
      list.append(element("li", { children: [this.box(texts[number], [sign(SIGNS[name](number))], { counts: name, numbers: [number] }, change)] }));
    }
  }

  inputs() {
    for (const name of ["text", "actor", "source", "deaths"]) {
      const input = document.getElementById(name);
      let timer = null;
      input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => this.filter.set({ [name]: name === "deaths" ? Math.max(0, Math.floor(Number(input.value)) || 0) : input.value }), 120);
      });
    }
    this.suggest("actor-names", "actors");
    this.suggest("source-names", "sources");
  }

  /** The most frequent names of a list column, for an input to offer. */
  suggest(id, name) {
    const counts = new Uint32Array(this.events.strings[name].length);
    for (const number of this.events[name]) counts[number]++;
    const most = Array.from(counts.keys()).filter((number) => number).sort((a, b) => counts[b] - counts[a] || a - b);
    document.getElementById(id).append(...most.slice(0, 200).map((number) => element("option", { value: this.events.strings[name][number] })));
  }

  /** Bring every control in line with the filter. */
  update() {
    const { values, counts } = this.filter;
    for (const { input, count, hidden: { counts: name, numbers } } of this.boxes) {
      const off = numbers.filter((number) => values[name].has(number)).length;
      const total = numbers.reduce((sum, number) => sum + counts[name][number], 0);
      input.checked = off < numbers.length;
      input.indeterminate = off > 0 && off < numbers.length;
      count.textContent = numberFormat.format(total);
      input.closest("label").classList.toggle("none", total === 0);
    }
    for (const name of ["text", "actor", "source"]) {
      const input = document.getElementById(name);
      if (input !== document.activeElement) input.value = values[name];
    }
    const deaths = document.getElementById("deaths");
    if (deaths !== document.activeElement) deaths.value = values.deaths || "";
    document.getElementById("reset").disabled = !this.filter.active;
  }
}
