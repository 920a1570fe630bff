// What is drawn on the map: one canvas a layer, drawn again whenever the map stands still.

/** A canvas over the map. `paint(context, view)` draws it once there is something to draw. */
const CanvasLayer = L.Layer.extend({
  initialize(pane, zIndex) {
    this.pane = pane;
    this.zIndex = zIndex;
    this.paint = null;
  },
  onAdd(map) {
    if (!map.getPane(this.pane)) map.createPane(this.pane).style.zIndex = this.zIndex;
    map.getPane(this.pane).style.pointerEvents = "none";
    this.canvas ??= element("canvas", { class: "leaflet-zoom-animated", "aria-hidden": "true" });
    map.getPane(this.pane).append(this.canvas);
    map.on("moveend viewreset resize zoomend", this.redraw, this);
    if (map.options.zoomAnimation) map.on("zoomanim", this.follow, this);
    this.redraw();
  },
  onRemove(map) {
    this.canvas.remove();
    map.off("moveend viewreset resize zoomend", this.redraw, this);
    map.off("zoomanim", this.follow, this);
  },
  redraw() {
    if (!this._map || !this.paint) return;
    const size = this._map.getSize();
    const pad = size.multiplyBy(0.1).round();
    const full = size.add(pad.multiplyBy(2));
    const corner = this._map.containerPointToLayerPoint(pad.multiplyBy(-1)).round();
    const ratio = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(full.x * ratio) || this.canvas.height !== Math.round(full.y * ratio)) {
      this.canvas.width = Math.round(full.x * ratio);
      this.canvas.height = Math.round(full.y * ratio);
      this.canvas.style.width = `${full.x}px`;
      this.canvas.style.height = `${full.y}px`;
    }
    L.DomUtil.setTransform(this.canvas, corner, 1);
    this.corner = this._map.layerPointToLatLng(corner);
    const origin = this._map.getPixelOrigin().add(corner);
    const zoom = this._map.getZoom();
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, full.x, full.y);
    this.paint(context, { left: origin.x, top: origin.y, width: full.x, height: full.y, world: 256 * 2 ** zoom, zoom, pad, ratio });
  },
  follow(event) {
    const scale = this._map.getZoomScale(event.zoom);
    const offset = this._map.latLngToLayerPoint(this.corner);
    const target = this._map._latLngToNewLayerPoint ? this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center) : offset;
    L.DomUtil.setTransform(this.canvas, target, scale);
  },
});

const mercatorX = (longitude) => longitude / 360 + 0.5;
function mercatorY(latitude) {
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, latitude)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Mercator coordinates of the events, from 0 to 1; NaN where there is no place. */
function project(events) {
  events.x = new Float64Array(events.count);
  events.y = new Float64Array(events.count);
  for (let i = 0; i < events.count; i++) {
    const placed = events.latitude[i] !== NONE && events.longitude[i] !== NONE;
    events.x[i] = placed ? mercatorX(events.longitude[i] / 1e7) : NaN;
    events.y[i] = placed ? mercatorY(events.latitude[i] / 1e7) : NaN;
  }
  events.precision = events.geo_precision.map((code, i) => (Number.isNaN(events.x[i]) ? 0 : code || 1));
}

/** More areas than this would only make a haze. */
const MOST_AREAS = 150;
/** Regions are so soft that a third of the resolution does. */
const HAZE = 1 / 3;

/** Paint uncertainty and signs of what a filter lets through. */
class Signs {
  constructor(events, filter, map) {
    this.events = events;
    this.map = map;
    this.clusters = new Clusters(events, filter);
    this.drawn = [];
  }

  /** Signs in view, with their places in the canvas. */
  inView(view) {
    const margin = 40;
    const seen = [];
    for (const cluster of this.clusters.at(view)) {
      const x = cluster.x * view.world - view.left;
      const y = cluster.y * view.world - view.top;
      if (x < -margin || y < -margin || x > view.width + margin || y > view.height + margin) continue;
      seen.push({ cluster, x, y });
    }
    return seen.sort((a, b) => b.cluster.radius - a.cluster.radius || a.x - b.x);
  }

  /** Where events may have happened, the widest first; those too small to see or wider than the view are left out. */
  paintAreas(context, view) {
    this.haze ??= document.createElement("canvas");
    this.haze.width = Math.ceil(view.width * HAZE);
    this.haze.height = Math.ceil(view.height * HAZE);
    const soft = this.haze.getContext("2d");
    soft.scale(HAZE, HAZE);
    const areas = this.areasInView(view);
    const isSoft = ({ number }) => this.clusters.isRegion(number);
    for (const { x, y, radius } of areas.filter(isSoft)) drawArea(soft, x, y, radius, style.area, true);
    context.globalAlpha = 0.25; // regions that overlap must not add up to a wall
    context.drawImage(this.haze, 0, 0, this.haze.width / HAZE, this.haze.height / HAZE);
    context.globalAlpha = 1;
    for (const area of areas) {
      if (isSoft(area)) continue;
      const type = this.clusters.onlyType(area.number);
      drawArea(context, area.x, area.y, area.radius, type < 0 ? style.area : TYPES[type].colour, false);
    }
  }

  /** Places whose uncertainty is wide enough to see and not wider than the view, the widest first. */
  areasInView(view) {
    const { clusters } = this;
    const { places, x: xs, y: ys } = this.events;
    clusters.fill();
    const seen = [];
    const widest = Math.max(view.width, view.height);
    for (let number = 0; number < places.length; number++) {
      const metres = clusters.uncertainty[number];
      if (metres <= 0) continue;
      const i = places[number];
      const latitude = this.events.latitude[i] / 1e7;
      const radius = (metres / (40075016.7 * Math.cos((latitude * Math.PI) / 180))) * view.world;
      if (radius < 12 || radius > widest) continue;
      const x = xs[i] * view.world - view.left;
      const y = ys[i] * view.world - view.top;
      if (x < -radius || y < -radius || x > view.width + radius || y > view.height + radius) continue;
      seen.push({ number, x, y, radius });
    }
    return seen.sort((a, b) => b.radius - a.radius || a.number - b.number).slice(0, MOST_AREAS);
  }

  paintSigns(context, view) {
    this.drawn = this.inView(view);
    for (const { cluster, x, y } of this.drawn) {
      if (cluster.only >= 0) {
        drawEvent(context, x, y, cluster.radius, this.events.type[cluster.only], this.events.status[cluster.only]);
        if (cluster.soft) dashedRing(context, x, y, cluster.radius + 3.5, style.soft);
      } else {
        drawCluster(context, x, y, cluster.radius, cluster.types, cluster.total, cluster.soft);
      }
    }
    this.view = view;
    this.origin = this.map.getPixelOrigin();
  }

  /** The topmost sign at a point of the map's container. */
  find(point) {
    if (!this.view) return null;
    const shift = this.map.containerPointToLayerPoint(point).add(this.map.getPixelOrigin());
    const x = shift.x - this.view.left;
    const y = shift.y - this.view.top;
    for (let at = this.drawn.length - 1; at >= 0; at--) {
      const sign_ = this.drawn[at];
      if ((sign_.x - x) ** 2 + (sign_.y - y) ** 2 <= Math.max(sign_.cluster.radius + 3, 10) ** 2) return sign_.cluster;
    }
    return null;
  }
}
