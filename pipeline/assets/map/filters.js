// Which events are shown: one bit a filter and event; an event is shown when all its bits are clear.

const BIT = { time: 1, type: 2, status: 4, precision: 8, deaths: 16, actor: 32, source: 64, text: 128 };
const PLACE_COLUMNS = ["location", "location_text", "admin1", "country"];

const fold = (string) => string.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** For each string of a dictionary, whether it holds `word`. */
function holding(folded, word) {
  const flags = new Uint8Array(folded.length);
  for (let i = 1; i < folded.length; i++) flags[i] = folded[i].includes(word) ? 1 : 0;
  return flags;
}

class Filter {
  constructor(events) {
    this.events = events;
    this.mask = new Uint8Array(events.count);
    this.used = 0;
    this.version = 0;
    this.listeners = [];
    this.folded = {};
    this.values = Filter.empty();
    this.count();
  }

  static empty() {
    return { from: null, to: null, subs: new Set(), statuses: new Set(), precisions: new Set(), deaths: 0, actor: "", source: "", text: "" };
  }

  /** Change some values and tell the listeners. The sets hold what is hidden. */
  set(changes) {
    Object.assign(this.values, changes);
    const touched = new Set(Object.keys(changes));
    if (touched.has("from") || touched.has("to")) this.byTime();
    if (touched.has("subs")) this.byNumber(BIT.type, this.events.sub, this.values.subs);
    if (touched.has("statuses")) this.byNumber(BIT.status, this.events.status, this.values.statuses);
    if (touched.has("precisions")) this.byNumber(BIT.precision, this.events.precision, this.values.precisions);
    if (touched.has("deaths")) this.mark(BIT.deaths, this.values.deaths > 0, (i) => this.events.fatalities[i] >= this.values.deaths);
    if (touched.has("actor")) this.byList(BIT.actor, "actors", this.values.actor);
    if (touched.has("source")) this.byList(BIT.source, "sources", this.values.source);
    if (touched.has("text")) this.byText();
    this.count();
    for (const listener of this.listeners) listener(touched);
  }

  mark(bit, active, passes) {
    const { mask } = this;
    if (!active && !(this.used & bit)) return;
    this.used = active ? this.used | bit : this.used & ~bit;
    for (let i = 0; i < mask.length; i++) {
      if (active && !passes(i)) mask[i] |= bit;
      else mask[i] &= ~bit;
    }
  }

  byTime() {
    const { day, last } = this.events;
    const { from, to } = this.values;
    const passes = (i) => day[i] !== NONE && (from === null || last[i] >= from) && (to === null || day[i] <= to);
    this.mark(BIT.time, from !== null || to !== null, passes);
  }

  byNumber(bit, column, hidden) {
    this.mark(bit, hidden.size > 0, (i) => !hidden.has(column[i]));
  }

  dictionary(name) {
    this.folded[name] ??= this.events.strings[name].map(fold);
    return this.folded[name];
  }

  inList(name, flags, i) {
    const from = this.events[`${name}_from`];
    const values = this.events[name];
    for (let at = from[i]; at < from[i + 1]; at++) if (flags[values[at]]) return true;
    return false;
  }

  byList(bit, name, wanted) {
    const word = fold(wanted.trim());
    const flags = holding(this.dictionary(name), word);
    this.mark(bit, word !== "", (i) => this.inList(name, flags, i));
  }

  byText() {
    const words = fold(this.values.text).split(/\s+/).filter(Boolean);
    const tests = words.map((word) => {
      const places = PLACE_COLUMNS.map((name) => [this.events[name], holding(this.dictionary(name), word)]);
      const actors = holding(this.dictionary("actors"), word);
      return (i) => places.some(([column, flags]) => flags[column[i]]) || this.inList("actors", actors, i);
    });
    this.mark(BIT.text, words.length > 0, (i) => tests.every((test) => test(i)));
  }

  /** Count what is shown, and for each choice what it would show with the other filters as they are. */
  count() {
    const { mask, events } = this;
    const shown = new Uint32Array(events.count);
    const counts = { subs: new Uint32Array(settings.subs.length), statuses: new Uint32Array(settings.statuses.length), precisions: new Uint32Array(4) };
    let total = 0;
    let deaths = 0;
    let undated = 0;
    for (let i = 0; i < mask.length; i++) {
      const bits = mask[i];
      if (bits === 0) {
        shown[total++] = i;
        if (events.fatalities[i] > 0) deaths += events.fatalities[i];
      }
      if ((bits & ~BIT.type) === 0) counts.subs[events.sub[i]]++;
      if ((bits & ~BIT.status) === 0) counts.statuses[events.status[i]]++;
      if ((bits & ~BIT.precision) === 0) counts.precisions[events.precision[i]]++;
      if (bits === BIT.time && events.day[i] === NONE) undated++;
    }
    this.shown = shown.subarray(0, total);
    this.deaths = deaths;
    this.undated = undated;
    this.counts = counts;
    this.version++;
  }

  get active() {
    const { from, to, subs, statuses, precisions, deaths, actor, source, text } = this.values;
    return from !== null || to !== null || subs.size + statuses.size + precisions.size + deaths > 0 || actor + source + text !== "";
  }
}
