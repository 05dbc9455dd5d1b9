// Recipes: short texts that name a vector, so that links and buttons can hand vectors on.
//   mean | origin | image:1234 | own:gaussian-full:17 | draw:SEED:T:B:I
"use strict";

const Recipe = {
  image: (number) => `image:${number}`,
  own: (sampler, place) => `own:${encodeURIComponent(sampler)}:${place}`,
  draw: (seed, t, b, place) => `draw:${seed}:${t}:${b}:${place}`,
};

// Principal coordinates of what a recipe names, or null if the page does not hold it.
async function coordinatesOf(study, recipe) {
  const [kind, ...parts] = recipe.split(":");
  if (kind === "mean") return new Float32Array(study.z_dim);
  if (kind === "origin") return study.coordinates(new Float32Array(study.z_dim));
  if (kind === "image") {
    const row = atlas.rowOf(Number(parts[0]));
    return row === undefined ? null : study.point(row);
  }
  if (kind === "own") {
    const sampler = study.sampler(decodeURIComponent(parts[0]));
    const place = Number(parts[1]);
    if (!sampler || !(place >= 0 && place < sampler.vectors)) return null;
    return study.own(sampler.name, place, 1);
  }
  if (kind === "draw") {
    const [seed, t, b, place] = parts.map(Number);
    if (![seed, t, b].every(Number.isFinite) || !(place >= 0 && place < 64)) return null;
    const latents = drawn(study, seed, t, b, place + 1);
    return study.coordinates(latents.subarray(place * study.z_dim), 1);
  }
  return null;
}

function describe(study, recipe) {
  const [kind, ...parts] = recipe.split(":");
  if (kind === "mean") return "the centre of the cloud";
  if (kind === "origin") return "the origin: all numbers are 0";
  if (kind === "image") return `image ${Number(parts[0]).toLocaleString("en")} of the data`;
  if (kind === "own") {
    const sampler = study.sampler(decodeURIComponent(parts[0]));
    const title = sampler ? sampler.title : parts[0];
    return `vector ${Number(parts[1]) + 1} of “${title}”, drawn by the study`;
  }
  if (kind === "draw") {
    const [, t, b, place] = parts.map(Number);
    return `random vector ${place + 1}: ${placeText(t, b)}`;
  }
  return recipe;
}

// Where on the way from the cloud to the cube a vector was drawn, in words.
function placeText(t, b) {
  const {left, cube} = placeOnTheWay(t);
  if (t === 0) return "the cloud's own shape";
  if (cube === 1) return `from the cube with b\u00a0=\u00a0${digits(b)}`;
  if (cube > 0) return `no correlations, ranges ${percent(cube)} of the way to the cube`;
  if (left === 0) return "right spreads, no correlations";
  if (left > 0.9999) return "over 99.99\u00a0% of the correlations left";
  const share = left > 0.99 ? `${(100 * left).toFixed(2)}\u00a0%` : percent(left);
  return `${share} of the correlations left`;
}
