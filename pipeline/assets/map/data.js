// The data of the page: settings, typed columns, and chunks of details that are inflated when somebody asks for them.

const settings = JSON.parse(document.getElementById("settings").textContent);
const NONE = -(2 ** 31);
const DAY = 86400000;
const chunks = new Map();

/** A label in the page's language; `{name}` stands for a value. */
function label(key, values = {}) {
  return (settings.labels[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** An element with text, attributes and children. Text is always set as text, never as markup. */
function element(tag, { text, children = [], on = {}, ...attributes } = {}) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  if (text !== undefined && text !== null) made.textContent = text;
  made.append(...children.filter((child) => child !== null && child !== undefined));
  for (const [name, listener] of Object.entries(on)) made.addEventListener(name, listener);
  return made;
}

async function inflate(id) {
  const holder = document.getElementById(id);
  const packed = atob(holder.textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

const text = (buffer) => new TextDecoder().decode(buffer);

/** Offsets into a list column: event i owns `values[offsets[i]]` up to `values[offsets[i + 1]]`. */
function offsets(...counts) {
  const total = new Uint32Array(counts[0].length + 1);
  for (let i = 0; i < counts[0].length; i++) {
    total[i + 1] = total[i] + counts.reduce((sum, count) => sum + count[i], 0);
  }
  return total;
}

/** The columns of all events, as typed arrays. */
async function readColumns() {
  const buffer = await inflate("columns");
  const start = 4 + new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(text(new Uint8Array(buffer, 4, start - 4)));
  const kinds = { i: Int32Array, I: Uint32Array, B: Uint8Array };
  const columns = { count: head.count, strings: head.strings };
  for (const [name, kind, offset, length] of head.layout) {
    columns[name] = new kinds[kind](buffer, start + offset, length);
  }
  columns.actors_from = offsets(columns.actor1_count, columns.actor2_count);
  columns.sources_from = offsets(columns.source_count);
  columns.type = columns.sub.map((sub) => settings.subs[sub][1]);
  return columns;
}

/** Chunk of details number `number`. */
function readChunk(number) {
  if (!chunks.has(number)) chunks.set(number, inflate(`details-${number}`).then((buffer) => JSON.parse(text(buffer))));
  return chunks.get(number);
}

/** Row `at` of a table of columns; a column of one value only holds it once. */
function rowOf(names, columns, at) {
  return Object.fromEntries(names.map((name, i) => [name, columns[i].length === 1 ? columns[i][0] : columns[i][at]]));
}

/** Everything about event `i` that the columns do not hold: its other fields, and its accounts with their documents. */
async function readDetails(i) {
  const number = settings.starts.findLastIndex((start) => start <= i);
  const chunk = await readChunk(number);
  const at = i - settings.starts[number];
  const first = chunk.counts.slice(0, at).reduce((sum, count) => sum + count, 0);
  const accounts = Array.from({ length: chunk.counts[at] }, (_, number) => {
    const account = rowOf(settings.account, chunk.accounts, first + number);
    account.document = rowOf(settings.document, chunk.documents, account.document);
    return account;
  });
  return { ...rowOf(settings.details, chunk.events, at), accounts };
}

const known = (value) => (value === NONE ? null : value);
const isoDay = (day) => (day === NONE ? "" : new Date(day * DAY).toISOString().slice(0, 10));
const fromIso = (iso) => (/^\d{4}-\d{2}-\d{2}$/.test(iso) ? Math.round(Date.parse(iso) / DAY) : null);

/** Texts of a list column of event `i`. */
function listed(events, name, from, to) {
  return Array.from(events[name].subarray(from, to), (number) => events.strings[name][number]);
}

/** The fields of event `i` that the columns hold, under the names of the schema. */
function readFields(events, i) {
  const start = events.actors_from[i];
  const middle = start + events.actor1_count[i];
  const scaled = (value, factor) => (value === NONE ? null : value / factor);
  return {
    event_date: isoDay(events.day[i]) || null,
    event_date_end: isoDay(events.last[i]) || null,
    time_precision: events.time_precision[i] || null,
    event_type: settings.types[events.type[i]],
    sub_event_type: settings.subs[events.sub[i]][0],
    actor1: listed(events, "actors", start, middle),
    actor2: listed(events, "actors", middle, events.actors_from[i + 1]),
    location: events.strings.location[events.location[i]] || null,
    location_text: events.strings.location_text[events.location_text[i]] || null,
    latitude: scaled(events.latitude[i], 1e7),
    longitude: scaled(events.longitude[i], 1e7),
    geo_precision: events.geo_precision[i] || null,
    uncertainty_km: scaled(events.uncertainty[i], 1000),
    admin1: events.strings.admin1[events.admin1[i]] || null,
    country: events.strings.country[events.country[i]] || null,
    fatalities: known(events.fatalities[i]),
    status: settings.statuses[events.status[i]],
    source: listed(events, "sources", events.sources_from[i], events.sources_from[i + 1]),
  };
}
