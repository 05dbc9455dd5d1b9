// Random vectors on the way from the cloud to the cube.
// One noise serves all of the way, so a picture changes smoothly while a slider moves.
"use strict";

// Up to this part of the way correlations go; from it on the ranges become the cube's.
const NO_CORRELATIONS = 0.6;
// Correlations go by powers of ten: the first thousandth that goes changes pictures most.
const DECADES = 4;

// What a place on the way means: share of the correlations left, and how far ranges are the cube's.
function placeOnTheWay(t) {
  const correlations = clamp(t / NO_CORRELATIONS, 0, 1);
  const gone = (10 ** (DECADES * correlations) - 1) / (10 ** DECADES - 1);
  return {left: 1 - gone, cube: clamp((t - NO_CORRELATIONS) / (1 - NO_CORRELATIONS), 0, 1)};
}

// Live draws: their names, their places on the way, and samplers of the study that are like them.
const LIVE_SOURCES = {
  cloud: {title: "the cloud's own shape", t: 0, like: "gaussian-full"},
  spreads: {title: "right spreads, no correlations", t: NO_CORRELATIONS, like: "gaussian-diagonal"},
  cube: {title: "random, from a cube", t: 1, like: "cube"},
};

const noises = new Map();

function noiseOf(seed, count) {
  const key = `${seed}/${count}`;
  if (!noises.has(key)) {
    if (noises.size > 8) noises.clear();
    noises.set(key, normals(seed, count));
  }
  return noises.get(key);
}

// Latent vectors (count · z_dim) of a seed at a place t of the way to the cube [−b, b].
// With eigenvalues λ and eigenvectors of the correlation matrix R, those of (1 − s) · I + s · R
// are 1 − s + s · λ and the same vectors: no step of the slider needs a new decomposition.
function drawn(study, seed, t, b, count) {
  const z = study.z_dim;
  const noise = noiseOf(seed, count * z);
  const {left, cube} = placeOnTheWay(t);
  const scales = Float32Array.from(study.correlationValues, (value) =>
    Math.sqrt(Math.max(0, 1 - left + left * value)),
  );
  const result = new Float32Array(count * z);
  const weights = new Float32Array(z);
  for (let i = 0; i < count; i++) {
    const row = result.subarray(i * z, (i + 1) * z);
    for (let k = 0; k < z; k++) weights[k] = noise[i * z + k] * scales[k];
    addRows(row, weights, study.correlationVectors);
    for (let j = 0; j < z; j++) {
      const own = study.mean[j] + study.componentSpreads[j] * row[j];
      row[j] = cube === 0 ? own : (1 - cube) * own + cube * b * (2 * normalShare(row[j]) - 1);
    }
  }
  return result;
}

// The cube that a reader chose, or the one whose vectors are as long as those of the data.
function cubeSize(study, chosen) {
  const b = Number(chosen);
  return chosen !== "" && Number.isFinite(b) && b > 0 ? b : (study.b_matched ?? 1);
}
