// Puts the page together.

window.dateline = {
  layer: () => new CanvasLayer(),
  start,
};

async function start(map, layers) {
  const events = await readColumns();
  project(events);
  const places = [];
  const renderer = L.canvas({ padding: 0.3 });
  for (let i = 0; i < events.count; i++) {
    if (Number.isNaN(events.x[i])) continue;
    const at = [events.latitude[i] / 1e7, events.longitude[i] / 1e7];
    const colour = COLOURS[events.type[i]];
    places.push(at);
    if (events.geo_precision[i] > 1 && events.uncertainty[i] > 0) {
      L.circle(at, { radius: events.uncertainty[i], color: colour, weight: 1, dashArray: "4 4", fillOpacity: 0.06, interactive: false, renderer }).addTo(map);
    }
    const radius = 5 + Math.min(15, 2 * Math.sqrt(Math.max(0, events.fatalities[i])));
    L.circleMarker(at, { radius, color: colour, weight: 2, fillOpacity: events.status[i] ? 0.1 : 0.7, renderer })
      .bindPopup(() => {
        const box = element("div", { text: "…" });
        describe(events, i).then((made) => box.replaceChildren(made));
        return box;
      })
      .addTo(map);
  }
  if (places.length) map.fitBounds(places, { padding: [40, 40], maxZoom: 9 });
  document.getElementById("title").textContent = settings.title;
  const unplaced = events.count - places.length;
  document.getElementById("count").textContent = `${events.count} events, ${unplaced} of them without a place`;
  document.getElementById("legend").append(
    ...settings.types.map((type, number) =>
      element("li", { children: [element("span", { class: `key type-${number}` }), element("span", { text: type })] })),
  );
  document.documentElement.dataset.ready = "true";
}
