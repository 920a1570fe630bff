// Places, and places drawn together where they would lie on each other.

const CELL = 48;
const ALONE_FROM = 14;

/** Number the places: events at one point with one kind of precision (a point, or a region's middle) share a place. */
function findPlaces(events) {
  const numbers = new Map();
  const place = new Int32Array(events.count).fill(-1);
  const first = [];
  for (let i = 0; i < events.count; i++) {
    if (Number.isNaN(events.x[i])) continue;
    const region = events.geo_precision[i] === 3 ? 1 : 0;
    const key = ((Math.round(events.latitude[i] / 100) + 9e6) * 36000001 + Math.round(events.longitude[i] / 100) + 18e6) * 2 + region;
    let number = numbers.get(key);
    if (number === undefined) {
      number = first.length;
      numbers.set(key, number);
      first.push(i);
    }
    place[i] = number;
  }
  events.place = place;
  events.places = Uint32Array.from(first);
}

class Clusters {
  constructor(events, filter) {
    this.events = events;
    this.filter = filter;
    this.version = -1;
    const count = events.places.length;
    this.total = new Uint32Array(count);
    this.types = new Uint32Array(count * TYPES.length);
    this.uncertainty = new Int32Array(count);
    this.only = new Int32Array(count);
  }

  /** What is shown at each place. */
  fill() {
    if (this.version === this.filter.version) return;
    this.version = this.filter.version;
    this.zooms = new Map();
    this.total.fill(0);
    this.types.fill(0);
    this.uncertainty.fill(0);
    const { place, type, uncertainty, precision } = this.events;
    for (const i of this.filter.shown) {
      const number = place[i];
      if (number < 0) continue;
      this.total[number]++;
      this.types[number * TYPES.length + type[i]]++;
      if (precision[i] > 1 && uncertainty[i] > this.uncertainty[number]) this.uncertainty[number] = uncertainty[i];
      this.only[number] = i;
    }
  }

  /**
   * The signs of a view and its surroundings: {x, y, total, types, soft, places, only, radius}, in world coordinates from
   * 0 to 1. They are kept until the filter changes or the view leaves those surroundings.
   */
  at(view) {
    this.fill();
    const step = Math.round(view.zoom * 2) / 2;
    const seen = [view.left, view.top, view.left + view.width, view.top + view.height].map((pixel) => pixel / view.world);
    const kept = this.zooms.get(step);
    if (kept && kept.box[0] <= seen[0] && kept.box[1] <= seen[1] && kept.box[2] >= seen[2] && kept.box[3] >= seen[3]) return kept.signs;
    const [wide, tall] = [seen[2] - seen[0], seen[3] - seen[1]];
    const box = [seen[0] - wide, seen[1] - tall, seen[2] + wide, seen[3] + tall];
    const signs = this.group(step, box);
    this.zooms.set(step, { box, signs });
    return signs;
  }

  group(zoom, [left, top, right, bottom]) {
    const { places, x, y } = this.events;
    const side = CELL / (256 * 2 ** zoom);
    const column = Math.floor(left / side) - 1;
    const row = Math.floor(top / side) - 1;
    const across = Math.floor(right / side) - column + 2;
    const cells = zoom >= ALONE_FROM ? [] : new Array(across * (Math.floor(bottom / side) - row + 2));
    for (let number = 0; number < places.length; number++) {
      const total = this.total[number];
      const i = places[number];
      if (!total || x[i] < left || x[i] > right || y[i] < top || y[i] > bottom) continue;
      const key = zoom >= ALONE_FROM ? cells.length : (Math.floor(y[i] / side) - row) * across + Math.floor(x[i] / side) - column;
      const cell = (cells[key] ??= { key, x: 0, y: 0, total: 0, places: [], taken: false });
      cell.x += x[i] * total;
      cell.y += y[i] * total;
      cell.total += total;
      cell.places.push(number);
    }
    const filled = cells.filter(Boolean);
    for (const cell of filled) {
      cell.x /= cell.total;
      cell.y /= cell.total;
    }
    if (zoom < ALONE_FROM) this.join(cells, filled, across, side);
    return filled.filter((cell) => !cell.taken).map((cell) => this.finish(cell));
  }

  /** Let larger cells take in neighbours that they would cover. */
  join(cells, filled, across, side) {
    filled.sort((a, b) => b.total - a.total || a.key - b.key);
    for (const cell of filled) {
      if (cell.taken) continue;
      const reach = (this.radius(cell) + 8) / CELL;
      for (const shift of [-across - 1, -across, -across + 1, -1, 1, across - 1, across, across + 1]) {
        const other = cells[cell.key + shift];
        if (!other || other.taken || other.total > cell.total) continue;
        const limit = (reach + this.radius(other) / CELL) * side;
        if ((other.x - cell.x) ** 2 + (other.y - cell.y) ** 2 > limit ** 2) continue;
        const total = cell.total + other.total;
        cell.x = (cell.x * cell.total + other.x * other.total) / total;
        cell.y = (cell.y * cell.total + other.y * other.total) / total;
        cell.total = total;
        for (const number of other.places) cell.places.push(number);
        other.taken = true;
      }
    }
  }

  radius(cell) {
    return cell.total > 1 ? clusterRadius(cell.total) : 8;
  }

  finish(cell) {
    const types = new Array(TYPES.length).fill(0);
    let soft = 0;
    for (const number of cell.places) {
      for (let type = 0; type < types.length; type++) types[type] += this.types[number * types.length + type];
      if (this.isRegion(number)) soft += this.total[number];
    }
    const only = cell.total === 1 ? this.only[cell.places[0]] : -1;
    const radius = only >= 0 ? eventRadius(this.events.fatalities[only]) : clusterRadius(cell.total);
    return { x: cell.x, y: cell.y, total: cell.total, places: cell.places, soft, types, only, radius };
  }

  /** The type of all that is shown at a place, or -1 where there are several. */
  onlyType(number) {
    const kinds = this.types.subarray(number * TYPES.length, (number + 1) * TYPES.length);
    return kinds.filter(Boolean).length === 1 ? kinds.findIndex(Boolean) : -1;
  }

  isRegion(number) {
    return this.events.geo_precision[this.events.places[number]] === 3;
  }

  /** Numbers of the events shown in a cluster, by day. */
  members(cluster) {
    const wanted = new Set(cluster.places);
    return Array.from(this.filter.shown.filter((i) => wanted.has(this.events.place[i])));
  }
}
