// What lies among the points of the map: vectors of a sampler, the origin, what is picked.
"use strict";

// Vectors of a sampler: squares for a cube, discs else.
function drawOthers(plot) {
  if (!plot.others) return;
  const {context} = plot;
  context.fillStyle = theme.css(plot.others.colour, 0.9);
  context.strokeStyle = theme.css("--card");
  context.lineWidth = 1;
  plot.others.xs.forEach((value, k) => {
    const [x, y] = plot.toScreen(value, plot.others.ys[k]);
    context.beginPath();
    if (plot.others.square) context.rect(x - 3.5, y - 3.5, 7, 7);
    else context.arc(x, y, 4, 0, 7);
    context.fill();
    context.stroke();
  });
}

// Marked places: {x, y, name, shape: "cross" | "ring"}.
function drawMarks(plot) {
  const {context, size} = plot;
  const written = [];
  context.font = "600 13px system-ui, sans-serif";
  const cursor =
    plot.cursor >= 0
      ? [{x: plot.xs[plot.cursor], y: plot.ys[plot.cursor], name: "", shape: "halo"}]
      : [];
  for (const {x: cx, y: cy, name, shape} of [...plot.marks, ...cursor]) {
    const [x, y] = plot.toScreen(cx, cy);
    for (const [colour, width] of [
      ["--card", 6],
      ["--text", 2.5],
    ]) {
      context.strokeStyle = theme.css(colour);
      context.lineWidth = width;
      context.beginPath();
      if (shape === "cross") {
        context.moveTo(x - 8, y);
        context.lineTo(x + 8, y);
        context.moveTo(x, y - 8);
        context.lineTo(x, y + 8);
      } else {
        context.arc(x, y, shape === "halo" ? 12 : 9, 0, 7);
      }
      context.stroke();
    }
    context.textAlign = x > size.width - 110 ? "right" : "left";
    const at = x + (x > size.width - 110 ? -14 : 14);
    const line = freeLine(written, at, y + 4, context.measureText(name).width);
    context.lineWidth = 4;
    context.strokeStyle = theme.css("--card", 0.9);
    context.strokeText(name, at, line);
    context.fillStyle = theme.css("--text");
    context.fillText(name, at, line);
  }
}

// The line of a label: lower where another one stands already.
function freeLine(written, x, y, width) {
  const covers = (one, line) =>
    Math.abs(one.x - x) < Math.max(one.width, width) && Math.abs(one.line - line) < 15;
  let line = y;
  while (written.some((one) => covers(one, line))) line += 15;
  if (width) written.push({x, line, width});
  return line;
}
