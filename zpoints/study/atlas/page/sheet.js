// Sheets: rows of small images, each a button that picks its vector.
"use strict";

// RGBA bytes of one image, painted on a canvas in its own size; CSS makes it larger.
function paint(canvas, pixels, width, height, place = 0) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const bytes = pixels.subarray(place * width * height * 4, (place + 1) * width * height * 4);
  canvas.getContext("2d").putImageData(new ImageData(bytes, width, height), 0, 0);
  canvas.classList.toggle("small", width < 48);
  canvas.classList.remove("empty");
}

function clear(canvas) {
  canvas.width = canvas.width;
  canvas.classList.add("empty");
}

class Sheet {
  // pick: called with the place of the image that was clicked; name: what a screen reader says.
  constructor(host, count, pick, name) {
    this.cells = Array.from({length: count}, (_, k) => {
      const canvas = make("canvas", {class: "empty", width: 64, height: 64});
      const button = make(
        "button",
        {
          type: "button",
          class: "cell",
          onclick: () => pick(k),
          "aria-label": `${name} ${k + 1} of ${count}`,
        },
        canvas,
      );
      button.canvas = canvas;
      return button;
    });
    this.shown = null;
    fill(host, ...this.cells);
  }

  get canvases() {
    return this.cells.map((cell) => cell.canvas);
  }

  // Marks the image whose recipe is picked, if one is.
  mark(recipes) {
    this.cells.forEach((cell, k) => {
      if (recipes[k] && recipes[k] === state.get("pick")) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    });
  }

  // Images just decoded.
  paint(pixels, width, height) {
    const images = pixels.length / (width * height * 4);
    this.cells.forEach((cell, k) => {
      cell.hidden = k >= images;
      if (k < images) paint(cell.canvas, pixels, width, height, k);
    });
    this.shown = {pixels, width, height};
  }

  // Images of a sheet that the study made: 4 in a row, the first ones of it.
  paintSheet(bitmap, rows = 4) {
    const side = Math.floor(bitmap.width / 4);
    const height = Math.floor(bitmap.height / rows);
    this.shown = null;
    this.cells.forEach(({canvas}, k) => {
      if (k >= 4 * rows) return clear(canvas);
      Object.assign(canvas, {width: side, height});
      canvas
        .getContext("2d")
        .drawImage(
          bitmap,
          (k % 4) * side,
          Math.floor(k / 4) * height,
          side,
          height,
          0,
          0,
          side,
          height,
        );
      canvas.classList.remove("empty");
    });
  }

  clear() {
    this.shown = null;
    this.canvases.forEach(clear);
  }
}

// The study's own sheet of a sampler as a bitmap, or null if the page holds none.
async function ownSheet(study, name) {
  const place = study.samplers.findIndex((sampler) => sampler.name === name);
  if (place < 0 || !study.has(`sheet/${place}`)) return null;
  const bytes = await study.blob(`sheet/${place}`);
  return createImageBitmap(new Blob([bytes], {type: "image/webp"})).catch(() => null);
}
