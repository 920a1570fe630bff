// The records of an article, each with its event, and what was rejected.
review.value = (report, field) => (report.values.find(([name]) => name === field) || ["", ""])[1];

review.form = (report) => {
  const form = review.make("form", undefined, "edit");
  const field = review.make("select"), value = review.make("input"), reason = review.make("input"), save = review.make("button", "Add correction");
  const error = review.make("p", "", "error"), hints = review.make("datalist");
  hints.id = `hints-${report.id}`;
  value.setAttribute("list", hints.id);
  for (const name of Object.keys(review.index.fields)) field.append(new Option(name, name));
  field.setAttribute("aria-label", "Column");
  value.setAttribute("aria-label", "New value");
  value.placeholder = "new value, empty: unknown";
  reason.placeholder = "why";
  reason.setAttribute("aria-label", "Reason");
  const show = () => {
    value.value = review.value(report, field.value);
    hints.replaceChildren(...review.index.fields[field.value].enum.map((name) => new Option(name)));
  };
  field.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const was = review.value(report, field.value);
    error.textContent = review.wrong(field.value, value.value.trim()) || (value.value.trim() === was ? "that is its value now" : "");
    if (error.textContent) return;
    review.correct({ action: "set", id: report.id, field: field.value, value: value.value.trim(), was, reason: reason.value.trim() });
    form.remove();
  });
  show();
  form.append(field, value, reason, save, hints, error);
  return form;
};

review.button = (label, title, action) => {
  const node = review.make("button", label);
  node.type = "button";
  node.title = title;
  node.addEventListener("click", (event) => { event.stopPropagation(); action(node); });
  return node;
};

review.tools = (report, event) => {
  const bar = review.make("div", undefined, "tools");
  const ask = (question) => (window.prompt(question) || "").trim();
  bar.append(review.button("Correct…", "Change a value (c)", () => {
    const open = bar.parentNode.querySelector(".edit");
    if (open) open.remove();
    else bar.after(review.form(report));
    const first = bar.parentNode.querySelector(".edit select");
    if (first) first.focus();
  }));
  bar.append(review.button("Drop", "This is no event", (node) => {
    review.correct({ action: "drop", id: report.id, reason: "no event" });
    node.disabled = true;
  }));
  const others = event ? event.reports.filter(([id]) => id !== report.id).map(([id]) => id) : [];
  if (others.length) {
    bar.append(review.button("Not this event", "It tells another event than the other accounts", (node) => {
      review.correct({ action: "split", id: report.id, value: others.join("; "), reason: "another event" });
      node.disabled = true;
    }));
  }
  bar.append(review.button("Same as…", "It tells the same event as another one", () => {
    const other = ask("Id of the event or report that is the same");
    if (/^[er]-[0-9a-f]{12}$/.test(other)) review.correct({ action: "merge", id: report.id, value: other, reason: "the same event" });
  }));
  const name = review.value(report, "location_text") || review.value(report, "location");
  if (name) {
    bar.append(review.button("Place is…", `What ${name} means in this article`, () => {
      const value = ask(`GeoNames number, or latitude, longitude, of ${name} in this article`);
      if (/^\d+$|^-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?$/.test(value)) {
        review.correct({ action: "place", id: review.article.id, field: name, value, reason: "place" });
      }
    }));
  }
  return bar;
};

// The columns that a reader checks first; the others are folded away.
review.main = ["event_date", "event_date_end", "time_text", "actor1", "actor2", "weapon", "target", "location", "location_text", "fatalities",
  "fatalities_low", "fatalities_high", "injuries", "injuries_low", "injuries_high", "claimed_by", "denied_by", "unverified"];

review.list = (report, number, values) => {
  const list = review.make("dl");
  for (const [name, value] of values) {
    const read = report.spans.filter(([field]) => review.reads(field, name));
    const cell = review.make("dd");
    if (read.length) {
      cell.append(review.button(value, "Show where it was read", () => review.choose(number, (span) => span.report === number && review.reads(span.field, name))));
      cell.firstChild.classList.add(review.colour(read[0][0]));
    } else {
      cell.textContent = review.plain(value);
    }
    list.append(review.make("dt", name), cell);
  }
  return list;
};

review.values = (report, number) => {
  const same = (name, other) => review.value(report, name) === review.value(report, other);
  const plain = ([name]) => review.main.includes(name)
    && !(name === "event_date_end" && same(name, "event_date"))
    && !(name === "location_text" && same(name, "location"));
  const rest = review.make("details");
  rest.append(review.make("summary", "All columns"), review.list(report, number, report.values.filter((pair) => !plain(pair))));
  const box = review.make("div");
  box.append(review.list(report, number, report.values.filter(plain)), rest);
  return box;
};

// Whether a span of this field shows a column: "date" shows event_date, "place" the place columns, "trigger" the type.
review.reads = (field, column) => {
  if (field === column || (column.startsWith(field) && /^(fatalities|injuries|actor\d)/.test(field))) return true;
  const shows = { date: ["event_date", "time_text"], place: ["location", "location_text"], event: ["sub_event_type"], trigger: ["sub_event_type"] };
  return (shows[field] || []).includes(column);
};

review.card = (report, number) => {
  const event = review.index.events[report.event], card = review.make("section", undefined, "record");
  card.dataset.record = number;
  card.tabIndex = 0;
  const title = review.make("h3", review.value(report, "sub_event_type"));
  title.append(review.make("span", report.status, `badge ${report.status}`));
  if (report.confidence !== null) title.append(review.make("span", `confidence ${report.confidence}`, "badge"));
  title.addEventListener("click", () => review.choose(number));
  card.append(title, review.make("p", `${report.id}${report.event ? ` · event ${report.event}` : ""}`, "ids"), review.values(report, number));
  if (event && event.reports.length > 1) {
    const line = review.make("p", `${event.reports.length} accounts, ${event.sources} independent source${event.sources === 1 ? "" : "s"}: `, "ids");
    for (const [id, at] of event.reports) {
      if (id !== report.id && at >= 0) line.append(review.jump(review.index.documents[at].source || review.index.documents[at].id, at, id), " ");
    }
    card.append(line, review.make("p", `Together: ${event.summary}`, "ids"));
    for (const why of report.joined) card.append(review.make("p", why, "ids"));
  }
  if (event && event.corrected.length) card.append(review.make("p", `Corrected: ${event.corrected.join(", ")}`, "note"));
  for (const note of new Set([report.notes, event && event.notes])) if (note) card.append(review.make("p", note, "note"));
  card.append(review.tools(report, event));
  if (!review.recordFits(report)) card.classList.add("dim");
  return card;
};

review.jump = (label, at, id) => {
  const node = review.button(label, "Open that article", () => review.open(at, id));
  node.className = "jump";
  return node;
};

review.drawRecords = (article) => {
  const cards = article.reports.map(review.card);
  if (!cards.length) cards.push(review.make("p", "No event was coded in this article.", "ids"));
  review.at("records").replaceChildren(...cards);
  review.at("rejected-title").textContent = article.issues.length ? `Not coded or not resolved (${article.issues.length})` : "";
  review.at("rejections").replaceChildren(...article.issues.map((issue, number) => {
    const line = review.make("li");
    line.dataset.issue = number;
    line.tabIndex = 0;
    line.append(review.make("b", issue.kind), " ", review.plain(issue.text), review.make("small", [issue.reason, issue.candidates.length ? `candidates: ${issue.candidates.join("; ")}` : ""].filter(Boolean).join(" · ")));
    line.addEventListener("click", () => review.chooseIssue(number));
    line.addEventListener("keydown", (event) => { if (event.key === "Enter") review.chooseIssue(number); });
    return line;
  }));
};

review.mark = (box, name, number) => {
  for (const node of review.at(box).children) node.setAttribute("aria-current", String(node.dataset[name] === String(number)));
  const chosen = review.at(box).querySelector(`[data-${name}="${number}"]`);
  if (chosen) chosen.scrollIntoView({ block: "nearest" });
};

review.choose = (number, fits) => {
  review.record = number;
  review.mark("records", "record", number);
  review.mark("rejections", "issue", -1);
  review.light(fits || ((span) => span.report === number));
};

review.chooseIssue = (number) => {
  review.mark("records", "record", -1);
  review.mark("rejections", "issue", number);
  review.light((span) => span.issue === number);
};
