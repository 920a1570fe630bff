// Puts the page together: reads the data, draws, and keeps controls, map, table and address in step.

window.dateline = {
  layer: (name) => new CanvasLayer(name, { ground: 150, areas: 390, events: 400 }[name]),
  start: (map, layers) =>
    start(map, layers).catch((error) => {
      document.getElementById("count").textContent = `${label("failed")} (${error.message})`;
      throw error;
    }),
};

function translate() {
  document.title = settings.title;
  document.getElementById("title").textContent = settings.title;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = label(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", label(node.dataset.label));
  for (const node of document.querySelectorAll("[data-hint]")) node.placeholder = label(node.dataset.hint);
}

async function start(map, layers) {
  translate();
  readStyle();
  const events = await readColumns();
  project(events);
  findPlaces(events);
  const filter = new Filter(events);
  const signs = new Signs(events, filter, map);
  const address = readAddress();
  if (Object.keys(address.values).length) filter.set(address.values);
  prepare(map);
  home(map, events, address.view);
  layers.areas.paint = (context, view) => signs.paintAreas(context, view);
  layers.events.paint = (context, view) => signs.paintSigns(context, view);
  layers.areas.redraw();
  layers.events.redraw();
  const page = new Page(map, layers, events, filter, signs);
  Object.assign(window.dateline, { events, filter, signs, page, map, fields: readFields, asCsv, asGeoJson });
  page.ready();
  await paintGround(layers.ground);
  if (address.event) await page.openId(address.event);
}

async function paintGround(layer) {
  const ground = new Ground(JSON.parse(text(await inflate("ground"))));
  layer.paint = (context, view) => ground.paint(context, view);
  layer.redraw();
  document.documentElement.dataset.ground = "true";
}

function prepare(map) {
  map.setMinZoom(2);
  map.setMaxZoom(17);
  map.setMaxBounds([[-85, -220], [85, 220]]);
  map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noopener">Leaflet</a>');
  for (const source of settings.attribution) map.attributionControl.addAttribution(escaped(source));
  map.getContainer().setAttribute("role", "application");
  map.getContainer().setAttribute("aria-label", label("map"));
}

/** Leaflet takes attributions as markup. */
function escaped(string) {
  return element("span", { text: string }).innerHTML;
}

/** Show the view of the address, or all events but the outermost hundredth. */
function home(map, events, view) {
  if (view) {
    map.setView([view[1], view[2]], view[0], { animate: false });
    return;
  }
  const placed = Array.from(events.places.keys());
  if (!placed.length) return;
  const cut = (column) => {
    const sorted = Float64Array.from(placed, (number) => column[events.places[number]]).sort();
    const skip = Math.floor(sorted.length / 100);
    return [sorted[skip] / 1e7, sorted[sorted.length - 1 - skip] / 1e7];
  };
  const [south, north] = cut(events.latitude);
  const [west, east] = cut(events.longitude);
  map.fitBounds([[south, west], [north, east]], { padding: [48, 48], maxZoom: 9, animate: false });
}

class Page {
  constructor(map, layers, events, filter, signs) {
    Object.assign(this, { map, layers, events, filter, signs });
    this.panel = new Panel(events, filter);
    this.timeline = new Timeline(events, filter);
    this.table = new Table(events, filter, (i, from) => this.open(i, from));
    this.event = null;
    filter.listeners.push(() => this.update());
    map.on("click", (event) => this.click(event));
    map.on("mousemove", (event) => this.hover(event));
    map.on("moveend popupclose", () => this.remember());
    map.on("popupclose", () => this.closed());
    this.buttons();
    this.schemes();
  }

  buttons() {
    const on = (id, action) => document.getElementById(id).addEventListener("click", action);
    on("reset", () => this.filter.set(Filter.empty()));
    on("show-list", () => this.showList(this.table.box.hidden, false));
    on("show-unplaced", () => this.showList(true, true));
    on("show-filters", () => this.showFilters(!document.body.classList.contains("with-filters")));
    on("close-filters", () => this.showFilters(false));
    on("save-csv", () => save("events.csv", asCsv(this.events, this.filter.shown)));
    on("save-geojson", () => save("events.geojson", asGeoJson(this.events, this.filter.shown)));
    on("full", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
    document.addEventListener("fullscreenchange", () => this.map.invalidateSize());
    window.addEventListener("hashchange", () => this.followAddress());
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(this.map.getContainer());
  }

  showList(visible, unplaced) {
    this.map.closePopup();
    this.table.show(visible, unplaced);
  }

  showFilters(visible) {
    document.body.classList.toggle("with-filters", visible);
    document.getElementById("show-filters").setAttribute("aria-expanded", String(visible));
    document.getElementById(visible ? "close-filters" : "show-filters").focus();
  }

  /** Light, dark and print: read the colours again and draw everything anew. */
  schemes() {
    const again = () => {
      readStyle();
      for (const layer of [this.layers.ground, this.layers.areas, this.layers.events]) layer.redraw();
      this.timeline.draw();
      for (const canvas of document.querySelectorAll("canvas.sign")) canvas.redraw?.();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    window.addEventListener("beforeprint", () => {
      again();
      this.table.draw(1000);
    });
    window.addEventListener("afterprint", () => {
      again();
      this.table.draw();
    });
  }

  ready() {
    this.update();
    document.documentElement.dataset.ready = "true";
  }

  update() {
    this.layers.areas.redraw();
    this.layers.events.redraw();
    this.panel.update();
    this.timeline.draw();
    this.table.draw();
    const { shown, deaths, undated, counts } = this.filter;
    const values = { m: numberFormat.format(shown.length), n: numberFormat.format(this.events.count), deaths: numberFormat.format(deaths) };
    const parts = [label("count", values)];
    if (deaths) parts.push(label("count.deaths", values));
    if (undated) parts.push(label("count.undated", { k: numberFormat.format(undated) }));
    document.getElementById("count").textContent = parts.join(" · ");
    const unplaced = document.getElementById("show-unplaced");
    unplaced.hidden = counts.precisions[0] === 0;
    unplaced.textContent = label("unplaced", { n: numberFormat.format(counts.precisions[0]) });
    this.remember();
  }

  remember() {
    clearTimeout(this.later);
    this.later = setTimeout(() => writeAddress(this.map, this.filter, this.event), 200);
  }

  followAddress() {
    const { values, view, event } = readAddress();
    this.filter.set({ ...Filter.empty(), ...values });
    if (view) this.map.setView([view[1], view[2]], view[0]);
    if (event && event !== this.event) this.openId(event);
  }

  hover({ containerPoint, originalEvent }) {
    const over = originalEvent.target.closest?.(".leaflet-popup, .leaflet-control") ? null : this.signs.find(containerPoint);
    this.map.getContainer().classList.toggle("over-sign", Boolean(over));
    if (over === this.over) return;
    this.over = over;
    this.tip?.remove();
    if (!over || matchMedia("(hover: none)").matches) return;
    this.tip = L.tooltip({ direction: "top", offset: [0, -over.radius], opacity: 1 }).setLatLng(this.where(over)).setContent(this.summary(over)).addTo(this.map);
  }

  where(cluster) {
    return [(Math.atan(Math.sinh(Math.PI * (1 - 2 * cluster.y))) * 180) / Math.PI, (cluster.x - 0.5) * 360];
  }

  summary(cluster) {
    const box = element("div", { class: "tip" });
    if (cluster.only >= 0) {
      const fields = readFields(this.events, cluster.only);
      box.append(element("b", { text: fields.location ?? fields.location_text ?? "", dir: "auto" }));
      box.append(element("div", { text: `${fields.event_date ?? label("when.unknown")} · ${typeName(fields.sub_event_type)}` }));
      return box;
    }
    box.append(element("b", { text: label("n_events", { n: numberFormat.format(cluster.total) }) }));
    cluster.types.forEach((count, type) => {
      if (count) box.append(element("div", { children: [sign((c, x, y) => drawEvent(c, x, y, 5, type, 0), 16), ` ${numberFormat.format(count)} ${typeName(settings.types[type])}`] }));
    });
    return box;
  }

  click({ containerPoint }) {
    const cluster = this.signs.find(containerPoint);
    if (!cluster) return;
    this.tip?.remove();
    if (cluster.only >= 0) {
      this.open(cluster.only);
      return;
    }
    const bounds = L.latLngBounds(cluster.places.map((number) => this.at(this.events.places[number])));
    const spread = this.map.getBoundsZoom(bounds.pad(0.2));
    if (cluster.places.length > 1 && this.map.getZoom() < Math.min(spread, ALONE_FROM)) {
      this.map.flyToBounds(bounds.pad(0.1), { maxZoom: Math.max(this.map.getZoom() + 2, Math.min(spread, ALONE_FROM)), duration: 0.4 });
    } else if (cluster.places.length > 1 && this.map.getZoom() < ALONE_FROM) {
      this.map.setView(this.where(cluster), Math.min(this.map.getZoom() + 2, ALONE_FROM));
    } else {
      this.openList(cluster);
    }
  }

  at(i) {
    return [this.events.latitude[i] / 1e7, this.events.longitude[i] / 1e7];
  }

  /** On a phone a popup would lie under the map's own controls. */
  get narrow() {
    return this.map.getSize().x < 560;
  }

  popup(where, content, radius) {
    const size = this.map.getSize();
    this.shownPopup = L.popup({
      maxWidth: Math.min(400, size.x - 48),
      minWidth: Math.min(300, size.x - 48),
      maxHeight: Math.max(160, size.y - 120),
      offset: [0, -Math.max(2, radius - 4)],
      autoPanPadding: [12, 12],
    })
      .setLatLng(where)
      .setContent(content)
      .openOn(this.map);
    const close = this.shownPopup.getElement().querySelector(".leaflet-popup-close-button");
    close?.setAttribute("aria-label", label("close"));
  }

  /** The events at one place, to choose from. */
  openList(cluster) {
    const members = this.signs.clusters.members(cluster);
    const first = members[0];
    const fields = readFields(this.events, first);
    const box = element("article", { class: "details" });
    box.append(element("h2", { tabindex: "-1", dir: "auto", text: fields.location ?? fields.location_text ?? label("where.unknown") }));
    box.append(element("p", { class: "small", text: `${label("n_events", { n: numberFormat.format(members.length) })} · ${precisionOfPlace(fields)}` }));
    const list = element("ul", { class: "members" });
    const more = (from) => {
      list.append(...members.slice(from, from + 100).map((i) => {
        const choose = element("button", { type: "button", children: lineOf(this.events, i), on: { click: () => this.open(i, null, () => this.openList(cluster)) } });
        return element("li", { children: [choose] });
      }));
      if (members.length > from + 100) {
        const next = element("button", { type: "button", class: "more", text: label("more", { n: members.length - from - 100 }), on: { click: () => { next.remove(); more(from + 100); } } });
        list.append(next);
      }
    };
    more(0);
    box.append(list);
    this.event = null;
    if (this.narrow) this.dialog(box, null);
    else this.popup(this.at(first), box, cluster.radius);
    box.querySelector("h2").focus({ preventScroll: true });
  }

  /** Show everything about event `i`: in a popup at its place, or over the page from the table and where it has none. */
  async open(i, from = null, back = null) {
    const { box, fields } = await describe(this.events, i);
    this.event = fields.event_id;
    this.returnTo = from;
    if (back) box.prepend(element("button", { type: "button", class: "back", text: label("back"), on: { click: back } }));
    const placed = this.events.precision[i] > 0;
    if (placed && !from && !this.narrow) this.popup(this.at(i), box, 8);
    else this.dialog(box, placed && from ? () => this.showOnMap(i) : null);
    box.querySelector("h2").focus({ preventScroll: true });
    this.remember();
  }

  showOnMap(i) {
    this.returnTo = null;
    document.getElementById("dialog").close();
    this.table.show(false);
    this.map.setView(this.at(i), Math.max(this.map.getZoom(), 9), { animate: false });
    if (!this.narrow) this.open(i);
  }

  dialog(box, onMap) {
    const dialog = document.getElementById("dialog");
    if (onMap) box.append(element("button", { type: "button", text: label("on_map"), on: { click: onMap } }));
    this.map.closePopup();
    document.getElementById("dialog-content").replaceChildren(box);
    dialog.setAttribute("aria-label", box.querySelector("h2").textContent);
    dialog.onclose = () => this.closed();
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  closed() {
    this.event = null;
    this.returnTo?.focus();
    this.returnTo = null;
    this.remember();
  }

  /** Open the event of an address. */
  async openId(id) {
    const at = settings.details.indexOf("event_id");
    for (const [number, start] of settings.starts.entries()) {
      const found = (await readChunk(number)).events[at].indexOf(id);
      if (found >= 0) {
        await this.open(start + found);
        return;
      }
    }
  }
}
