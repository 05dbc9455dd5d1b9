// Axes of the cloud: principal directions (d1, d2, …) and single components (c0, c1, …, or by their
// widths w1, w2, …; p1 and p2 are the two with the strongest correlation).
"use strict";

class Axis {
  constructor(study, given) {
    const name = componentNamed(study, given);
    const direction = name.startsWith("d");
    const number = Number(name.slice(1)) - (direction ? 1 : 0);
    const known = /^[dc]\d+$/.test(name) && number >= 0 && number < study.z_dim;
    Object.assign(this, {study, direction: known ? direction : true, number: known ? number : 0});
  }

  get title() {
    const {study, number} = this;
    if (!this.direction) return `component ${number}`;
    return `${study.directionName(number)}, ${shareOfVariance(study, number)} of the variance`;
  }

  // Values of all points of the page, float32.
  values() {
    const {study, number} = this;
    const {z_dim: z, rows, points, step, directions} = study;
    const result = new Float32Array(rows);
    if (this.direction) {
      for (let i = 0, at = number * rows; i < rows; i++) result[i] = points[at + i] * step;
      return result;
    }
    result.fill(study.mean[number]);
    for (let k = 0; k < z; k++) {
      const weight = directions[k * z + number] * step;
      for (let i = 0, at = k * rows; i < rows; i++) result[i] += weight * points[at + i];
    }
    return result;
  }

  // Value of a vector by its principal coordinates.
  of(coordinates) {
    const {study, number} = this;
    if (this.direction) return coordinates[number];
    let value = study.mean[number];
    for (let k = 0; k < study.z_dim; k++)
      value += coordinates[k] * study.directions[k * study.z_dim + number];
    return value;
  }

  // Values of all vectors of the study where the page holds them in coarse steps, else null.
  // A fixed bit of noise fills the steps, so they do not show as a lattice.
  allValues() {
    const {study, number} = this;
    if (!study.coarse || !this.direction || number * atlas.data.vectors >= study.coarse.length)
      return null;
    const count = atlas.data.vectors;
    const result = new Float32Array(count);
    const uniform = uniforms(number + 1);
    const width = (10 * study.spreads[number]) / 255;
    for (let i = 0, at = number * count; i < count; i++) {
      result[i] = (study.coarse[at + i] - 127.5 + uniform() - 0.5) * width;
    }
    return result;
  }
}

// The name of an axis with the component's number in it.
function componentNamed(study, given) {
  if (/^w\d+$/.test(given)) return `c${widestComponent(study, Number(given.slice(1)))}`;
  if (/^p[12]$/.test(given)) return `c${strongestPair(study)[Number(given[1]) - 1] ?? 0}`;
  return given;
}

// The two components with the strongest correlation; R = Σ λ v vᵀ of its eigenvectors.
function strongestPair(study) {
  if (study.pair) return study.pair;
  const {z_dim: z, correlationValues: values, correlationVectors: vectors} = study;
  let strongest = -1;
  const row = new Float32Array(z);
  for (let i = 0; i < z; i++) {
    const weights = values.map((value, k) => value * vectors[k * z + i]);
    addRows(row.fill(0), weights, vectors);
    for (let j = i + 1; j < z; j++) {
      if (Math.abs(row[j]) <= strongest) continue;
      strongest = Math.abs(row[j]);
      study.pair = [i, j];
    }
  }
  return (study.pair ??= [0]);
}

// Number of the component with the widest spread, the second widest, …
function widestComponent(study, rank) {
  const order = [...study.componentSpreads.keys()];
  order.sort((a, b) => study.componentSpreads[b] - study.componentSpreads[a]);
  return order[rank - 1] ?? 0;
}

// Options of a menu of axes.
function axisOptions(select, study) {
  const directions = make("optgroup", {label: "directions of the cloud, the widest first"});
  const components = make("optgroup", {label: "single components, the first is 0"});
  for (let k = 0; k < study.z_dim; k++) {
    directions.append(new Option(shortDirection(study, k), `d${k + 1}`));
    components.append(new Option(`component ${k}`, `c${k}`));
  }
  fill(select, directions, components);
}

// Round steps of a scale, about `count` of them between two ends.
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  const result = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
    result.push(Number(value.toPrecision(10)));
  }
  return result;
}
