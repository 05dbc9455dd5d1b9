// Dots and densities as bytes of an image: thousands of points are drawn in a millisecond or two.
"use strict";

class Raster {
  // Sizes in pixels of the screen, of which a pixel of the page has `ratio`.
  constructor(context, width, height, ratio) {
    Object.assign(this, {context, width, height, ratio});
    this.image = context.createImageData(width, height);
    this.words = new Uint32Array(this.image.data.buffer);
    this.kernels = new Map();
  }

  clear([red, green, blue]) {
    this.words.fill(((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
  }

  // Places of points on the raster: view is {x, y, scale}, the middle and the pixels of a unit.
  frame(view) {
    const scale = view.scale * this.ratio;
    return {scale, left: this.width / 2 - view.x * scale, top: this.height / 2 + view.y * scale};
  }

  // Dots of the points in `rows`, blended; classes[i] chooses the colour of a row out of `colours`.
  dots(xs, ys, rows, view, {radius, alpha, colours, classes}) {
    const {scale, left, top} = this.frame(view);
    const {offsets, shares, reach} = this.kernel(radius * this.ratio, alpha);
    const {data} = this.image;
    const {width, height} = this;
    for (let r = 0; r < rows.length; r++) {
      const i = rows[r];
      const x = Math.round(left + xs[i] * scale);
      const y = Math.round(top - ys[i] * scale);
      if (x < reach || y < reach || x >= width - reach || y >= height - reach) continue;
      const [red, green, blue] = colours[classes ? classes[i] : 0];
      const at = (y * width + x) * 4;
      for (let k = 0; k < offsets.length; k++) {
        const place = at + offsets[k];
        const share = shares[k];
        data[place] += ((red - data[place]) * share) >> 8;
        data[place + 1] += ((green - data[place + 1]) * share) >> 8;
        data[place + 2] += ((blue - data[place + 2]) * share) >> 8;
      }
    }
  }

  // Pixels of a round dot, with soft edges: offsets in bytes from its middle, shares of 256.
  kernel(radius, alpha) {
    const key = `${radius}/${alpha}`;
    if (!this.kernels.has(key)) {
      const reach = Math.ceil(radius + 0.5);
      const offsets = [];
      const shares = [];
      for (let y = -reach; y <= reach; y++) {
        for (let x = -reach; x <= reach; x++) {
          const cover = clamp(radius + 0.5 - Math.hypot(x, y), 0, 1);
          if (cover > 0) {
            offsets.push((y * this.width + x) * 4);
            shares.push(Math.round(256 * cover * alpha));
          }
        }
      }
      this.kernels.set(key, {
        offsets: Int32Array.from(offsets),
        shares: Int32Array.from(shares),
        reach,
      });
    }
    return this.kernels.get(key);
  }

  // How many of all points lie in each cell, on a logarithmic scale from `page` to `colour`.
  density(xs, ys, view, page, colour) {
    const cell = Math.max(2, Math.round(2 * this.ratio));
    const columns = Math.ceil(this.width / cell);
    const lines = Math.ceil(this.height / cell);
    const {scale, left, top} = this.frame(view);
    const counts = new Uint16Array(columns * lines);
    const [cx, cy, cs] = [left / cell, top / cell, scale / cell];
    let most = 1;
    for (let i = 0; i < xs.length; i++) {
      const x = Math.floor(cx + xs[i] * cs);
      const y = Math.floor(cy - ys[i] * cs);
      if (x < 0 || y < 0 || x >= columns || y >= lines) continue;
      const count = ++counts[y * columns + x];
      if (count > most) most = count;
    }
    const shades = Uint32Array.from({length: most + 1}, (_, count) => {
      const share = count ? 0.18 + (0.82 * Math.log1p(count)) / Math.log1p(most) : 0;
      const [red, green, blue] = page.map((value, k) =>
        Math.round(value + share * (colour[k] - value)),
      );
      return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    });
    for (let y = 0; y < this.height; y++) {
      const line = Math.floor(y / cell) * columns;
      const at = y * this.width;
      for (let column = 0, x = 0; column < columns; column++) {
        const shade = shades[counts[line + column]];
        for (let k = 0; k < cell && x < this.width; k++, x++) this.words[at + x] = shade;
      }
    }
  }

  show() {
    this.context.putImageData(this.image, 0, 0);
  }
}
