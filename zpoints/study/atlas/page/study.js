// The study that the page holds: its cases, its images and their attributes.
"use strict";

class Atlas {
  constructor(data) {
    this.data = data;
    this.cases = data.cases.map((described, number) => new Case(described, number));
    this.lives = this.cases.map((study) => new Live(study));
    this.subject = data.subject ?? "images";
  }

  async open(progress) {
    progress("the images", 0);
    this.numbers = hasBlob("rows")
      ? await blob("rows")
      : Uint32Array.from({length: this.data.rows}, (_, i) => i);
    this.rowsByNumber = new Map(Array.from(this.numbers, (number, row) => [number, row]));
    const bytes = this.data.attributes.length ? await blob("attributes") : new Int8Array(0);
    this.attributes = new Attributes(this.data.attributes, bytes, this.data.rows);
    this.thumbnails = null;
    if (this.data.images) {
      const [files, ends] = [await blob("thumbnails"), await blob("thumbnail_ends")];
      this.thumbnails = new Thumbnails(files, ends, this.data.thumbnails.type, () =>
        this.onimages?.(),
      );
    }
    this.nearest = new Nearest();
  }

  // Row of the page that has the image of a number of the study; undefined if none has.
  rowOf(number) {
    return this.rowsByNumber.get(number);
  }

  numberOf(row) {
    return this.numbers[row];
  }

  anyImage() {
    return this.numberOf(anyNumber(this.numbers.length));
  }

  caseOf(name) {
    return this.cases.find((study) => study.name === name) ?? this.cases[0];
  }

  liveOf(study) {
    return this.lives[study.number];
  }

  fileOf(row) {
    return this.data.files?.[row] ?? "";
  }

  // "8,000 images", "a sample of 10,000 of 200,000 images".
  get sizeText() {
    const {rows, vectors} = this.data;
    const all = vectors.toLocaleString("en");
    return rows === vectors
      ? `${all} images`
      : `a sample of ${rows.toLocaleString("en")} of ${all} images`;
  }
}
