// The background: land, borders and towns, drawn from data in the page.

const TOWN_ZOOM = [[3e6, 3.5], [1e6, 4.5], [3e5, 6], [1e5, 7], [5e4, 8], [0, 9]];
const FINE_FROM = 4.5;

/** The shapes of a tile as paths in units of its width, which keeps their numbers small and exact; each with its box. */
function readTile(tile) {
  const [west, north] = tile.tile ? [tile.tile[0], tile.tile[1] + 10] : [-180, 85.0511];
  const left = mercatorX(west);
  const top = mercatorY(north);
  const span = tile.tile ? 10 / 360 : 1;
  const height = (tile.tile ? mercatorY(tile.tile[1]) - top : 1) / span;
  const isCut = cutting(tile);
  const shapes = { coast: [] };
  for (const name of ["land", "borders", "disputed", "regions"]) {
    shapes[name] = (tile[name] ?? []).map((steps) => {
      const corners = points(steps);
      const placed = corners.map(([x, y]) => [(mercatorX(x * tile.grid) - left) / span, (mercatorY(y * tile.grid) - top) / span]);
      if (name === "land") shapes.coast.push(pathOf(placed, (i) => isCut(corners[i - 1], corners[i])));
      return pathOf(placed, () => false);
    });
  }
  return { left, top, span, height, shapes, key: String(tile.tile), fine: Boolean(tile.tile) };
}

function points(steps) {
  const found = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) found.push([(x += steps[i]), (y += steps[i + 1])]);
  return found;
}

/** Whether a piece of a coast only runs along the edge of its tile, where the land was cut. */
function cutting({ tile, grid }) {
  const edges = tile ? [tile[0], tile[0] + 10, tile[1], tile[1] + 10] : [-180, 180, NaN, NaN];
  const [west, east, south, north] = edges.map((edge) => Math.round(edge / grid));
  return ([x, y], [u, v]) => (x === u && (x === west || x === east)) || (y === v && (y === south || y === north));
}

function pathOf(corners, skips) {
  const path = new Path2D();
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  corners.forEach(([x, y], i) => {
    if (i && !skips(i)) path.lineTo(x, y);
    else path.moveTo(x, y);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  });
  return { path, box };
}

class Ground {
  constructor({ world, tiles, towns }) {
    this.world = readTile(world);
    this.tiles = tiles.map(readTile);
    this.keys = new Set(this.tiles.map((tile) => tile.key));
    const label_ = (grid) => ([name, x, y, size]) => ({ name, x: mercatorX(x * grid), y: mercatorY(y * grid), size });
    this.countries = world.labels.map(label_(world.grid)).sort((a, b) => b.size - a.size);
    this.regions = tiles.flatMap((tile) => tile.labels.map(label_(tile.grid))).sort((a, b) => b.size - a.size);
    this.towns = towns.map(label_(0.001));
  }

  paint(context, view) {
    context.fillStyle = style.sea;
    context.fillRect(0, 0, view.width, view.height);
    if (!this.covered(view)) this.paintTile(context, view, this.world);
    if (view.zoom >= FINE_FROM) for (const tile of this.tiles) this.paintTile(context, view, tile);
    const taken = [];
    this.paintCountries(context, view, taken);
    this.paintTowns(context, view, taken);
    this.paintRegions(context, view, taken);
  }

  /** Whether detailed tiles fill the whole view, so that the outline of the world need not be drawn under them. */
  covered(view) {
    if (view.zoom < FINE_FROM) return false;
    const degrees = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    const west = Math.floor((view.left / view.world - 0.5) * 36) * 10;
    const east = ((view.left + view.width) / view.world - 0.5) * 360;
    const south = Math.floor(degrees((view.top + view.height) / view.world) / 10) * 10;
    const north = degrees(view.top / view.world);
    for (let x = west; x < east; x += 10) for (let y = south; y < north; y += 10) if (!this.keys.has(`${x},${y}`)) return false;
    return true;
  }

  paintTile(context, view, tile) {
    const scale = tile.span * view.world;
    const x = tile.left * view.world - view.left;
    const y = tile.top * view.world - view.top;
    const height = tile.height * scale;
    if (x > view.width || y > view.height || x + scale < 0 || y + height < 0) return;
    context.save();
    if (tile.fine) {
      context.beginPath();
      context.rect(Math.floor(x), Math.floor(y), Math.ceil(x + scale) - Math.floor(x), Math.ceil(y + height) - Math.floor(y));
      context.clip();
      context.fillStyle = style.sea;
      context.fill();
    }
    const at = new DOMMatrix([scale, 0, 0, scale, x, y]);
    const seen = [-x / scale, -y / scale, (view.width - x) / scale, (view.height - y) / scale];
    const placed = (name) => {
      const whole = new Path2D();
      for (const { path, box } of tile.shapes[name]) {
        if (box[0] <= seen[2] && box[2] >= seen[0] && box[1] <= seen[3] && box[3] >= seen[1]) whole.addPath(path, at);
      }
      return whole;
    };
    context.lineJoin = "round";
    context.fillStyle = style.land;
    context.fill(placed("land"), "evenodd");
    if (tile.fine) stroke(context, placed("land"), style.land, 2); // closes the seams between tiles
    if (tile.fine && view.zoom >= 6) stroke(context, placed("regions"), style.region, 0.75);
    stroke(context, placed("coast"), style.coast, 0.8);
    stroke(context, placed("borders"), style.border, view.zoom < 5 ? 0.9 : 1.4);
    stroke(context, placed("disputed"), style.border, 1, [5, 4]);
    context.restore();
  }

  paintCountries(context, view, taken) {
    context.textAlign = "center";
    context.letterSpacing = "1px";
    for (const { name, x, y, size } of this.countries) {
      if (size * 4 ** view.zoom < 9000 || view.zoom > 8) continue;
      context.font = `600 ${view.zoom < 4.5 ? 11 : 13}px ${style.font}`;
      write(context, view, taken, name.toUpperCase(), x, y, 0, style.name);
    }
    context.letterSpacing = "0px";
  }

  paintTowns(context, view, taken) {
    context.textAlign = "left";
    for (const { name, x, y, size } of this.towns) {
      if (view.zoom < TOWN_ZOOM.find(([people]) => size >= people)[1]) break;
      context.font = `${size >= 1e6 ? "500 12px" : "11px"} ${style.font}`;
      if (write(context, view, taken, name, x, y, 6, style.town)) {
        context.beginPath();
        context.arc(x * view.world - view.left, y * view.world - view.top, size >= 1e6 ? 2.6 : 2, 0, 2 * Math.PI);
        context.fillStyle = style.town;
        context.fill();
      }
    }
  }

  paintRegions(context, view, taken) {
    if (view.zoom < 6) return;
    context.textAlign = "center";
    context.font = `italic 11px ${style.font}`;
    for (const { name, x, y, size } of this.regions) {
      if (size * 4 ** view.zoom > 4000) write(context, view, taken, name, x, y, 0, style.name);
    }
  }
}

function stroke(context, path, colour, width, dash = []) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

/** Write a name where it covers no other; says whether it did. */
function write(context, view, taken, name, x, y, shift, colour) {
  const left = x * view.world - view.left + shift;
  const middle = y * view.world - view.top;
  if (left < -150 || middle < -20 || left > view.width + 150 || middle > view.height + 20) return false;
  const width = context.measureText(name).width;
  const from = context.textAlign === "center" ? left - width / 2 : left;
  const box = [from - 4 - shift, middle - 8, from + width + 4, middle + 8];
  if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
  taken.push(box);
  context.textBaseline = "middle";
  context.lineWidth = 3;
  context.strokeStyle = style.land;
  context.lineJoin = "round";
  context.strokeText(name, left, middle);
  context.fillStyle = colour;
  context.fillText(name, left, middle);
  return true;
}
