// The time line: a histogram of what the other filters let through, with a window that can be dragged and played.

const UNITS = ["day", "week", "month", "year"];
const MOST_BARS = 130;

/** First days of the bars from `first` to `last`, and the day after. */
function barEdges(first, last) {
  for (const unit of UNITS) {
    const edges = edgesBy(unit, first, last);
    if (edges.length <= MOST_BARS || unit === "year") return { unit, edges };
  }
  return null;
}

function edgesBy(unit, first, last) {
  const edges = [];
  const start = new Date(first * DAY);
  if (unit === "day" || unit === "week") {
    const step = unit === "day" ? 1 : 7;
    const monday = unit === "week" ? (start.getUTCDay() + 6) % 7 : 0;
    for (let day = first - monday; day <= last + step && edges.length <= MOST_BARS + 1; day += step) edges.push(day);
    return edges;
  }
  let year = start.getUTCFullYear();
  let month = unit === "month" ? start.getUTCMonth() : 0;
  for (;;) {
    const day = Date.UTC(year, month, 1) / DAY;
    edges.push(day);
    if (day > last || edges.length > 4000) return edges;
    if (unit === "month") month += 1;
    else year += 1;
  }
}

class Timeline {
  constructor(events, filter) {
    this.events = events;
    this.filter = filter;
    this.canvas = document.getElementById("histogram");
    this.from = document.getElementById("from");
    this.to = document.getElementById("to");
    this.play = document.getElementById("play");
    const days = events.day.filter((day) => day !== NONE);
    this.empty = days.length === 0;
    document.getElementById("time").hidden = this.empty;
    if (this.empty) return;
    this.first = days.reduce((a, b) => Math.min(a, b));
    this.last = events.last.reduce((a, b) => Math.max(a, b));
    Object.assign(this, barEdges(this.first, this.last));
    this.bars = this.assign();
    this.listen();
  }

  /** The bar of each event, by its first day. */
  assign() {
    const { edges } = this;
    return Int16Array.from(this.events.day, (day) => {
      if (day === NONE) return -1;
      let low = 0;
      let high = edges.length - 2;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (edges[middle] <= day) low = middle;
        else high = middle - 1;
      }
      return low;
    });
  }

  listen() {
    for (const input of [this.from, this.to]) {
      input.min = isoDay(this.first);
      input.max = isoDay(this.last);
      input.addEventListener("change", () => this.filter.set({ from: fromIso(this.from.value), to: fromIso(this.to.value) }));
    }
    this.play.addEventListener("click", () => this.toggle());
    document.getElementById("all-time").addEventListener("click", () => this.filter.set({ from: null, to: null }));
    this.canvas.addEventListener("pointerdown", (event) => this.drag(event));
    this.canvas.addEventListener("pointermove", (event) => this.hint(event));
    this.canvas.addEventListener("pointerleave", () => (document.getElementById("bar-hint").textContent = ""));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  get plot() {
    return { width: this.canvas.clientWidth, height: this.canvas.clientHeight - 16 };
  }

  dayAt(x) {
    const start = this.edges[0];
    const share = Math.max(0, Math.min(1, x / this.plot.width));
    return start + Math.floor(share * (this.edges.at(-1) - start) * 0.999999);
  }

  xOf(day) {
    return ((day - this.edges[0]) / (this.edges.at(-1) - this.edges[0])) * this.plot.width;
  }

  barAt(day) {
    let bar = 0;
    while (bar < this.edges.length - 2 && this.edges[bar + 1] <= day) bar++;
    return bar;
  }

  /** Drag a new window; inside the present one move it, at its rims change it. */
  drag(event) {
    this.stop();
    this.canvas.setPointerCapture(event.pointerId);
    const offset = (moved) => moved.clientX - this.canvas.getBoundingClientRect().left;
    const began = offset(event);
    const { from, to } = this.filter.values;
    const left = from === null ? null : this.xOf(from);
    const right = to === null ? null : this.xOf(to + 1);
    const mode = this.grip(began, left, right);
    let moved = false;
    const move = (now) => {
      const x = offset(now);
      moved ||= Math.abs(x - began) > 3;
      if (!moved) return;
      if (mode === "move") this.shift(from, to, this.dayAt(x) - this.dayAt(began));
      else if (mode === "left") this.choose(this.dayAt(x), to);
      else if (mode === "right") this.choose(from, this.dayAt(x));
      else this.choose(this.dayAt(began), this.dayAt(x));
    };
    const end = (now) => {
      this.canvas.removeEventListener("pointermove", move);
      this.canvas.removeEventListener("pointerup", end);
      if (moved) return;
      const bar = this.barAt(this.dayAt(offset(now)));
      this.filter.set({ from: this.edges[bar], to: this.edges[bar + 1] - 1 });
    };
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("pointerup", end);
  }

  grip(x, left, right) {
    if (left !== null && Math.abs(x - left) < 7) return "left";
    if (right !== null && Math.abs(x - right) < 7) return "right";
    return left !== null && right !== null && x > left && x < right ? "move" : "new";
  }

  /** A window of whole bars. */
  choose(a, b) {
    const low = this.barAt(Math.min(a ?? this.first, b ?? this.last));
    const high = this.barAt(Math.max(a ?? this.first, b ?? this.last));
    this.later({ from: this.edges[low], to: this.edges[high + 1] - 1 });
  }

  shift(from, to, days) {
    const width = to - from;
    const start = this.edges[this.barAt(Math.max(this.edges[0], Math.min(this.edges.at(-1) - width - 1, from + days)))];
    this.later({ from: start, to: start + width });
  }

  /** Set at most once a frame while dragging. */
  later(values) {
    if (!this.waiting) requestAnimationFrame(() => {
      this.filter.set(this.waiting);
      this.waiting = null;
    });
    this.waiting = values;
  }

  toggle() {
    if (this.timer) {
      this.stop();
      return;
    }
    this.play.setAttribute("aria-pressed", "true");
    this.play.textContent = label("pause");
    this.timer = setInterval(() => this.step(), 700);
    this.step();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.setAttribute("aria-pressed", "false");
    this.play.textContent = label("play");
  }

  /** Move the window on by one bar; without a window begin with a twelfth of the bars. */
  step() {
    const { from, to } = this.filter.values;
    const last = this.edges.length - 2;
    if (from === null || to === null) {
      const bars = Math.max(1, Math.round(this.edges.length / 12));
      this.filter.set({ from: this.edges[0], to: this.edges[bars] - 1 });
      return;
    }
    const low = this.barAt(from) + 1;
    const high = this.barAt(to) + 1;
    if (high > last) this.stop();
    else this.filter.set({ from: this.edges[low], to: this.edges[high + 1] - 1 });
  }

  hint(event) {
    const bar = this.barAt(this.dayAt(event.offsetX));
    const total = this.totals?.[bar] ?? 0;
    const span = this.unit === "day" ? isoDay(this.edges[bar]) : `${isoDay(this.edges[bar])} – ${isoDay(this.edges[bar + 1] - 1)}`;
    document.getElementById("bar-hint").textContent = `${span}: ${label("n_events", { n: numberFormat.format(total) })}`;
  }

  draw() {
    if (this.empty) return;
    const bars = this.edges.length - 1;
    const kinds = settings.types.length;
    const counts = new Uint32Array(bars * kinds);
    const { mask } = this.filter;
    for (let i = 0; i < mask.length; i++) {
      if ((mask[i] & ~BIT.time) === 0 && this.bars[i] >= 0) counts[this.bars[i] * kinds + this.events.type[i]]++;
    }
    this.totals = Array.from({ length: bars }, (_, bar) => counts.subarray(bar * kinds, (bar + 1) * kinds).reduce((a, b) => a + b, 0));
    this.paint(counts, kinds);
    const { from, to } = this.filter.values;
    this.from.value = isoDay(from ?? this.first);
    this.to.value = isoDay(to ?? this.last);
    document.getElementById("all-time").disabled = from === null && to === null;
    this.canvas.setAttribute("aria-label", label("histogram", { unit: label(`unit.${this.unit}`), from: isoDay(this.first), to: isoDay(this.last) }));
  }

  paint(counts, kinds) {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = this.plot;
    this.canvas.width = width * ratio;
    this.canvas.height = (height + 16) * ratio;
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    const highest = Math.max(1, ...this.totals);
    const { from, to } = this.filter.values;
    const gap = width / this.totals.length > 4 ? 1 : 0;
    this.totals.forEach((total, bar) => {
      const left = this.xOf(this.edges[bar]);
      const wide = Math.max(1, this.xOf(this.edges[bar + 1]) - left - gap);
      const inside = (from === null || this.edges[bar + 1] > from) && (to === null || this.edges[bar] <= to);
      context.globalAlpha = inside ? 1 : 0.25;
      let top = height;
      for (let type = 0; type < kinds; type++) {
        const tall = (counts[bar * kinds + type] / highest) * (height - 4);
        context.fillStyle = TYPES[type].colour;
        context.fillRect(left, (top -= tall), wide, tall);
      }
    });
    context.globalAlpha = 1;
    this.paintAxis(context, width, height);
    if (from !== null || to !== null) this.paintWindow(context, width, height, from, to);
  }

  paintAxis(context, width, height) {
    context.fillStyle = style.ink;
    context.globalAlpha = 0.75;
    context.font = `11px ${style.font}`;
    context.textBaseline = "top";
    context.textAlign = "left";
    const years = this.edges.at(-1) - this.edges[0] > 1500;
    const format = new Intl.DateTimeFormat(locale, years ? { year: "numeric", timeZone: "UTC" } : { month: "short", year: "numeric", day: this.unit === "day" ? "numeric" : undefined, timeZone: "UTC" });
    let free = 0;
    for (const day of this.edges.slice(0, -1)) {
      const x = this.xOf(day);
      const text_ = format.format(new Date(day * DAY));
      const wide = context.measureText(text_).width;
      if (x < free || x + wide > width || (years && new Date(day * DAY).getUTCMonth() > 0)) continue;
      context.fillText(text_, x, height + 3);
      free = x + wide + 24;
    }
    context.globalAlpha = 0.25;
    context.fillRect(0, height, width, 1);
    context.globalAlpha = 1;
  }

  paintWindow(context, width, height, from, to) {
    const left = from === null ? 0 : this.xOf(from);
    const right = to === null ? width : this.xOf(to + 1);
    context.fillStyle = style.ink;
    context.globalAlpha = 0.08;
    context.fillRect(left, 0, right - left, height);
    context.globalAlpha = 1;
    for (const x of [left, right]) {
      context.fillRect(Math.min(width - 2, Math.max(0, x - 1)), 0, 2, height);
      context.fillRect(Math.min(width - 5, Math.max(0, x - 2.5)), height / 2 - 8, 5, 16);
    }
  }
}
