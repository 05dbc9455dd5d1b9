// What the study measured at a place on the way from the cloud to the cube, and beside it.
"use strict";

// Where a place lies among what was measured: at it, between two, or beyond it. `steps` are the
// measured neighbours: their sampler (null where the study has none), and their own t and b.
function measuredAround(study, stops, t, b) {
  const cubes = study.samplers.filter(({kind, b: size}) => kind === "cube" && size > 0);
  cubes.sort((one, other) => one.b - other.b);
  const step = (k) => ({...stops[k], b});
  const cube = (sampler) => ({name: stops[2].name, sampler, t: 1, b: sampler?.b ?? b});
  if (t === 0) return {where: "at", steps: [step(0)]};
  if (t < NO_CORRELATIONS) return {where: "between", steps: [step(0), step(1)]};
  if (t === NO_CORRELATIONS) return {where: "at", steps: [step(1)]};
  if (t < 1) return {where: "between", steps: [step(1), cube(study.cubeNear(b))]};
  const same = cubes.find((one) => Math.abs(Math.log(one.b / b)) < 0.01);
  if (same) return {where: "at", steps: [cube(same)]};
  const below = cubes.findLast((one) => one.b < b);
  const above = cubes.find((one) => one.b > b);
  if (below && above) return {where: "between", steps: [cube(below), cube(above)]};
  return {where: "beyond", steps: [cube(below ?? above ?? null)]};
}

// "overlap 0.76", "faces 87 %" of a measured sampler: lines that do not break.
function scoreLines(sampler) {
  const overlap = sampler.overlap === null ? "unknown" : sampler.overlap.toFixed(2);
  const lines = [`overlap\u00a0${overlap}`];
  if (sampler.face_rate !== null) lines.push(`faces\u00a0${percent(sampler.face_rate)}`);
  return lines;
}

// "overlap 0.76, faces 87 %".
function scoreText(sampler) {
  return scoreLines(sampler).join(", ");
}

// What was measured around a place, as elements. Where it lies among its neighbours is written
// into the element `place`.
function measuredText(around, ceiling, place) {
  const {where, steps} = around;
  const known = steps.filter(({sampler}) => sampler);
  if (!known.length) {
    const text = `The study measured no sampler like “${steps[0].name}”.`;
    return [make("p", {class: "note", text})];
  }
  const start = {
    at: "The study measured this:",
    between: "In between the study measured nothing. Measured on either side:",
    beyond: "This is beyond what the study measured. Its last measured neighbour:",
  };
  const most = ceiling?.overlap
    ? "The most that this decoder can be expected to reach, the overlap of reconstructions, " +
      `is ${ceiling.overlap.toFixed(2)}. `
    : "";
  return [
    make("p", {text: start[where]}),
    make("ul", {}, ...steps.map(measuredLine)),
    where === "at" ? "" : place,
    make("p", {
      class: "note",
      text:
        `${most}Overlap says how like the decoder's images of real ones they are, in looks and ` +
        "variety: 0 is not at all, 1 is the same. In brackets stands the 95\u00a0% interval.",
    }),
  ];
}

function measuredLine({name, sampler}) {
  if (!sampler) return make("li", {text: `“${name}”: not measured by this study.`});
  const faces =
    sampler.face_rate === null
      ? ""
      : `, and a detector sees a face in ${percent(sampler.face_rate)} of them`;
  return make(
    "li",
    {},
    make("b", {text: `“${sampler.title}”`}),
    `: of ${counted(sampler.images)} such images the overlap with real ones is `,
    make("b", {text: interval(sampler.overlap, sampler.overlap_low, sampler.overlap_high)}),
    `${faces}.`,
  );
}
