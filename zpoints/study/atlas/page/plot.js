// The map of the cloud: points, their images where there is room, and what lies among them.
"use strict";

// Closer than this the steps of the points' coordinates would show.
const MOST_ZOOM = 60;
const MARGIN = {left: 60, bottom: 36};

class Plot {
  // canvas: to draw on; thumbnails: Thumbnails, or null if the page holds none.
  constructor(canvas, thumbnails) {
    Object.assign(this, {canvas, thumbnails});
    this.context = canvas.getContext("2d");
    this.view = {x: 0, y: 0, scale: 1};
    this.rows = new Uint32Array(0);
    this.marks = [];
    this.pictures = [];
    this.others = null;
    this.cursor = -1;
    this.imagesMode = "auto";
    this.colours = null;
    this.classes = null;
    this.redraw = eachFrame(() => this.draw());
    new ResizeObserver(() => this.resize()).observe(canvas);
    theme.watch(() => this.redraw());
  }

  // Points of a case along two axes.
  open(study, x, y) {
    Object.assign(this, {study, x, y});
    this.xs = x.values();
    this.ys = y.values();
    const [allXs, allYs] = [x.allValues(), y.allValues()];
    this.all = allXs && allYs ? {xs: allXs, ys: allYs} : null;
    this.rows = Uint32Array.from({length: study.rows}, (_, i) => i);
    this.redraw();
  }

  resize() {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (!width || !height) return;
    if (width === this.canvas.width && height === this.canvas.height && this.raster) return;
    Object.assign(this.canvas, {width, height});
    this.raster = new Raster(this.context, width, height, ratio);
    this.size = {width: this.canvas.clientWidth, height: this.canvas.clientHeight, ratio};
    if (this.fitWhenSized) this.fit();
    if (this.wanted) this.goTo(...this.wanted);
    this.draw();
  }

  // Shows all points, and the origin with them.
  fit() {
    this.fitWhenSized = !this.size;
    if (!this.size || !this.xs) return;
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < this.xs.length; i++) {
      left = Math.min(left, this.xs[i]);
      right = Math.max(right, this.xs[i]);
      bottom = Math.min(bottom, this.ys[i]);
      top = Math.max(top, this.ys[i]);
    }
    for (const mark of this.marks) {
      left = Math.min(left, mark.x);
      right = Math.max(right, mark.x);
      bottom = Math.min(bottom, mark.y);
      top = Math.max(top, mark.y);
    }
    const scale =
      0.9 *
      Math.min(
        (this.size.width - MARGIN.left) / (right - left || 1),
        (this.size.height - MARGIN.bottom) / (top - bottom || 1),
      );
    this.fitted = scale;
    this.view = {
      x: (left + right) / 2 - MARGIN.left / 2 / scale,
      y: (bottom + top) / 2 - MARGIN.bottom / 2 / scale,
      scale,
    };
    this.redraw();
  }

  // A place in the middle, so many times larger than where all points are in sight.
  goTo(x, y, zoom) {
    this.wanted = [x, y, zoom];
    if (!this.size || !this.fitted) return;
    this.view = {x, y, scale: this.fitted * zoom};
    this.wanted = null;
    this.redraw();
  }

  // Pixels of the page for a place in the cloud, and back.
  toScreen(x, y) {
    const {view, size} = this;
    return [
      size.width / 2 + (x - view.x) * view.scale,
      size.height / 2 - (y - view.y) * view.scale,
    ];
  }

  toCloud(x, y) {
    const {view, size} = this;
    return [
      view.x + (x - size.width / 2) / view.scale,
      view.y - (y - size.height / 2) / view.scale,
    ];
  }

  zoom(factor, x = this.size.width / 2, y = this.size.height / 2) {
    const [cx, cy] = this.toCloud(x, y);
    const scale = clamp(this.view.scale * factor, this.fitted * 0.2, this.fitted * MOST_ZOOM);
    const change = this.view.scale / scale;
    this.view = {x: cx + (this.view.x - cx) * change, y: cy + (this.view.y - cy) * change, scale};
    this.moved();
  }

  pan(dx, dy) {
    this.view = {
      ...this.view,
      x: this.view.x - dx / this.view.scale,
      y: this.view.y + dy / this.view.scale,
    };
    this.moved();
  }

  moved() {
    this.redraw();
    this.onmove?.();
  }

  // Row of the point nearest to a place on the page, −1 if none is within `reach` pixels.
  pointAt(x, y, reach = 14) {
    const [cx, cy] = this.toCloud(x, y);
    let best = (reach / this.view.scale) ** 2;
    let found = -1;
    for (const i of this.rows) {
      const square = (this.xs[i] - cx) ** 2 + (this.ys[i] - cy) ** 2;
      if (square < best) {
        best = square;
        found = i;
      }
    }
    return found;
  }

  // Place of the other vector (of the overlaid sampler) nearest to a place on the page, or −1.
  otherAt(x, y, reach = 9) {
    if (!this.others) return -1;
    const [cx, cy] = this.toCloud(x, y);
    let best = (reach / this.view.scale) ** 2;
    let found = -1;
    this.others.xs.forEach((value, k) => {
      const square = (value - cx) ** 2 + (this.others.ys[k] - cy) ** 2;
      if (square < best) [best, found] = [square, k];
    });
    return found;
  }

  // The point next to a row in a direction of the screen, for the arrow keys.
  neighbour(row, dx, dy) {
    let best = Infinity;
    let found = row;
    for (const i of this.rows) {
      const across = (this.xs[i] - this.xs[row]) * this.view.scale;
      const up = (this.ys[i] - this.ys[row]) * this.view.scale;
      const along = across * dx + up * dy;
      const beside = Math.abs(across * dy) + Math.abs(up * dx);
      if (i === row || along < 2 || beside > along) continue;
      const cost = along + 2 * beside;
      if (cost < best) [best, found] = [cost, i];
    }
    return found;
  }

  draw() {
    if (!this.raster || !this.study) return;
    const started = performance.now();
    const card = theme.rgb("--card");
    const plain = [theme.rgb("--sampler")];
    this.raster.clear(card);
    const dense = this.all && !this.classes;
    if (dense) this.raster.density(this.all.xs, this.all.ys, this.view, card, plain[0]);
    const many = this.rows.length > 3000;
    const closer = clamp(this.view.scale / (this.fitted || 1), 1, 3);
    this.raster.dots(this.xs, this.ys, this.rows, this.view, {
      radius: (many ? 1.6 : 2.2) * Math.sqrt(closer),
      alpha: dense ? 0.12 * closer : many && !this.classes ? 0.5 : 0.8,
      colours: this.classes ? this.colours : dense ? [theme.rgb("--text")] : plain,
      classes: this.classes,
    });
    this.raster.show();
    this.context.setTransform(this.size.ratio, 0, 0, this.size.ratio, 0, 0);
    this.drawScales();
    this.pictures = drawImages(this);
    this.images = this.pictures.length;
    drawOthers(this);
    drawMarks(this);
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    times.plot.push(performance.now() - started);
  }

  drawScales() {
    const {context, size} = this;
    const [low, bottom] = this.toCloud(0, size.height);
    const [high, top] = this.toCloud(size.width, 0);
    context.font = "12px system-ui, sans-serif";
    context.lineWidth = 1;
    context.fillStyle = theme.css("--card", 0.8);
    context.fillRect(0, 0, MARGIN.left, size.height);
    context.fillRect(MARGIN.left, size.height - MARGIN.bottom, size.width, MARGIN.bottom);
    context.fillStyle = theme.css("--faint");
    context.strokeStyle = theme.css("--line", 0.7);
    context.beginPath();
    context.textAlign = "center";
    for (const value of ticks(low, high, 7)) {
      const [x] = this.toScreen(value, 0);
      if (x < MARGIN.left) continue;
      context.moveTo(x, 0);
      context.lineTo(x, size.height - MARGIN.bottom);
      context.fillText(signless(String(value)), x, size.height - 20);
    }
    context.textAlign = "right";
    for (const value of ticks(bottom, top, 6)) {
      const [, y] = this.toScreen(0, value);
      if (y > size.height - MARGIN.bottom) continue;
      context.moveTo(MARGIN.left, y);
      context.lineTo(size.width, y);
      context.fillText(signless(String(value)), MARGIN.left - 6, y + 4);
    }
    context.stroke();
    context.textAlign = "right";
    context.fillText(
      shortened(context, this.x.title, size.width - 60),
      size.width - 8,
      size.height - 5,
    );
    context.save();
    context.translate(13, 8);
    context.rotate(-Math.PI / 2);
    context.fillText(shortened(context, this.y.title, size.height - 60), 0, 0);
    context.restore();
  }

  inSight() {
    const [left, bottom] = this.toCloud(MARGIN.left, this.size.height - MARGIN.bottom);
    const [right, top] = this.toCloud(this.size.width, 0);
    return this.rows.filter(
      (i) => this.xs[i] > left && this.xs[i] < right && this.ys[i] > bottom && this.ys[i] < top,
    );
  }
}

function shortened(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let letters = text.length;
  while (letters > 3 && context.measureText(text.slice(0, letters) + "…").width > width) letters--;
  return text.slice(0, letters) + "…";
}

// Milliseconds of frames, for the benchmark.
const times = {plot: [], slider: [], sheet: []};
