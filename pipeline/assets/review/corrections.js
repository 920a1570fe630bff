// Corrections made in the page, kept in the browser until they are exported.
review.made = [];
review.columns = ["action", "id", "field", "value", "was", "reason", "who", "when"];

review.store = (save) => {
  const key = `dateline-review:${location.pathname}`;
  try {
    if (save) localStorage.setItem(key, JSON.stringify(review.made));
    else review.made = JSON.parse(localStorage.getItem(key) || "[]").filter((row) => row && typeof row.action === "string");
  } catch (error) {
    if (!save) review.made = [];
  }
};

// Same rule as in our tables: a cell that a spreadsheet would run gets an apostrophe in front.
review.cell = (value) => {
  const text = String(value ?? "");
  const guarded = /^'*[=+\-@\u0000-\u001f]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
};

review.toCsv = () => [review.columns, ...review.made.map((row) => review.columns.map((name) => row[name]))]
  .map((cells) => cells.map(review.cell).join(",")).join("\r\n") + "\r\n";

review.correct = (row) => {
  const made = { field: "", value: "", was: "", reason: "", ...row, who: review.at("who").value.trim(), when: new Date().toISOString().slice(0, 10) };
  review.made = review.made.filter((old) => !(old.action === made.action && old.id === made.id && old.field === made.field && old.action === "set"));
  review.made.push(made);
  review.store(true);
  review.drawMade();
};

review.drawMade = () => {
  const count = review.made.length;
  review.at("made-title").textContent = count ? `${count} correction${count > 1 ? "s" : ""} to export` : "No corrections yet";
  review.at("export").disabled = !count;
  review.at("corrections").replaceChildren(...review.made.map((row, number) => {
    const line = review.make("li", [row.action, row.id, row.field, row.value ? `→ ${row.value}` : "", row.reason && `(${row.reason})`].filter(Boolean).join(" "));
    const undo = review.make("button", "Undo");
    undo.type = "button";
    undo.addEventListener("click", () => {
      review.made.splice(number, 1);
      review.store(true);
      review.drawMade();
    });
    line.append(" ", undo);
    return line;
  }));
};

review.export = () => {
  if (!review.made.length) return;
  const address = URL.createObjectURL(new Blob([review.toCsv()], { type: "text/csv" }));
  const link = review.make("a");
  link.href = address;
  link.download = "corrections.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};

// What is wrong with a value for a column; empty if nothing.
review.wrong = (field, value) => {
  const rule = review.index.fields[field];
  if (!rule) return "choose a column";
  if (!value) return rule.required ? `${field} cannot be empty` : "";
  const parts = rule.type === "list" ? value.split(";").map((part) => part.trim()).filter(Boolean) : [value];
  if (rule.enum.length && parts.some((part) => !rule.enum.includes(part))) return `one of: ${rule.enum.join(", ")}`;
  if (rule.type === "integer" && !/^-?\d+$/.test(value)) return "give a whole number";
  if (rule.type === "number" && !/^-?\d+(\.\d+)?$/.test(value)) return "give a number";
  if (rule.type === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return "give a day like 2022-04-14";
  if (rule.type === "boolean" && !/^(true|false)$/.test(value)) return "true or false";
  if (rule.minimum !== null && Number(value) < rule.minimum) return `at least ${rule.minimum}`;
  if (rule.maximum !== null && Number(value) > rule.maximum) return `at most ${rule.maximum}`;
  return "";
};
