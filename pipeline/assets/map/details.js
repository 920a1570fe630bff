// The details of one event, and the list of several at one place, built when somebody opens them.

const locale = settings.language === "en" ? "en-GB" : settings.language;
const dateFormat = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
const longDay = (iso) => dateFormat.format(new Date(`${iso}T00:00:00Z`));
const numberFormat = new Intl.NumberFormat(locale);

function spanOfDays({ event_date: first, event_date_end: last }) {
  if (!first) return label("when.unknown");
  return !last || last === first ? longDay(first) : `${longDay(first)} – ${longDay(last)}`;
}

function precisionOfTime({ event_date, time_precision, time_of_day }) {
  const known_ = event_date && time_precision ? label(`time_precision.${time_precision}`) : "";
  return [time_of_day && label(`time.${time_of_day}`), known_].filter(Boolean).join(", ");
}

function precisionOfPlace({ latitude, geo_precision, uncertainty_km }) {
  if (latitude === null) return label("where.unplaced");
  const radius = uncertainty_km === null ? "" : label("where.within", { km: numberFormat.format(uncertainty_km) });
  return [geo_precision && label(`geo_precision.${geo_precision}`), geo_precision === 1 ? "" : radius].filter(Boolean).join(", ");
}

/** "12 (10–14)", "at least", or nothing where no number is told. */
function range(best, low, high) {
  if (best === null || best === undefined) {
    if (low === null && high === null) return "";
    return low === high ? String(low) : `${low ?? "?"}–${high ?? "?"}`;
  }
  const spread = (low !== null && low !== undefined && low !== best) || (high !== null && high !== undefined && high !== best);
  return spread ? `${numberFormat.format(best)} (${low ?? "?"}–${high ?? "?"})` : numberFormat.format(best);
}

const isolated = (text_) => element("bdi", { text: text_ });

function row(list, name, ...contents) {
  const filled = contents.filter((content) => content instanceof Node || (content !== null && content !== undefined && content !== ""));
  if (!filled.length) return;
  list.append(element("dt", { text: label(name) }));
  list.append(element("dd", { children: filled.map((content) => (content instanceof Node ? content : isolated(content))) }));
}

/** The words of the evidence, with what was read in them marked: trigger and mentions strongly, other values lightly. */
function evidence({ evidence: words, marks }) {
  const letters = Array.from(words);
  const cuts = new Set([0, letters.length, ...marks.flatMap(([start, end]) => [start, end])]);
  const edges = Array.from(cuts).sort((a, b) => a - b);
  const quote = element("blockquote", { dir: "auto" });
  for (let i = 0; i + 1 < edges.length; i++) {
    const piece = letters.slice(edges[i], edges[i + 1]).join("");
    const fields = marks.filter(([start, end]) => start <= edges[i] && end >= edges[i + 1]).map(([, , field]) => field);
    const tag = fields.includes("trigger") || fields.includes("mention") ? "mark" : "u";
    quote.append(fields.length ? element(tag, { text: piece, title: fields.join(", ") }) : piece);
  }
  return quote;
}

/** A link only where the address is one of the web; the text of the link is never the address itself. */
function link(url, text_) {
  let address = null;
  try {
    address = new URL(url);
  } catch {
    address = null;
  }
  if (!address || !/^https?:$/.test(address.protocol)) return isolated(text_);
  return element("a", { href: address.href, target: "_blank", rel: "noopener noreferrer", dir: "auto", text: text_ });
}

function accountOf(account) {
  const { document: read } = account;
  const box = element("li", { class: "account" });
  const head = element("p", { class: "source" });
  head.append(element("b", { children: [isolated(read.source ?? label("source.unknown"))] }));
  if (read.published) head.append(` · ${longDay(read.published)}`);
  box.append(head, element("p", { children: [link(read.url, read.title ?? read.document_id)] }), evidence(account));
  const notes = [];
  const killed = range(account.fatalities, account.fatalities_low, account.fatalities_high);
  const injured = range(account.injuries, account.injuries_low, account.injuries_high);
  if (account.time_text) notes.push(`${label("account.time")} “${account.time_text}”`);
  if (killed) notes.push(`${label("killed")}: ${killed}`);
  if (injured) notes.push(`${label("injured")}: ${injured}`);
  if (account.claimed_by.length) notes.push(`${label("claimed_by")}: ${account.claimed_by.join("; ")}`);
  if (account.denied_by.length) notes.push(`${label("denied_by")}: ${account.denied_by.join("; ")}`);
  if (notes.length) box.append(element("p", { class: "small", dir: "auto", text: notes.join(" · ") }));
  return box;
}

const people = (names, kinds) => names.map((name, i) => (kinds?.[i] ? `${name} (${kinds[i]})` : name)).join("; ");

function headOf(fields) {
  const type = settings.types.indexOf(fields.event_type);
  const status = settings.statuses.indexOf(fields.status);
  const title = element("h2", { tabindex: "-1", children: [sign((c, x, y) => drawEvent(c, x, y, 7, type, status)), typeName(fields.sub_event_type)] });
  const badges = element("p", { class: "badges" });
  badges.append(element("span", { text: typeName(fields.event_type) }));
  badges.append(element("span", { class: `status-${status}`, text: label(`status.${fields.status}`) }));
  if (fields.unverified) badges.append(element("span", { text: label("unverified") }));
  if (fields.civilian_targeting) badges.append(element("span", { text: label("civilians") }));
  return [title, badges];
}

const typeName = (name) => settings.labels[`type.${name}`] ?? name;

function factsOf(fields) {
  const list = element("dl");
  const place = [fields.location, fields.admin2, fields.admin1, fields.country].filter((part, i, all) => part && all.indexOf(part) === i);
  row(list, "when", spanOfDays(fields), element("small", { text: precisionOfTime(fields) }));
  row(
    list,
    "where",
    place.join(", "),
    fields.location_text ? element("small", { dir: "auto", text: label("where.named", { name: fields.location_text }) }) : null,
    element("small", { text: precisionOfPlace(fields) }),
  );
  row(list, "actor1", people(fields.actor1, fields.actor1_type));
  row(list, "actor2", people(fields.actor2, fields.actor2_type));
  row(list, "killed", range(fields.fatalities, fields.fatalities_low, fields.fatalities_high) || label("not_stated"));
  row(list, "injured", range(fields.injuries, fields.injuries_low, fields.injuries_high));
  row(list, "weapon", fields.weapon);
  row(list, "target", fields.target);
  row(list, "claimed_by", fields.claimed_by.join("; "));
  row(list, "denied_by", fields.denied_by.join("; "));
  row(list, "notes", fields.notes);
  row(list, "corrected", fields.corrected?.join("; "));
  return list;
}

/** Everything about event `i`, as an element. */
async function describe(events, i) {
  const fields = { ...readFields(events, i), ...(await readDetails(i)) };
  const box = element("article", { class: "details" });
  box.append(...headOf(fields), factsOf(fields));
  box.append(element("h3", { text: label("accounts", { n: fields.accounts.length, sources: fields.source_count }) }));
  box.append(element("ul", { class: "accounts", children: fields.accounts.map(accountOf) }));
  const confidence = fields.confidence === null ? "" : ` · ${label("confidence")} ${fields.confidence}`;
  box.append(element("p", { class: "small", text: `${fields.event_id}${confidence}` }));
  return { box, fields };
}

/** One line for an event in a list. */
function lineOf(events, i) {
  const fields = readFields(events, i);
  const deaths = fields.fatalities ? ` · ${label("n_killed", { n: fields.fatalities })}` : "";
  return [
    sign((c, x, y) => drawEvent(c, x, y, 6, events.type[i], events.status[i]), 18),
    element("span", { children: [element("time", { text: fields.event_date ?? label("when.unknown") }), ` ${typeName(fields.sub_event_type)}${deaths}`] }),
  ];
}
