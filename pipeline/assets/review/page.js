// The list of articles, the filters, the keyboard, and the start.
review.index = JSON.parse(review.at("index").textContent);
review.size = 50;
review.first = 0;
review.current = -1;
review.record = -1;
review.clicked = null;
review.parsed = new Map();

// An article is parsed when it is opened; the last few are kept.
review.load = (number) => {
  if (!review.parsed.has(number)) {
    if (review.parsed.size > 20) review.parsed.delete(review.parsed.keys().next().value);
    review.parsed.set(number, JSON.parse(review.at(`d-${number}`).textContent));
  }
  return review.parsed.get(number);
};

review.wanted = () => ({
  text: review.at("find").value.trim().toLowerCase(),
  status: review.at("status").value,
  confidence: Number(review.at("confidence").value),
  unresolved: review.at("unresolved").checked,
  disagree: review.at("disagree").checked,
  rejected: review.at("rejected").checked,
  corrected: review.at("corrected").checked,
});

review.recordFits = (record) => {
  const { status, confidence, disagree, corrected } = review.wanted(), event = review.index.events[record.event];
  return (!status || record.status === status)
    && (confidence >= 1 || (record.confidence !== null && record.confidence <= confidence))
    && (!disagree || Boolean(event && event.differ))
    && (!corrected || Boolean(event && event.corrected.length));
};

review.fits = (entry, number, wanted) => {
  const picky = wanted.status || wanted.confidence < 1 || wanted.disagree || wanted.corrected;
  if (picky && !entry.records.some(([event, status, confidence]) => review.recordFits({ event, status, confidence }))) return false;
  if (wanted.unresolved && !entry.unresolved) return false;
  if (wanted.rejected && !entry.rejected) return false;
  return !wanted.text || entry.words.includes(wanted.text) || review.at(`d-${number}`).textContent.toLowerCase().includes(wanted.text);
};

review.filter = () => {
  const wanted = review.wanted();
  review.shown = review.index.documents.map((_, number) => number).filter((number) => review.fits(review.index.documents[number], number, wanted));
  review.at("confidence-value").textContent = wanted.confidence;
  review.first = 0;
  review.drawList();
  if (review.shown.length && !review.shown.includes(review.current)) review.open(review.shown[0]);
  else if (review.current >= 0) review.drawRecords(review.article);
};

review.drawList = () => {
  const page = review.shown.slice(review.first, review.first + review.size);
  review.at("count").textContent = `${review.shown.length} of ${review.index.documents.length} articles` + (review.index.left ? ` (${review.index.left} more are not in this page)` : "");
  review.at("list").replaceChildren(...page.map((number) => {
    const entry = review.index.documents[number], line = review.make("li", entry.title || entry.id);
    const facts = [entry.source, entry.published, `${entry.records.length} event${entry.records.length === 1 ? "" : "s"}`];
    if (entry.unresolved) facts.push(`${entry.unresolved} unresolved`);
    line.append(review.make("small", facts.filter(Boolean).join(" · ")));
    line.tabIndex = 0;
    line.dataset.document = number;
    line.setAttribute("aria-current", String(number === review.current));
    line.addEventListener("click", () => review.open(number));
    line.addEventListener("keydown", (event) => { if (event.key === "Enter") review.open(number); });
    return line;
  }));
  const last = Math.min(review.first + review.size, review.shown.length);
  review.at("place").textContent = review.shown.length ? `${review.first + 1}–${last}` : "";
  review.at("back").disabled = review.first === 0;
  review.at("next").disabled = last >= review.shown.length;
};

review.open = (number, reportId) => {
  review.current = number;
  review.article = review.load(number);
  const { article } = review;
  review.at("headline").textContent = review.plain(article.title || article.id);
  review.at("byline").textContent = [article.source, article.published || "no publication date", article.url, article.id].filter(Boolean).map(review.plain).join(" · ");
  review.drawText(article);
  review.drawRecords(article);
  review.record = -1;
  review.at("article").scrollTop = 0;
  const place = review.shown.indexOf(number);
  if (place >= 0) review.first = Math.floor(place / review.size) * review.size;
  review.drawList();
  review.mark("list", "document", number);
  const wanted = article.reports.findIndex((report) => report.id === reportId);
  if (wanted >= 0) review.choose(wanted);
};

review.step = (by) => {
  const place = review.shown.indexOf(review.current) + by;
  if (place >= 0 && place < review.shown.length) review.open(review.shown[place]);
};

review.stepRecord = (by) => {
  const count = review.article ? review.article.reports.length : 0;
  if (count) review.choose((review.record + by + count) % count);
};

review.keys = {
  j: () => review.step(1),
  k: () => review.step(-1),
  n: () => review.stepRecord(1),
  p: () => review.stepRecord(review.record < 0 ? 0 : -1),
  e: () => review.export(),
  "/": () => review.at("find").focus(),
  c: () => {
    const card = review.at("records").querySelector(`[data-record="${Math.max(0, review.record)}"]`);
    if (card) card.querySelector(".tools button").click();
  },
};

// A piece may belong to several records and fields: each click goes on to the next of them.
review.at("text").addEventListener("click", (event) => {
  const piece = event.target.closest("mark");
  if (!piece) return;
  piece.turn = review.clicked === piece ? (piece.turn + 1) % piece.spans.length : 0;
  review.clicked = piece;
  const span = piece.spans[piece.turn];
  if (span.report === undefined) review.chooseIssue(span.issue);
  else review.choose(span.report, (other) => other.report === span.report && (!span.field || other.field === span.field));
});
review.at("records").addEventListener("keydown", (event) => {
  const card = event.target.closest("section");
  if (event.key === "Enter" && card === event.target) review.choose(Number(card.dataset.record));
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape" && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !review.keys[event.key]) return;
  event.preventDefault();
  review.keys[event.key]();
});
review.at("filters").addEventListener("input", () => review.filter());
review.at("filters").addEventListener("submit", (event) => event.preventDefault());
review.at("clear").addEventListener("click", () => { review.at("filters").reset(); review.filter(); });
review.at("back").addEventListener("click", () => { review.first -= review.size; review.drawList(); });
review.at("next").addEventListener("click", () => { review.first += review.size; review.drawList(); });
review.at("export").addEventListener("click", () => review.export());
review.at("help").addEventListener("click", () => {
  const keys = review.at("keys");
  keys.hidden = !keys.hidden;
  review.at("help").setAttribute("aria-expanded", String(!keys.hidden));
});

review.store(false);
review.drawColours();
review.drawMade();
review.filter();
document.body.dataset.ready = "true";
