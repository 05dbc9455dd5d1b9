"use strict";

// A decoder in workers of its own. Work comes as jobs, some vectors each; a job is cut into tasks,
// which free workers take, those of higher priority first. Tasks are short, so that what the reader
// moves need not wait for a sheet of images.
class Decoders {
  // Milliseconds that a task of several images may take.
  static TASK = 8;
  // Weight of the newest task in the running mean of the time for an image.
  static NEW = 0.3;

  // wasm: bytes of engine.wasm; graph, weights: of the decoder; workers: how many, by default one
  // for each core but one, at most four; source: of a worker, by default what the page holds.
  constructor({wasm, graph, weights, workers = 0, source = Decoders.source()}) {
    this.graph = graph;
    this.jobs = [];
    this.millisecondsOfImage = Decoders.TASK;
    this.failure = "";
    const count = workers || Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));
    const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
    this.workers = Array.from({length: count}, () => this.hire(url, {wasm, graph, weights}));
    URL.revokeObjectURL(url);
  }

  static source() {
    return document.getElementById("worker").textContent;
  }

  // Start a worker and give it the decoder.
  hire(url, decoder) {
    const worker = new Worker(url);
    const employee = {worker, task: null, ready: false, began: 0};
    worker.onmessage = ({data}) => this.answered(employee, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail(`The decoder's worker does not run: ${event.message || "the browser refuses it"}.`);
    };
    worker.postMessage(decoder);
    return employee;
  }

  // Decode vectors (Float32Array, one after the other). Gives {pixels}: Uint8ClampedArray, (images,
  // height, width, 4). A job that waits is replaced by the next one of the same kind (a word; "" is
  // never replaced); it gives null, as do jobs that `cancel` drops.
  decode(vectors, {priority = 0, kind = ""} = {}) {
    if (this.failure) return Promise.reject(Error(this.failure));
    const images = vectors.length / this.graph.z_dim;
    if (!Number.isInteger(images)) return Promise.reject(Error("These are not whole vectors."));
    if (kind) this.drop((job) => job.kind === kind && job.begun === 0);
    return new Promise((resolve, reject) => {
      const size = images * this.graph.height * this.graph.width * 4;
      const job = {
        vectors: vectors.slice(), images, priority, kind, resolve, reject,
        begun: 0, done: 0, pixels: new Uint8ClampedArray(size),
      };
      if (images === 0) resolve({pixels: job.pixels});
      else this.jobs.push(job);
      this.assign();
    });
  }

  // Drop all jobs; what workers have begun is thrown away.
  cancel() {
    this.drop(() => true);
  }

  drop(chosen) {
    const dropped = this.jobs.filter(chosen);
    this.jobs = this.jobs.filter((job) => !dropped.includes(job));
    for (const job of dropped) job.resolve(null);
  }

  // Give free workers something to do.
  assign() {
    for (const employee of this.workers) {
      if (!employee.ready || employee.task) continue;
      const waiting = this.jobs.filter((job) => job.begun < job.images);
      if (waiting.length === 0) return;
      const best = waiting.reduce((best, job) => job.priority > best.priority ? job : best);
      this.begin(employee, best);
    }
  }

  // The next task of a job: images that take a worker's short while, shared evenly.
  begin(employee, job) {
    const short = Math.max(1, Math.floor(Decoders.TASK / this.millisecondsOfImage));
    const share = Math.ceil((job.images - job.begun) / this.workers.length);
    const images = Math.min(short, share), first = job.begun, size = this.graph.z_dim;
    job.begun += images;
    employee.task = {job, first, images};
    employee.began = performance.now();
    const vectors = job.vectors.slice(first * size, (first + images) * size);
    employee.worker.postMessage({vectors}, [vectors.buffer]);
  }

  // Hear what a worker answers.
  answered(employee, {pixels, error}) {
    if (error) return this.fail(error);
    employee.ready = true;
    if (employee.task) {
      const {job, first, images} = employee.task;
      employee.task = null;
      const each = (performance.now() - employee.began) / images;
      this.millisecondsOfImage += Decoders.NEW * (each - this.millisecondsOfImage);
      job.pixels.set(pixels, first * this.graph.height * this.graph.width * 4);
      job.done += images;
      if (job.done === job.images && this.jobs.includes(job)) {
        this.jobs.splice(this.jobs.indexOf(job), 1);
        job.resolve({pixels: job.pixels});
      }
    }
    this.assign();
  }

  // Stop for good; all jobs, now and later, are refused with this sentence.
  fail(sentence) {
    this.failure = this.failure || sentence;
    const jobs = this.jobs;
    this.close();
    for (const job of jobs) job.reject(Error(this.failure));
  }

  // Decode vectors and compare with the images that they must give (Uint8Array, (images, height,
  // width, channels)), within `tolerance` of 255 levels; also bring the first vector to principal
  // coordinates and back, if `cloud` has mean and directions. Never throws.
  async selfTest(vectors, images, cloud = null, tolerance = 1) {
    try {
      const {pixels} = await this.decode(vectors, {priority: Infinity});
      const worst = this.worst(pixels, images);
      const thereAndBack = cloud ? Decoders.thereAndBack(vectors, cloud) : 0;
      const count = vectors.length / this.graph.z_dim;
      const ok = worst <= tolerance && thereAndBack < 1e-3;
      return {ok, worst, thereAndBack, sentence: Decoders.verdict(count, worst, thereAndBack, ok)};
    } catch (error) {
      return {ok: false, worst: 255, thereAndBack: 0, sentence: `No live images: ${error.message}`};
    }
  }

  static verdict(count, worst, thereAndBack, ok) {
    if (ok) {
      return `${count} vectors decoded in this browser give the study's own images, within ` +
        `${worst} of 255 levels.`;
    }
    return thereAndBack < 1e-3
      ? `No live images: this browser's differ from the study's by ${worst} of 255 levels.`
      : "No live images: a vector that is brought to principal coordinates does not come back.";
  }

  // Largest difference between pixels (with four bytes each) and images.
  worst(pixels, images) {
    const {channels} = this.graph;
    if (images.length * 4 !== pixels.length * channels) throw Error("Its images are not whole.");
    let worst = 0;
    for (let i = 0; i < images.length; i++) {
      const pixel = Math.floor(i / channels);
      const difference = Math.abs(images[i] - pixels[4 * pixel + i - pixel * channels]);
      if (difference > worst) worst = difference;
    }
    return worst;
  }

  // How far a vector is from itself after it went to principal coordinates and back, as a share of
  // its largest component. directions: a row a direction.
  static thereAndBack(vectors, {mean, directions}) {
    const size = mean.length;
    const back = Float64Array.from(mean);
    for (let d = 0; d < size; d++) {
      const row = directions.subarray(d * size, (d + 1) * size);
      let coordinate = 0;
      for (let i = 0; i < size; i++) coordinate += (vectors[i] - mean[i]) * row[i];
      for (let i = 0; i < size; i++) back[i] += coordinate * row[i];
    }
    let error = 0, largest = 1e-30;
    for (let i = 0; i < size; i++) {
      error = Math.max(error, Math.abs(back[i] - vectors[i]));
      largest = Math.max(largest, Math.abs(vectors[i]));
    }
    return Number.isFinite(error) ? error / largest : Infinity;
  }

  // End the workers.
  close() {
    for (const {worker} of this.workers ?? []) worker.terminate();
    this.workers = [];
    this.jobs = [];
    this.failure = this.failure || "The decoder was closed.";
  }
}
