// Random numbers that a seed fixes: a link, and a slider that moves, show the same randomness.
"use strict";

// Uniform numbers in [0, 1) from 32 bits of state (mulberry32).
function uniforms(seed) {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// Normal numbers with mean 0 and standard deviation 1 (Box and Muller).
function normals(seed, count) {
  const uniform = uniforms(seed);
  const result = new Float32Array(count);
  for (let k = 0; k < count; k += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    result[k] = radius * Math.cos(angle);
    if (k + 1 < count) result[k + 1] = radius * Math.sin(angle);
  }
  return result;
}

// Share of normal numbers below h (Abramowitz and Stegun 7.1.26; off by 1e-7 at most).
function normalShare(h) {
  const x = Math.abs(h) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const above = 0.5 * series * Math.exp(-x * x);
  return h < 0 ? above : 1 - above;
}

// A whole number below a limit, for buttons that show any image.
function anyNumber(limit) {
  return Math.floor(Math.random() * limit);
}
