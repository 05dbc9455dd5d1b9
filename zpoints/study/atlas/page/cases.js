// A case of the study: its cloud, and vectors in its two coordinates.
// A latent vector x is what the decoder takes. Its principal coordinates are c = (x − mean) · Vᵀ:
// how far it lies along each direction of the cloud, the widest first.
"use strict";

class Case {
  constructor(described, number) {
    Object.assign(this, described);
    this.spreads = described.std;
    this.number = number;
    this.opening = null;
  }

  blob(name) {
    return blob(`${this.number}/${name}`);
  }

  has(name) {
    return hasBlob(`${this.number}/${name}`);
  }

  // Reads what all views need, once.
  open(progress = () => {}) {
    this.opening ??= this.read(progress);
    return this.opening;
  }

  async read(progress) {
    const names = [
      "mean",
      "directions",
      "std",
      "correlation_values",
      "correlation_vectors",
      "points",
    ];
    for (const [k, name] of names.entries()) {
      progress(k / names.length);
      this[CASE_FIELDS[name]] = await this.blob(name);
    }
    this.coarse = this.has("coarse") ? await this.blob("coarse") : null;
    this.rows = this.points.length / this.z_dim;
    progress(1);
    return this;
  }

  // Principal coordinates of the point in a row of the page.
  point(row) {
    const result = new Float32Array(this.z_dim);
    for (let k = 0; k < this.z_dim; k++) result[k] = this.points[k * this.rows + row] * this.step;
    return result;
  }

  sampler(name) {
    return this.samplers.find((sampler) => sampler.name === name) ?? null;
  }

  samplerOfKind(kind) {
    return this.samplers.find((sampler) => (sampler.sampler ?? sampler.name) === kind) ?? null;
  }

  // The measured cube nearest in size, or null.
  cubeNear(b) {
    const cubes = this.samplers.filter((sampler) => sampler.kind === "cube" && sampler.b > 0);
    const apart = (cube) => Math.abs(Math.log(cube.b / b));
    return cubes.reduce((best, one) => (!best || apart(one) < apart(best) ? one : best), null);
  }

  // Principal coordinates of vectors that the study drew: count of them from a place on.
  async own(name, from, count) {
    const sampler = this.sampler(name);
    const all = await this.blob(`vectors/${this.samplers.indexOf(sampler)}`);
    const start = from * this.z_dim;
    const step = sampler.step ?? this.step;
    return Float32Array.from(all.subarray(start, start + count * this.z_dim), (v) => v * step);
  }

  // Latent vectors of principal coordinates, count of each.
  latents(coordinates, count = coordinates.length / this.z_dim) {
    const z = this.z_dim;
    const result = new Float32Array(count * z);
    for (let i = 0; i < count; i++) {
      const row = result.subarray(i * z, (i + 1) * z);
      row.set(this.mean);
      addRows(row, coordinates.subarray(i * z, (i + 1) * z), this.directions);
    }
    return result;
  }

  // Principal coordinates of latent vectors.
  coordinates(latents, count = latents.length / this.z_dim) {
    const z = this.z_dim;
    const result = new Float32Array(count * z);
    const centred = new Float32Array(z);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < z; j++) centred[j] = latents[i * z + j] - this.mean[j];
      for (let k = 0; k < z; k++) {
        let sum = 0;
        for (let j = 0, at = k * z; j < z; j++) sum += centred[j] * this.directions[at + j];
        result[i * z + k] = sum;
      }
    }
    return result;
  }

  // Mahalanobis distance from the centre: in standard deviations along each direction of the cloud.
  distance(coordinates) {
    const least = 1e-6 * this.spreads[0]; // flatter directions are rounding errors
    let sum = 0;
    for (let k = 0; k < this.z_dim && this.spreads[k] > least; k++) {
      sum += (coordinates[k] / this.spreads[k]) ** 2;
    }
    return Math.sqrt(sum);
  }

  length(latent) {
    let sum = 0;
    for (const value of latent) sum += value * value;
    return Math.sqrt(sum);
  }

  directionName(k) {
    const followed = this.followed[k];
    const name = `direction ${k + 1}`;
    if (!followed) return name;
    return `${name}, follows ${plainName(followed.attribute)} (r = ${signed(followed.r, 2)})`;
  }
}

// The JSON calls the widths of the directions "std"; the blob "std" holds those of the components.
const CASE_FIELDS = {
  mean: "mean",
  directions: "directions",
  std: "componentSpreads",
  points: "points",
  correlation_values: "correlationValues",
  correlation_vectors: "correlationVectors",
};

// Adds the rows of a square matrix, each times its weight.
function addRows(sum, weights, matrix) {
  const z = weights.length;
  for (let k = 0; k < z; k++) {
    const weight = weights[k];
    if (weight === 0) continue;
    for (let j = 0, at = k * z; j < z; j++) sum[j] += weight * matrix[at + j];
  }
}
