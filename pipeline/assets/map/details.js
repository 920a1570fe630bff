// The details of one event, built when somebody opens it.

function spanOfDays(fields) {
  if (!fields.event_date) return "date unknown";
  return fields.event_date_end === fields.event_date ? fields.event_date : `${fields.event_date} – ${fields.event_date_end}`;
}

function evidence(account) {
  const letters = Array.from(account.evidence);
  const marks = account.marks.filter(([, , field]) => /type|trigger/.test(field)).sort((a, b) => a[0] - b[0]);
  const quote = element("blockquote");
  let at = 0;
  for (const [start, end] of marks) {
    if (start < at) continue;
    quote.append(letters.slice(at, start).join(""), element("mark", { text: letters.slice(start, end).join("") }));
    at = end;
  }
  quote.append(letters.slice(at).join(""));
  return quote;
}

function link(document_) {
  const name = [document_.source, document_.published, document_.title].filter(Boolean).join(", ") || document_.document_id;
  if (!/^https?:\/\//i.test(document_.url ?? "")) return element("span", { text: name });
  return element("a", { text: name, href: document_.url, target: "_blank", rel: "noopener noreferrer" });
}

async function describe(events, i) {
  const fields = { ...readFields(events, i), ...(await readDetails(i)) };
  const box = element("div", { class: "details" });
  box.append(element("h3", { text: fields.sub_event_type }), element("p", { text: spanOfDays(fields) }));
  const place = fields.location ? `${fields.location} (“${fields.location_text ?? ""}”)` : fields.location_text;
  box.append(element("p", { text: place ?? "place unknown" }));
  box.append(element("p", { text: [fields.actor1.join("; "), fields.actor2.join("; ")].filter(Boolean).join(" → ") }));
  if (fields.fatalities !== null) box.append(element("p", { text: `${fields.fatalities} killed` }));
  box.append(element("p", { text: fields.status }));
  for (const account of fields.accounts) box.append(link(account.document), evidence(account));
  return box;
}
