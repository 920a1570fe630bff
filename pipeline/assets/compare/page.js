"use strict";
// A map and a table of rows in coloured groups. All text is put in as text.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const canvas = at("canvas"), pen = canvas.getContext("2d");
  const plain = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  const hidden = new Set();
  const size = 200;
  let chosen = -1, first = 0, view = { x: 0, y: 0, scale: 2 };

  const mercator = (lat) => {
    const p = Math.max(-85, Math.min(85, lat)) * Math.PI / 180;
    return -Math.log(Math.tan(Math.PI / 4 + p / 2)) * 180 / Math.PI;
  };
  const places = data.rows.map((row) => row.point ? [row.point[1], mercator(row.point[0])] : null);
  const lines = (flat) => {
    let x = flat[0], y = flat[1];
    const out = [[x / 100, mercator(y / 100)]];
    for (let i = 2; i < flat.length; i += 2) {
      x += flat[i]; y += flat[i + 1];
      out.push([x / 100, mercator(y / 100)]);
    }
    return out;
  };
  const land = data.land.map(lines), borders = data.borders.map(lines);
  const shown = () => data.rows.map((_, i) => i).filter((i) => !hidden.has(data.rows[i].group));
  const toScreen = ([x, y]) => [(x - view.x) * view.scale + canvas.clientWidth / 2, (y - view.y) * view.scale + canvas.clientHeight / 2];

  function fit() {
    const seen = places.filter(Boolean);
    if (!seen.length) return;
    const xs = seen.map((p) => p[0]).sort((a, b) => a - b), ys = seen.map((p) => p[1]).sort((a, b) => a - b);
    const last = seen.length - 1;
    view.x = (xs[0] + xs[last]) / 2;
    view.y = (ys[0] + ys[last]) / 2;
    const wide = Math.max(1, xs[last] - xs[0]), high = Math.max(1, ys[last] - ys[0]);
    view.scale = Math.min(60, 0.85 * Math.min(canvas.clientWidth / wide, canvas.clientHeight / high));
  }

  function path(points, close) {
    pen.beginPath();
    points.forEach((point, i) => {
      const [x, y] = toScreen(point);
      if (i) pen.lineTo(x, y); else pen.moveTo(x, y);
    });
    if (close) pen.closePath();
  }

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(document.documentElement);
    pen.lineWidth = 1;
    pen.fillStyle = style.getPropertyValue("--land");
    pen.strokeStyle = style.getPropertyValue("--border");
    for (const shape of land) { path(shape, true); pen.fill(); pen.stroke(); }
    for (const line of borders) { path(line, false); pen.stroke(); }
    for (const i of shown()) {
      if (!places[i]) continue;
      const [x, y] = toScreen(places[i]);
      pen.beginPath();
      pen.arc(x, y, i === chosen ? 9 : 5, 0, 2 * Math.PI);
      pen.fillStyle = data.groups[data.rows[i].group].colour;
      pen.globalAlpha = 0.85;
      pen.fill();
      pen.globalAlpha = 1;
      pen.strokeStyle = i === chosen ? style.getPropertyValue("--ink") : "#0007";
      pen.lineWidth = i === chosen ? 2.5 : 1;
      pen.stroke();
    }
  }

  function list() {
    const all = shown(), rows = at("rows");
    first = Math.max(0, Math.min(first, Math.floor(Math.max(0, all.length - 1) / size) * size));
    rows.replaceChildren(...all.slice(first, first + size).map((i) => {
      const line = document.createElement("tr");
      line.dataset.row = i;
      line.tabIndex = 0;
      line.setAttribute("aria-selected", String(i === chosen));
      data.rows[i].cells.forEach((text, column) => {
        const cell = document.createElement("td");
        if (!column) {
          const dot = document.createElement("span");
          dot.className = "dot";
          dot.style.background = data.groups[data.rows[i].group].colour;
          cell.append(dot);
        }
        if (text.length <= 16) cell.className = "short";
        cell.append(plain(text));
        line.append(cell);
      });
      return line;
    }));
    at("page").textContent = all.length ? `${first + 1}–${Math.min(first + size, all.length)} of ${all.length}` : "nothing to show";
    at("back").disabled = first === 0;
    at("next").disabled = first + size >= all.length;
  }

  function choose(i, scroll) {
    chosen = i;
    at("detail").textContent = i < 0 ? "" : data.rows[i].cells.map((text, n) => text ? `${data.columns[n]}: ${plain(text)}` : "").filter(Boolean).join("\n");
    if (i >= 0 && scroll) {
      first = Math.floor(shown().indexOf(i) / size) * size;
      list();
      const line = at("rows").querySelector(`[data-row="${i}"]`);
      if (line) line.scrollIntoView({ block: "nearest" });
    } else {
      list();
    }
    draw();
  }

  function nearest(x, y) {
    let best = -1, least = 14;
    for (const i of shown()) {
      if (!places[i]) continue;
      const [px, py] = toScreen(places[i]);
      const far = Math.hypot(px - x, py - y);
      if (far < least) { best = i; least = far; }
    }
    return best;
  }

  function zoom(factor, x, y) {
    const cx = x - canvas.clientWidth / 2, cy = y - canvas.clientHeight / 2;
    const scale = Math.max(0.8, Math.min(4000, view.scale * factor));
    view.x += cx / view.scale - cx / scale;
    view.y += cy / view.scale - cy / scale;
    view.scale = scale;
    draw();
  }

  let held = null;
  canvas.addEventListener("pointerdown", (event) => { held = { x: event.clientX, y: event.clientY, moved: false }; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const dx = event.clientX - held.x, dy = event.clientY - held.y;
    if (!held.moved && Math.hypot(dx, dy) < 4) return;
    held = { x: event.clientX, y: event.clientY, moved: true };
    view.x -= dx / view.scale;
    view.y -= dy / view.scale;
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (held && !held.moved) choose(nearest(event.offsetX, event.offsetY), true);
    held = null;
  });
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.3 : 1 / 1.3, event.offsetX, event.offsetY); }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1.3 : 1 / 1.3, canvas.clientWidth / 2, canvas.clientHeight / 2);
  });
  const pick = (event) => {
    const line = event.target.closest("tr");
    if (line && line.dataset.row) choose(Number(line.dataset.row), false);
  };
  at("rows").addEventListener("click", pick);
  at("rows").addEventListener("keydown", (event) => { if (event.key === "Enter") pick(event); });
  at("back").addEventListener("click", () => { first -= size; list(); });
  at("next").addEventListener("click", () => { first += size; list(); });
  window.addEventListener("resize", draw);

  data.groups.forEach((group, number) => {
    const label = document.createElement("label"), box = document.createElement("input"), mark = document.createElement("i");
    box.type = "checkbox";
    box.checked = true;
    mark.style.background = group.colour;
    const count = data.rows.filter((row) => row.group === number).length;
    label.append(box, mark, `${group.name} (${count})`);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(number); else hidden.add(number);
      list();
      draw();
    });
    at("legend").append(label);
  });
  at("summary").textContent = data.summary;
  at("head").replaceChildren(...data.columns.map((name) => { const cell = document.createElement("th"); cell.textContent = name; return cell; }));
  list();
  fit();
  draw();
  document.body.dataset.ready = "true";
})();
