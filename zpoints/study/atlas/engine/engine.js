"use strict";

// Runs a decoder: vectors in, images out. The decoder comes as JSON and half-precision weights (see
// weights.py); the arithmetic is done by engine.wasm (see engine.c). The class needs nothing from
// outside itself, because it runs in a worker, whose source the page holds as text.
//
// Every step of the decoder is a method of the same name. It gets the step and a tensor {at, size}:
// the address of its first number in WebAssembly's memory, and how many numbers an image has. Steps
// in place give the same tensor back, others write to the second of two buffers.
class Engine {
  // Columns of a product at a time: what lies between its steps stays in the processor's cache.
  static COLUMNS = 1024;
  // Channels at a time: a multiple of the rows of a panel, so that blocks begin where panels do.
  static PAINTED_CHANNELS = 4;
  static PLACED_CHANNELS = 64;
  // Images at a time: more would take no less time. Fewer, where a buffer would hold more numbers.
  static IMAGES = 16;
  static BUFFER = 1 << 22;

  // wasm: bytes of engine.wasm; graph: as parsed from JSON; weights: Uint16Array.
  constructor(wasm, graph, weights) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), {});
    this.kernels = instance.exports;
    this.memory = this.kernels.memory;
    this.top = this.kernels.__heap_base.value;
    const panels = this.kernels.panels();
    this.rows = panels >> 8;
    this.columns = panels & 255;
    this.graph = graph;
    this.numbers = new Float32Array(this.memory.buffer);
    this.bytesOfImage = 4 * graph.height * graph.width;
    const largest = Math.max(graph.z_dim, ...graph.steps.map((step) => this.sizeAfter(step)));
    this.atOnce = Math.max(1, Math.min(Engine.IMAGES, Math.floor(Engine.BUFFER / largest)));
    this.halves = Engine.halves();
    this.bits = weights;
    // Matrices and kernels are put into memory by the plans, in the order that products read.
    this.vectors = graph.tensors.map(
      (tensor) => tensor.shape.length === 1 ? this.unpacked(tensor) : 0);
    this.plans = new Map(graph.steps.map((step) => [step, this.plan(step)]));
    this.halves = this.bits = null;
    this.buffers = [0, 1].map(() => this.allocate(this.atOnce * largest));
    this.bytes = this.allocate(this.atOnce * this.bytesOfImage / 4);
    const needs = [...this.plans.values()];
    this.operand = this.allocate(Math.max(0, ...needs.map((plan) => plan?.operand ?? 0)));
    this.result = this.allocate(Math.max(0, ...needs.map((plan) => plan?.result ?? 0)));
  }

  // Images of vectors (Float32Array, one after the other) as bytes red, green, blue, alpha.
  decode(vectors) {
    const count = vectors.length / this.graph.z_dim;
    const pixels = new Uint8ClampedArray(count * this.bytesOfImage);
    for (let first = 0; first < count; first += this.atOnce) {
      const images = Math.min(this.atOnce, count - first);
      const x = this.run(vectors, first, images);
      const {height, width, channels} = this.graph;
      this.kernels.paint(x.at, images * height * width, channels, this.bytes);
      const painted = new Uint8ClampedArray(
        this.memory.buffer, this.bytes, images * this.bytesOfImage);
      pixels.set(painted, first * this.bytesOfImage);
    }
    return pixels;
  }

  // Run some of the vectors; the tensor of the images, valid until the next run.
  run(vectors, first, images) {
    const size = this.graph.z_dim;
    this.images = images;
    this.numbers.set(vectors.subarray(first * size, (first + images) * size), this.buffers[0] / 4);
    let x = {at: this.buffers[0], size};
    for (const step of this.graph.steps) x = this[step.op](step, x);
    return x;
  }

  // ---- memory

  // Address of room for some numbers, and for eight more, since kernels work on whole vectors.
  allocate(count) {
    const at = (this.top + 15) & ~15;
    this.top = at + 4 * Math.ceil(count) + 32;
    const missing = this.top - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / 65536));
      this.numbers = new Float32Array(this.memory.buffer);
    }
    return at;
  }

  // The buffer that does not hold x, as a tensor of another size.
  other(x, size) {
    return {at: this.buffers[x.at === this.buffers[0] ? 1 : 0], size};
  }

  // Address of a vector of weights; 0 where a step has none.
  vector(number) {
    return number === undefined ? 0 : this.vectors[number];
  }

  // ---- weights

  // All values of half precision, by their bits.
  static halves() {
    const values = new Float32Array(65536);
    for (let bits = 0; bits < 65536; bits++) {
      const exponent = bits >> 10 & 31, fraction = (bits & 1023) / 1024;
      const size = exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction;
      values[bits] = (bits >> 15 ? -1 : 1) * (exponent === 31 ? NaN : size);
    }
    return values;
  }

  // Put a tensor of weights into memory as float32; its address.
  unpacked({shape, type, place}) {
    const count = Engine.product(shape), at = this.allocate(count);
    const numbers = this.numbers.subarray(at / 4, at / 4 + count);
    if (type === "float16") {
      for (let i = 0; i < count; i++) numbers[i] = this.halves[this.bits[place + i]];
    } else {
      numbers.set(new Float32Array(this.bits.slice(place, place + 2 * count).buffer));
    }
    return at;
  }

  static product(lengths) {
    return lengths.reduce((product, length) => product * length, 1);
  }

  static upTo(count, multiple) {
    return Math.ceil(count / multiple) * multiple;
  }

  // Put a matrix of weights into memory as an operand of `product`: panels of `width` lines. Its
  // entry (line, factor) is number line * byLine + factor * byFactor of the tensor.
  packed(number, lines, factors, byLine, byFactor, width) {
    const at = this.allocate(Engine.upTo(lines, width) * factors), top = this.top;
    const matrix = this.unpacked(this.graph.tensors[number]);
    this.kernels.pack(matrix, lines, factors, byLine, byFactor, width, at);
    this.top = top;  // the tensor itself is not needed any more
    return at;
  }

  // ---- plans: what a step needs besides its weights, made once

  plan(step) {
    switch (step.op) {
      case "dense": return this.planDense(step);
      case "transposed": return this.planTransposed(step);
      case "convolve": return this.planConvolve(step);
      case "transpose": return this.planTranspose(step);
      default: return null;
    }
  }

  planDense(step) {
    const [factors, outputs] = this.graph.tensors[step.weight].shape;
    const images = Engine.upTo(this.atOnce, this.rows), all = Engine.upTo(outputs, this.columns);
    return {
      factors, outputs, all,
      weights: this.packed(step.weight, outputs, factors, 1, outputs, this.columns),
      operand: images * factors,
      result: images * all,
    };
  }

  planTransposed(step) {
    const [factors, outputs, height, width] = this.graph.tensors[step.weight].shape;
    const points = height * width, lines = outputs * points;
    const rows = Math.max(1, Math.floor(Engine.COLUMNS / step.input[2]));  // of images at a time
    const columns = Engine.upTo(rows * step.input[2], this.columns);
    return {
      factors, outputs, points, rows,
      weights: this.packed(step.weight, lines, factors, 1, lines, this.rows),
      moves: this.planMoves(step, height, width),
      operand: factors * columns,
      result: Engine.upTo(Engine.PAINTED_CHANNELS * points, this.rows) * columns,
    };
  }

  planConvolve(step) {
    const [outputs, channels, height, width] = this.graph.tensors[step.weight].shape;
    const factors = channels * height * width;
    return {
      factors, outputs,
      weights: this.packed(step.weight, outputs, factors, factors, 1, this.rows),
      moves: this.planMoves(step, height, width),
      operand: factors * Engine.COLUMNS,
      result: Engine.PLACED_CHANNELS * Engine.COLUMNS,
    };
  }

  // How a kernel moves over images: `Convolution` of engine.c.
  planMoves(step, height, width) {
    const values = [
      ...step.input, ...step.output, height, width, ...step.strides, ...step.pads,
      ...step.dilations,
    ];
    return this.integers(values);
  }

  planTranspose(step) {
    const lengths = [1, 1, 1, ...step.axes.map((axis) => step.input[axis])];
    const distances = step.input.map((_, axis) => Engine.product(step.input.slice(axis + 1)));
    const steps = [0, 0, 0, ...step.axes.map((axis) => distances[axis])];
    return {lengths: this.integers(lengths.slice(-4)), steps: this.integers(steps.slice(-4))};
  }

  integers(values) {
    const at = this.allocate(values.length);
    new Int32Array(this.memory.buffer, at, values.length).set(values);
    return at;
  }

  // Numbers in an image after a step; 0 where it leaves their count as it is.
  sizeAfter(step) {
    if (step.op === "dense") return this.graph.tensors[step.weight].shape[1];
    if (step.op === "enlarge") {
      return Engine.product(step.input) * step.factors[0] * step.factors[1];
    }
    return step.output ? Engine.product(step.output) : 0;
  }

  // ---- steps with weights

  dense(step, x) {
    const {factors, outputs, all, weights} = this.plans.get(step);
    const y = this.other(x, outputs), rows = Engine.upTo(this.images, this.rows);
    this.kernels.pack(x.at, this.images, factors, factors, 1, this.rows, this.operand);
    this.kernels.product(this.operand, weights, this.result, rows, all, factors, all);
    for (let image = 0; image < this.images; image++) {
      const from = this.result / 4 + image * all;
      this.numbers.copyWithin(y.at / 4 + image * outputs, from, from + outputs);
    }
    if (step.bias !== undefined) {
      this.kernels.scale(y.at, 0, this.vector(step.bias), this.images, outputs, 1);
    }
    return y;
  }

  // What each pixel paints under the kernel, added up; a band of rows of all images at a time.
  transposed(step, x) {
    const {factors, outputs, points, rows, weights, moves} = this.plans.get(step);
    const [channels, height, width] = step.input;
    const size = Engine.product(step.output.slice(1)), y = this.other(x, outputs * size);
    this.kernels.fill(y.at, this.vector(step.bias), this.images, outputs, size);
    for (let first = 0; first < this.images * height; first += rows) {
      const last = Math.min(first + rows, this.images * height);
      const columns = Engine.upTo((last - first) * width, this.columns);
      this.kernels.pixels(
        x.at, channels, height * width, first * width, last * width, this.operand);
      for (let channel = 0; channel < outputs; channel += Engine.PAINTED_CHANNELS) {
        const block = Math.min(Engine.PAINTED_CHANNELS, outputs - channel);
        this.kernels.product(
          weights + 4 * channel * points * factors, this.operand, this.result,
          Engine.upTo(block * points, this.rows), columns, factors, columns);
        this.kernels.spread(this.result, moves, channel, block, first, last, columns, y.at);
      }
    }
    return y;
  }

  // Weights times what lies under the kernel; some pixels of all images at a time.
  convolve(step, x) {
    const {factors, outputs, weights, moves} = this.plans.get(step);
    const size = Engine.product(step.output.slice(1)), y = this.other(x, outputs * size);
    const pixels = this.images * size;
    for (let first = 0; first < pixels; first += Engine.COLUMNS) {
      const last = Math.min(first + Engine.COLUMNS, pixels);
      const columns = Engine.upTo(last - first, this.columns);
      this.kernels.patches(x.at, moves, first, last, this.operand);
      for (let channel = 0; channel < outputs; channel += Engine.PLACED_CHANNELS) {
        const block = Math.min(Engine.PLACED_CHANNELS, outputs - channel);
        this.kernels.product(
          weights + 4 * channel * factors, this.operand, this.result,
          Engine.upTo(block, this.rows), columns, factors, columns);
        this.kernels.place(
          this.result, this.vector(step.bias), channel, block, outputs, size, first, last, columns,
          y.at);
      }
    }
    return y;
  }

  // x * factor + term, for each channel
  scale(step, x) {
    const groups = this.images * x.size / (step.channels * step.size);
    this.kernels.scale(
      x.at, this.vector(step.factor), this.vector(step.term), groups, step.channels, step.size);
    return x;
  }

  // ---- steps that move numbers

  transpose(step, x) {
    const {lengths, steps} = this.plans.get(step), y = this.other(x, x.size);
    for (let image = 0; image < this.images; image++) {
      const shift = 4 * image * x.size;
      this.kernels.transpose(x.at + shift, lengths, steps, y.at + shift);
    }
    return y;
  }

  // Zeros around images
  pad(step, x) {
    const [channels, height, width] = step.input, [, outHeight, outWidth] = step.output;
    const y = this.other(x, Engine.product(step.output));
    this.kernels.pad(
      x.at, this.images * channels, height, width, ...step.pads, outHeight, outWidth, y.at);
    return y;
  }

  // Each pixel several times, down and across
  enlarge(step, x) {
    const [channels, height, width] = step.input, y = this.other(x, this.sizeAfter(step));
    this.kernels.enlarge(x.at, this.images * channels, height, width, ...step.factors, y.at);
    return y;
  }

  // ---- functions of single numbers, in place

  leaky(step, x) {
    this.kernels.leaky(x.at, this.images * x.size, step.slope);
    return x;
  }

  elu(step, x) {
    this.kernels.elu(x.at, this.images * x.size, step.alpha, step.gamma);
    return x;
  }

  sigmoid(step, x) {
    this.kernels.sigmoid(x.at, this.images * x.size);
    return x;
  }

  tanh(step, x) {
    this.kernels.tanh(x.at, this.images * x.size);
    return x;
  }

  clip(step, x) {
    this.kernels.clip(x.at, this.images * x.size, step.low, step.high);
    return x;
  }
}
