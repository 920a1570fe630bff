// The events as a table: the way in for a keyboard or a screen reader, and the list of those without a place.

const ROWS = 100;

class Table {
  constructor(events, filter, open) {
    this.events = events;
    this.filter = filter;
    this.open = open;
    this.page = 0;
    this.order = { key: "day", down: false };
    this.unplaced = false;
    this.box = document.getElementById("list");
    this.body = document.getElementById("rows");
    this.buttons = { all: document.getElementById("list-all"), unplaced: document.getElementById("list-unplaced") };
    this.buttons.all.addEventListener("click", () => this.choose(false));
    this.buttons.unplaced.addEventListener("click", () => this.choose(true));
    document.getElementById("list-close").addEventListener("click", () => this.show(false));
    document.getElementById("before").addEventListener("click", () => this.turn(-1));
    document.getElementById("next").addEventListener("click", () => this.turn(1));
    for (const head of document.querySelectorAll("#list th button")) head.addEventListener("click", () => this.sort(head.dataset.key));
  }

  show(visible, unplaced = this.unplaced) {
    this.box.hidden = !visible;
    document.body.classList.toggle("with-list", visible);
    if (visible) this.choose(unplaced);
    window.dispatchEvent(new Event("resize"));
  }

  choose(unplaced) {
    this.unplaced = unplaced;
    this.page = 0;
    this.draw();
  }

  turn(by) {
    this.page += by;
    this.draw();
    document.getElementById("table-box").scrollTop = 0;
  }

  sort(key) {
    this.order = { key, down: this.order.key === key ? !this.order.down : key === "fatalities" };
    this.page = 0;
    this.draw();
  }

  /** Numbers of the events listed, in the order chosen. */
  listed() {
    const { shown } = this.filter;
    const chosen = this.unplaced ? shown.filter((i) => this.events.precision[i] === 0) : shown.slice();
    const values = this.events[this.order.key];
    const rank = this.order.key === "day" ? (i) => (values[i] === NONE ? Infinity : values[i]) : (i) => values[i];
    const sign_ = this.order.down ? -1 : 1;
    if (this.order.key === "day" && !this.order.down) return chosen;
    return chosen.sort((a, b) => (rank(a) === rank(b) ? a - b : sign_ * (rank(a) < rank(b) ? -1 : 1)));
  }

  draw(rows = ROWS) {
    if (this.box.hidden && rows === ROWS) return;
    const unplaced = this.filter.shown.reduce((sum, i) => sum + (this.events.precision[i] === 0), 0);
    this.buttons.all.textContent = label("list.all", { n: numberFormat.format(this.filter.shown.length) });
    this.buttons.unplaced.textContent = label("list.unplaced", { n: numberFormat.format(unplaced) });
    this.buttons.all.setAttribute("aria-pressed", String(!this.unplaced));
    this.buttons.unplaced.setAttribute("aria-pressed", String(this.unplaced));
    const listed_ = this.listed();
    const pages = Math.max(1, Math.ceil(listed_.length / rows));
    this.page = Math.min(Math.max(0, this.page), pages - 1);
    const from = this.page * rows;
    this.body.replaceChildren(...Array.from(listed_.slice(from, from + rows), (i) => this.row(i)));
    const last = Math.min(listed_.length, from + rows);
    document.getElementById("which").textContent = label("rows", { from: listed_.length ? from + 1 : 0, to: last, n: numberFormat.format(listed_.length) });
    document.getElementById("before").disabled = this.page === 0;
    document.getElementById("next").disabled = this.page >= pages - 1;
    for (const head of document.querySelectorAll("#list th")) {
      const key = head.querySelector("button")?.dataset.key;
      if (key) head.setAttribute("aria-sort", key !== this.order.key ? "none" : this.order.down ? "descending" : "ascending");
    }
  }

  row(i) {
    const fields = readFields(this.events, i);
    const place = [fields.location ?? fields.location_text ?? label("where.unknown"), fields.admin1, fields.country].filter((part, at, all) => part && all.indexOf(part) === at);
    const open = element("button", { type: "button", class: "open", text: typeName(fields.sub_event_type), on: { click: () => this.open(i, open) } });
    const cell = (text_) => element("td", { dir: "auto", text: text_ });
    const until = fields.event_date_end !== fields.event_date && fields.event_date_end ? ` – ${fields.event_date_end}` : "";
    return element("tr", {
      children: [
        element("td", { text: fields.event_date ? fields.event_date + until : label("when.unknown") }),
        element("th", { scope: "row", children: [element("span", { children: [sign((c, x, y) => drawEvent(c, x, y, 6, this.events.type[i], this.events.status[i]), 18), open] })] }),
        cell(place.join(", ")),
        cell(fields.actor1.join("; ")),
        cell(fields.actor2.join("; ")),
        element("td", { class: "number", text: fields.fatalities === null ? "" : numberFormat.format(fields.fatalities) }),
        element("td", { text: label(`status.${fields.status}`) }),
        cell(fields.source.join("; ")),
      ],
    });
  }
}
