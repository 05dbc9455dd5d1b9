// Mouse, touch and keys on the map of the cloud.
"use strict";

const KEY_STEPS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};

class PlotInput {
  // hover(found) and pick(found): found is {row} or {other}, null for nothing. hint(text): what to
  // do instead of a gesture that scrolls the page.
  constructor(plot, {hover, pick, hint}) {
    Object.assign(this, {plot, hover, pick, hint});
    this.pointers = new Map();
    const {canvas} = plot;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", (event) => this.cancelled(event));
    for (const kind of ["touchstart", "touchmove"])
      canvas.addEventListener(kind, (event) => this.keep(event), {passive: false});
    canvas.addEventListener("pointerleave", () => this.hover(null));
    canvas.addEventListener("wheel", (event) => this.wheel(event), {passive: false});
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => this.point(-1));
  }

  place(event) {
    const box = this.plot.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  found(x, y, touch) {
    const other = this.plot.otherAt(x, y, touch ? 16 : 9);
    if (other >= 0) return {other};
    const image = imageAt(this.plot, x, y);
    if (image >= 0) return {row: image};
    const row = this.plot.pointAt(x, y, touch ? 26 : 14);
    return row >= 0 ? {row} : null;
  }

  down(event) {
    if (event.button > 0) return;
    this.plot.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.place(event));
    if (this.pointers.size === 1) this.travelled = 0;
  }

  move(event) {
    const now = this.place(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      this.hover(this.found(...now, false), now);
      return;
    }
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    this.travelled += Math.abs(dx) + Math.abs(dy);
    if (this.pointers.size === 2) this.pinch(event.pointerId, before, now);
    else if (this.travelled > 4 && event.pointerType !== "touch") this.plot.pan(dx, dy);
    this.pointers.set(event.pointerId, now);
    if (this.travelled > 4) this.hover(null);
  }

  // Two fingers: what lies between them stays between them.
  pinch(id, before, now) {
    const [other] = [...this.pointers].filter(([key]) => key !== id).map(([, place]) => place);
    const apart = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
    this.plot.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    this.plot.zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size || this.travelled > 4) return;
    const place = this.place(event);
    const touch = event.pointerType === "touch";
    const found = this.found(...place, touch);
    if (touch) this.hover(found, place);
    if (found) this.pick(found);
  }

  // The page scrolls with one finger; the browser took this touch for it.
  cancelled(event) {
    this.pointers.delete(event.pointerId);
    if (event.pointerType === "touch" && !this.pointers.size)
      this.hint("Two fingers move the map and zoom.");
  }

  // Two fingers are the map's.
  keep(event) {
    if (event.touches.length > 1 && event.cancelable) event.preventDefault();
  }

  // The wheel scrolls the page as everywhere, unless the map was clicked or Ctrl is held.
  wheel(event) {
    const {plot} = this;
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== plot.canvas)
      return this.hint("Click the map, or hold Ctrl, to zoom with the wheel.");
    if (!event.cancelable) return; // the page is still scrolling
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 30 : 1;
    plot.zoom(Math.exp((-event.deltaY * lines) / 400), ...this.place(event));
    this.moved();
  }

  // What is shown beside a point follows it, or goes: another dot may lie there now.
  moved() {
    const {plot} = this;
    if (plot.cursor < 0) return this.hover(null);
    this.hover({row: plot.cursor}, plot.toScreen(plot.xs[plot.cursor], plot.ys[plot.cursor]));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const {plot} = this;
    const step = KEY_STEPS[event.key];
    if (step && event.shiftKey) plot.pan(-60 * step[0], 60 * step[1]);
    else if (step) this.walk(step);
    else if (event.key === "+" || event.key === "=") plot.zoom(1.3);
    else if (event.key === "-" || event.key === "−") plot.zoom(1 / 1.3);
    else if (event.key === "0") plot.fit();
    else if (event.key === "Escape") this.point(-1);
    else if (event.key === "Enter" && plot.cursor >= 0) this.pick({row: plot.cursor});
    else return;
    if (!["Escape", "Enter"].includes(event.key)) this.moved();
    event.preventDefault();
  }

  // To the next point in a direction; the first step goes to the point in the middle.
  walk([dx, dy]) {
    const {plot} = this;
    if (!plot.rows.length) return;
    const {width, height} = plot.size;
    if (plot.cursor < 0 || !plot.rows.includes(plot.cursor)) {
      this.point(plot.pointAt(width / 2, height / 2, Infinity));
      return;
    }
    this.point(plot.neighbour(plot.cursor, dx, dy));
    const [x, y] = plot.toScreen(plot.xs[plot.cursor], plot.ys[plot.cursor]);
    if (x < 60 || y < 30 || x > width - 30 || y > height - 50)
      plot.pan(width / 2 - x, height / 2 - y);
  }

  point(row) {
    const {plot} = this;
    if (plot.cursor === row) return;
    plot.cursor = row;
    plot.redraw();
    if (row < 0) this.hover(null);
    else this.hover({row}, plot.toScreen(plot.xs[row], plot.ys[row]), true);
  }
}
