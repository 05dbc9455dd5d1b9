// Images in place of dots.
"use strict";

// Up to this many points in sight, images are shown instead of dots.
const FEW_POINTS = 220;
// Side of an image on the map, in pixels of the page.
const IMAGE_SIDE = 44;
const LARGEST_SIDE = 104;

// Draws images of the points in sight: of all if they are few, else of the one nearest to the
// middle of each cell of a grid. The grid is fixed in the cloud, so images do not jump when it is
// moved. Gives the row, middle and side of each.
function drawImages(plot) {
  if (!plot.thumbnails || plot.imagesMode === "off") return [];
  const inSight = plot.inSight();
  const everywhere = plot.imagesMode === "on";
  if (!everywhere && inSight.length > FEW_POINTS) return [];
  const area = plot.size.width * plot.size.height;
  const room = 0.55 * Math.sqrt(area / Math.max(1, inSight.length));
  const wanted = everywhere ? IMAGE_SIDE : clamp(room, IMAGE_SIDE, LARGEST_SIDE);
  const unit = 2 ** (Math.round(2 * Math.log2(wanted / plot.view.scale)) / 2);
  const side = unit * plot.view.scale * 0.94;
  return middleOnes(plot, inSight, unit).map(({row, column, line}) => {
    const [x, y] = everywhere
      ? plot.toScreen((column + 0.5) * unit, (line + 0.5) * unit)
      : plot.toScreen(plot.xs[row], plot.ys[row]);
    drawImage(plot, row, x, y, side);
    return {row, x, y, side};
  });
}

// Of each cell of a grid the row of the point that is nearest to its middle.
function middleOnes(plot, rows, unit) {
  const cells = new Map();
  for (const row of rows) {
    const [x, y] = [plot.xs[row] / unit, plot.ys[row] / unit];
    const [column, line] = [Math.floor(x), Math.floor(y)];
    const square = (x - column - 0.5) ** 2 + (y - line - 0.5) ** 2;
    const key = `${column},${line}`;
    if (!(cells.get(key)?.square <= square)) cells.set(key, {square, row, column, line});
  }
  return [...cells.values()];
}

// One image, framed in the colour of its dot where dots have colours.
function drawImage(plot, row, x, y, side) {
  const {context, thumbnails, classes, colours} = plot;
  const bitmap = thumbnails.now(row);
  if (!bitmap) return;
  const height = (side * bitmap.height) / bitmap.width;
  context.drawImage(bitmap, x - side / 2, y - height / 2, side, height);
  if (!classes) return;
  context.strokeStyle = `rgb(${colours[classes[row]].join(",")})`;
  context.lineWidth = 3;
  context.strokeRect(x - side / 2 + 1.5, y - height / 2 + 1.5, side - 3, height - 3);
}

// Row of the image that is drawn at a place, −1 if none is. The last one drawn lies on top.
function imageAt(plot, x, y) {
  const found = plot.pictures.findLast(
    (one) => Math.abs(one.x - x) <= one.side / 2 && Math.abs(one.y - y) <= one.side / 2,
  );
  return found ? found.row : -1;
}
