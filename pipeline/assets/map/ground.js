// The background: land, borders and towns, drawn from data in the page.

const TOWN_ZOOM = [[3e6, 3.5], [1e6, 4.5], [3e5, 6], [1e5, 7], [5e4, 8], [0, 9]];
const FINE_FROM = 4.5;

/** The shapes of a tile as paths in units of `span`, which keeps their numbers small and exact. */
function readTile(tile) {
  const [west, north] = tile.tile ? [tile.tile[0], tile.tile[1] + 10] : [-180, 85.0511];
  const left = mercatorX(west);
  const top = mercatorY(north);
  const span = tile.tile ? 10 / 360 : 1;
  const project_ = (x, y) => [(mercatorX(x * tile.grid) - left) / span, (mercatorY(y * tile.grid) - top) / span];
  const paths = {};
  for (const name of ["land", "borders", "disputed", "regions"]) {
    paths[name] = new Path2D();
    for (const shape of tile[name] ?? []) trace(paths[name], shape, project_, name === "land");
  }
  paths.coast = new Path2D();
  for (const shape of tile.land ?? []) traceCoast(paths.coast, shape, project_, tile);
  const height = tile.tile ? mercatorY(tile.tile[1]) - top : 1;
  return { left, top, span, height, paths, fine: Boolean(tile.tile) };
}

function points(shape) {
  const found = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < shape.length; i += 2) found.push([(x += shape[i]), (y += shape[i + 1])]);
  return found;
}

function trace(path, shape, project_, closed) {
  points(shape).forEach(([x, y], i) => (i ? path.lineTo(...project_(x, y)) : path.moveTo(...project_(x, y))));
  if (closed) path.closePath();
}

/** The outline of land without the cuts along the edges of tiles. */
function traceCoast(path, shape, project_, { tile, grid }) {
  const edges = tile ? [tile[0], tile[0] + 10, tile[1], tile[1] + 10].map((edge) => Math.round(edge / grid)) : [-180 / grid, 180 / grid];
  const cut = ([x, y], [u, v]) =>
    (x === u && (x === edges[0] || x === edges[1])) || (tile && y === v && (y === edges[2] || y === edges[3]));
  const corners = points(shape);
  corners.forEach((corner, i) => {
    const before = corners[i - 1];
    if (!before || cut(before, corner)) path.moveTo(...project_(...corner));
    else path.lineTo(...project_(...corner));
  });
}

class Ground {
  constructor({ world, tiles, towns }) {
    this.world = readTile(world);
    this.tiles = tiles.map(readTile);
    const label_ = (grid) => ([name, x, y, size]) => ({ name, x: mercatorX(x * grid), y: mercatorY(y * grid), size });
    this.countries = world.labels.map(label_(world.grid)).sort((a, b) => b.size - a.size);
    this.regions = tiles.flatMap((tile) => tile.labels.map(label_(tile.grid))).sort((a, b) => b.size - a.size);
    this.towns = towns.map(label_(0.001));
  }

  paint(context, view) {
    context.fillStyle = style.sea;
    context.fillRect(0, 0, view.width, view.height);
    this.paintTile(context, view, this.world);
    if (view.zoom >= FINE_FROM) for (const tile of this.tiles) this.paintTile(context, view, tile);
    const taken = [];
    this.paintCountries(context, view, taken);
    this.paintTowns(context, view, taken);
    this.paintRegions(context, view, taken);
  }

  paintTile(context, view, tile) {
    const scale = tile.span * view.world;
    const x = tile.left * view.world - view.left;
    const y = tile.top * view.world - view.top;
    const height = tile.height * view.world;
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
    const placed = (name) => {
      const path = new Path2D();
      path.addPath(tile.paths[name], at);
      return path;
    };
    context.lineJoin = "round";
    context.fillStyle = style.land;
    context.fill(placed("land"), "evenodd");
    if (tile.fine) stroke(context, placed("land"), style.land, 2);
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
