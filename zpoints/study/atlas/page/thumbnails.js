// Small real images of the points. They are decoded when they are first needed and kept a while.
"use strict";

const KEPT_IMAGES = 1500;

class Thumbnails {
  // ends: where the file of each image ends in `bytes`; ready: called when a wanted one has come.
  constructor(bytes, ends, type, ready) {
    Object.assign(this, {bytes, ends, type, ready});
    this.bitmaps = new Map();
    this.waiting = new Map();
  }

  // The image of a row if it is here already; asks for it if not.
  now(row) {
    const bitmap = this.bitmaps.get(row);
    if (!bitmap) this.get(row).then(this.ready);
    return bitmap ?? null;
  }

  async get(row) {
    if (this.bitmaps.has(row)) return this.bitmaps.get(row);
    if (!this.waiting.has(row)) {
      const from = row ? this.ends[row - 1] : 0;
      const file = new Blob([this.bytes.subarray(from, this.ends[row])], {type: this.type});
      this.waiting.set(
        row,
        createImageBitmap(file).catch(() => null),
      );
    }
    const bitmap = await this.waiting.get(row);
    this.waiting.delete(row);
    if (bitmap && !this.bitmaps.has(row)) {
      if (this.bitmaps.size >= KEPT_IMAGES) this.bitmaps.delete(this.bitmaps.keys().next().value);
      this.bitmaps.set(row, bitmap);
    }
    return bitmap;
  }
}
