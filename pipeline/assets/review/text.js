"use strict";
// The article: its text cut at the ends of all spans, each piece marked with what was read from it.
const review = { lit: [] };
review.at = (id) => document.getElementById(id);
// Characters that turn the direction of writing could make a text look like another one: they are shown as replaced.
review.plain = (text) => String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
review.make = (tag, text, kind) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = review.plain(text);
  if (kind) node.className = kind;
  return node;
};
// Field of a span to its colour, the first that fits; what is drawn on top where spans overlap comes first.
review.colours = [
  ["toll", "numbers", /^(fatalities|injuries)/],
  ["date", "date", /^(date|time|event_date)/],
  ["place", "place", /^(place|location)/],
  ["speaker", "who says so", /^(claimed_by|denied_by|unverified|status|speaker)/],
  ["actor", "actors", /^actor/],
  ["event", "event", /^(event|trigger|sub_event_type|mention)/],
  ["thing", "weapon, target", /^(weapon|target)/],
];
review.colour = (field) => (review.colours.find(([, , fits]) => fits.test(field)) || ["thing"])[0];

review.spans = (article) => {
  const found = [];
  article.reports.forEach((report, number) => {
    found.push({ start: report.start, end: report.end, kind: "evidence", report: number, field: "" });
    for (const [field, start, end] of report.spans) {
      found.push({ start, end, kind: review.colour(field), report: number, field });
    }
  });
  article.issues.forEach((issue, number) => {
    if (issue.start !== null && issue.end > issue.start) {
      found.push({ start: issue.start, end: issue.end, kind: issue.place ? "unresolved" : "rejection", issue: number, field: "" });
    }
  });
  return found.filter((span) => span.start >= 0 && span.end > span.start);
};

// Offsets count characters as Unicode does; a text with characters beyond 16 bits is cut by them, not by JavaScript's units.
review.cutter = (text) => {
  if (!/[\ud800-\udbff]/.test(text)) return { size: text.length, cut: (a, b) => text.slice(a, b) };
  const letters = Array.from(text);
  return { size: letters.length, cut: (a, b) => letters.slice(a, b).join("") };
};

review.pieces = (article) => {
  const spans = review.spans(article), { size, cut } = review.cutter(article.text);
  const starts = new Map(), ends = new Map(), cuts = new Set([0, size]);
  for (const span of spans) {
    const end = Math.min(span.end, size);
    if (span.start >= end) continue;
    cuts.add(span.start);
    cuts.add(end);
    starts.set(span.start, [...(starts.get(span.start) || []), span]);
    ends.set(end, [...(ends.get(end) || []), span]);
  }
  const edges = [...cuts].sort((a, b) => a - b), open = new Set(), out = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    (ends.get(edges[i]) || []).forEach((span) => open.delete(span));
    (starts.get(edges[i]) || []).forEach((span) => open.add(span));
    out.push({ text: cut(edges[i], edges[i + 1]), spans: [...open] });
  }
  return out;
};

review.rank = (span) => {
  const place = review.colours.findIndex(([kind]) => kind === span.kind);
  return place < 0 ? 99 : place;
};

review.drawText = (article) => {
  const nodes = review.pieces(article).map(({ text, spans }) => {
    if (!spans.length) return document.createTextNode(review.plain(text));
    const coloured = spans.filter((span) => review.rank(span) < 99).sort((a, b) => review.rank(a) - review.rank(b));
    const node = review.make("mark", text);
    const kinds = new Set(spans.filter((span) => review.rank(span) === 99).map((span) => span.kind));
    if (coloured.length) kinds.add(coloured[0].kind);
    node.className = [...kinds].join(" ");
    node.spans = coloured.length ? [...coloured, ...spans.filter((span) => !coloured.includes(span))] : spans;
    const reasons = spans.filter((span) => span.issue !== undefined).map((span) => article.issues[span.issue]);
    node.title = [
      ...new Set([...coloured.map((span) => span.field), ...reasons.map((issue) => `${issue.kind}: ${issue.reason}`)]),
    ].join("\n");
    return node;
  });
  review.at("text").replaceChildren(...nodes);
};

// Light the pieces that a test on their spans chooses, and bring the first into view.
review.light = (fits) => {
  review.lit.forEach((node) => node.classList.remove("lit"));
  review.lit = [...review.at("text").querySelectorAll("mark")].filter((node) => node.spans.some(fits));
  review.lit.forEach((node) => node.classList.add("lit"));
  if (review.lit.length) review.lit[0].scrollIntoView({ block: "nearest" });
};

review.drawColours = () => {
  const shown = review.colours.map(([kind, label]) => review.make("span", label, kind));
  const rejected = review.make("mark", "rejected", "rejection"), open = review.make("mark", "place not resolved", "unresolved");
  review.at("colours").replaceChildren(...shown, review.make("span", "evidence", "evidence"), rejected, open);
};
