// The signs of the map: colour and shape tell the type, filling the status, size the deaths, rings the uncertainty.

// Okabe and Ito's colours, which stay apart for colour-blind eyes; the shape tells the same.
const TYPES = [
  { colour: "#d55e00", shape: "diamond" },
  { colour: "#e69f00", shape: "circle" },
  { colour: "#cc79a7", shape: "square" },
  { colour: "#0072b2", shape: "up" },
  { colour: "#56b4e9", shape: "down" },
  { colour: "#009e73", shape: "pentagon" },
];
const CORNERS = { diamond: [4, 0], square: [4, 0.5], up: [3, 0], down: [3, 0.5], pentagon: [5, 0] };
const SWELL = { diamond: 1.2, square: 1.2, up: 1.3, down: 1.3, pentagon: 1.12, circle: 1 };

const style = {};

/** Read the colours of the page's present scheme (light, dark, print). */
function readStyle() {
  const computed = getComputedStyle(document.documentElement);
  for (const name of ["sea", "land", "coast", "border", "region", "town", "name", "halo", "ink", "paper", "area", "soft"]) {
    style[name] = computed.getPropertyValue(`--${name}`).trim();
  }
  style.font = computed.getPropertyValue("--font").trim() || "sans-serif";
}

function outline(context, shape, x, y, radius) {
  context.beginPath();
  if (shape === "circle") {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const [corners, turn] = CORNERS[shape];
  const reach = radius * SWELL[shape];
  for (let i = 0; i < corners; i++) {
    const angle = ((i + turn) / corners) * 2 * Math.PI - Math.PI / 2;
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
}

/** One event. Reported: filled; claimed by a party: hollow; disputed: half filled. */
function drawEvent(context, x, y, radius, type, status) {
  const { colour, shape } = TYPES[type];
  outline(context, shape, x, y, radius + 1.5);
  context.fillStyle = style.halo;
  context.fill();
  outline(context, shape, x, y, radius);
  if (status === 0) {
    context.fillStyle = colour;
    context.fill();
    return;
  }
  context.fillStyle = style.paper;
  context.fill();
  if (status === 2) {
    context.save();
    context.clip();
    context.fillStyle = colour;
    context.fillRect(x - 2 * radius, y - 2 * radius, 2 * radius, 4 * radius);
    context.restore();
    outline(context, shape, x, y, radius - 1);
  } else {
    outline(context, shape, x, y, radius - 1);
  }
  context.lineWidth = 2.25;
  context.strokeStyle = colour;
  context.stroke();
}

/** Several events: a ring in the colours of their types, with their number; a dashed arc for the share known by region only. */
function drawCluster(context, x, y, radius, counts, total, soft) {
  context.beginPath();
  context.arc(x, y, radius + 1.5, 0, 2 * Math.PI);
  context.fillStyle = style.halo;
  context.fill();
  let angle = -Math.PI / 2;
  for (let type = 0; type < counts.length; type++) {
    if (!counts[type]) continue;
    const next = angle + (counts[type] / total) * 2 * Math.PI;
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, radius, angle, next);
    context.fillStyle = TYPES[type].colour;
    context.fill();
    angle = next;
  }
  context.beginPath();
  context.arc(x, y, radius * 0.68, 0, 2 * Math.PI);
  context.fillStyle = style.paper;
  context.fill();
  if (soft) dashedRing(context, x, y, radius + 3.5, style.soft, soft / total);
  context.fillStyle = style.ink;
  context.font = `600 ${total < 1000 ? 12 : 11}px ${style.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(short(total), x, y + 0.5);
}

function dashedRing(context, x, y, radius, colour, share = 1) {
  context.beginPath();
  context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + share * 2 * Math.PI);
  context.setLineDash([4, 3]);
  context.lineWidth = 1.25;
  context.strokeStyle = colour;
  context.stroke();
  context.setLineDash([]);
}

/** Where an event may have happened: dashed for places near a point, a soft disc for regions. */
function drawArea(context, x, y, radius, colour, soft) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  if (soft) {
    const shade = context.createRadialGradient(x, y, 0, x, y, radius);
    shade.addColorStop(0, style.area);
    shade.addColorStop(0.7, `${style.area}a0`);
    shade.addColorStop(1, `${style.area}00`);
    context.fillStyle = shade;
    context.fill();
    return;
  }
  context.fillStyle = `${colour}14`;
  context.fill();
  dashedRing(context, x, y, radius, `${colour}cc`);
}

const short = (number) => (number < 1000 ? String(number) : number < 10000 ? `${Math.floor(number / 100) / 10}k` : `${Math.floor(number / 1000)}k`);
const eventRadius = (deaths) => 5.5 + Math.min(14, 1.6 * Math.sqrt(Math.max(0, deaths)));
const clusterRadius = (total) => 13 + Math.min(17, 3.2 * Math.log10(total) * 1.6);

/** A small picture of a sign, for the legend. */
function sign(draw, size = 22) {
  const canvas = element("canvas", { class: "sign", "aria-hidden": "true" });
  canvas.width = canvas.height = size * 2;
  canvas.redraw = () => {
    const context = canvas.getContext("2d");
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, size, size);
    draw(context, size / 2, size / 2);
  };
  canvas.redraw();
  return canvas;
}
