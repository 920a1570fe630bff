// What is shown, as a file: the same columns and cells as events.csv and events.geojson of the dataset.

const SEPARATOR = "; ";
const ACTIVE = /^'*[=+\-@＝＋－＠\u0000-\u001f\u007f-\u009f]/u;

/** A cell of a CSV file. Text that a spreadsheet would run gets an apostrophe in front; numbers are left alone. */
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  let cell = Array.isArray(value) ? value.join(SEPARATOR) : value;
  if (ACTIVE.test(cell)) cell = `'${cell}`;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const allFields = async (events, i) => {
  const { accounts, ...details } = await readDetails(i);
  return { ...readFields(events, i), ...details };
};

async function asCsv(events, shown) {
  const lines = [settings.fields.join(",")];
  for (const i of shown) {
    const fields = await allFields(events, i);
    lines.push(settings.fields.map((name) => csvCell(fields[name])).join(","));
  }
  return new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" });
}

async function asGeoJson(events, shown) {
  const features = [];
  for (const i of shown) {
    const fields = await allFields(events, i);
    const properties = Object.fromEntries(settings.fields.map((name) => [name, Array.isArray(fields[name]) ? fields[name].join(SEPARATOR) || null : fields[name] ?? null]));
    const placed = fields.latitude !== null;
    const geometry = placed ? { type: "Point", coordinates: [fields.longitude, fields.latitude] } : null;
    features.push(JSON.stringify({ type: "Feature", properties, geometry }));
  }
  return new Blob([`{"type":"FeatureCollection","features":[\n${features.join(",\n")}\n]}\n`], { type: "application/geo+json" });
}

async function save(name, making) {
  const url = URL.createObjectURL(await making);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
