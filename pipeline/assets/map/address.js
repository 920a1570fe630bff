// The view in the address, after the #, so that a link shows what its sender saw.

const SETS = { subs: () => settings.subs.map(([name]) => name), statuses: () => settings.statuses, precisions: () => ["unplaced", "exact", "near", "region"] };

function readAddress() {
  const values = {};
  const read = new URLSearchParams(location.hash.slice(1));
  for (const name of ["text", "actor", "source"]) if (read.has(name)) values[name] = read.get(name);
  for (const name of ["from", "to"]) if (read.has(name)) values[name] = fromIso(read.get(name));
  if (/^\d{1,7}$/.test(read.get("deaths") ?? "")) values.deaths = Number(read.get("deaths"));
  for (const [name, all] of Object.entries(SETS)) {
    if (!read.has(`no-${name}`)) continue;
    const numbers = read.get(`no-${name}`).split("|").map((word) => all().indexOf(word));
    values[name] = new Set(numbers.filter((number) => number >= 0));
  }
  const view = (read.get("map") ?? "").split("/").map(Number);
  return { values, view: view.length === 3 && view.every(Number.isFinite) ? view : null, event: read.get("event") };
}

function writeAddress(map, filter, event) {
  const write_ = new URLSearchParams();
  const { lat, lng } = map.getCenter();
  write_.set("map", `${map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
  const { values } = filter;
  for (const name of ["text", "actor", "source"]) if (values[name]) write_.set(name, values[name]);
  for (const name of ["from", "to"]) if (values[name] !== null) write_.set(name, isoDay(values[name]));
  if (values.deaths) write_.set("deaths", values.deaths);
  for (const [name, all] of Object.entries(SETS)) {
    if (values[name].size) write_.set(`no-${name}`, Array.from(values[name], (number) => all()[number]).join("|"));
  }
  if (event) write_.set("event", event);
  const hash = `#${write_.toString().replaceAll("%2F", "/").replaceAll("%7C", "|")}`;
  if (hash !== location.hash) history.replaceState(null, "", hash);
}
