// What is drawn on the map: one canvas a layer, drawn again whenever the map stands still.

const COLOURS = ["#d55e00", "#e69f00", "#cc79a7", "#0072b2", "#56b4e9", "#009e73"];

/** A canvas over the map; `draw(context, view)` paints it. */
const CanvasLayer = L.Layer.extend({
  options: { pane: "overlayPane" },
  draw() {},
  onAdd(map) {
    if (!this.canvas) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated dateline-canvas");
      this.canvas.setAttribute("aria-hidden", "true");
    }
    this.getPane().appendChild(this.canvas);
    map.on("moveend viewreset resize zoomend", this.redraw, this);
    map.on("zoomanim", this.follow, this);
    this.redraw();
  },
  onRemove(map) {
    this.canvas.remove();
    map.off("moveend viewreset resize zoomend", this.redraw, this);
    map.off("zoomanim", this.follow, this);
  },
  redraw() {
    if (!this._map) return;
    const size = this._map.getSize();
    const pad = size.multiplyBy(0.15).round();
    const full = size.add(pad.multiplyBy(2));
    const corner = this._map.containerPointToLayerPoint(pad.multiplyBy(-1));
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = full.x * ratio;
    this.canvas.height = full.y * ratio;
    this.canvas.style.width = `${full.x}px`;
    this.canvas.style.height = `${full.y}px`;
    L.DomUtil.setPosition(this.canvas, corner);
    this.corner = this._map.layerPointToLatLng(corner);
    const zoom = this._map.getZoom();
    const world = 256 * 2 ** zoom;
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, full.x, full.y);
    const origin = this._map.getPixelOrigin().add(corner);
    this.draw(context, { left: origin.x, top: origin.y, width: full.x, height: full.y, world, zoom, pad });
  },
  follow(event) {
    const scale = this._map.getZoomScale(event.zoom);
    const offset = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, offset, scale);
  },
});

/** Mercator coordinates from 0 to 1, for degrees times 1e7. */
function project(events) {
  events.x = new Float64Array(events.count);
  events.y = new Float64Array(events.count);
  for (let i = 0; i < events.count; i++) {
    if (events.latitude[i] === NONE || events.longitude[i] === NONE) {
      events.x[i] = NaN;
      events.y[i] = NaN;
      continue;
    }
    const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, events.latitude[i] / 1e7)) * Math.PI) / 180);
    events.x[i] = events.longitude[i] / 3.6e9 + 0.5;
    events.y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
}
