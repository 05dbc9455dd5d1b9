// Why pictures change or do not while vectors leave the cloud: along which directions they leave
// it, and how much of that the decoder shows. All of it is computed from what is in view.
"use strict";

// The widest directions, which hold this share of the cloud's variance, are called wide.
const WIDE_SHARE = 0.95;
// From this share of the data on vectors count as out of the cloud.
const OUTSIDE = 0.975;

// Number of the wide directions of a case.
function wideDirections(study) {
  let sum = 0;
  const last = study.share.findIndex((share) => (sum += share) >= WIDE_SHARE);
  return last < 0 ? study.z_dim : last + 1;
}

// How far out vectors are, in standard deviations (root mean square), along the directions from
// one number to another.
function reach(study, coordinates, from, to) {
  const z = study.z_dim;
  const least = 1e-6 * study.spreads[0];
  let [sum, count] = [0, 0];
  for (let at = 0; at < coordinates.length; at += z) {
    for (let k = from; k < to && study.spreads[k] > least; k++, count++) {
      sum += (coordinates[at + k] / study.spreads[k]) ** 2;
    }
  }
  return count ? Math.sqrt(sum / count) : null;
}

// Mean difference of two sets of pictures (RGBA bytes), over that of two pictures of the first set.
function pictureChange(before, after, count) {
  const size = before.length / count;
  const apart = (a, from, b, to) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += Math.abs(a[from + i] - b[to + i]);
    return sum;
  };
  let [change, usual] = [0, 0];
  for (let k = 0; k < count; k++) {
    change += apart(before, k * size, after, k * size);
    usual += apart(before, k * size, before, ((k + 1) % count) * size);
  }
  return usual > 0 ? change / usual : null;
}

// Sentences on vectors; `share` of the data that is nearer to the centre.
function stretchText(study, coordinates, share) {
  if (share === null) return "";
  const out =
    share >= 1
      ? "farther from the centre than all of the data's vectors"
      : share >= OUTSIDE
        ? `farther from the centre than ${carefulPercent(share)} of the data's vectors`
        : "about as far from the centre as the data's vectors";
  const wide = wideDirections(study);
  const [inside, beside] = [
    reach(study, coordinates, 0, wide),
    reach(study, coordinates, wide, study.z_dim),
  ];
  if (beside === null) return `These vectors lie ${out}.`;
  return (
    `These vectors lie ${out}. Along the ${counted(wide)} widest directions, which hold ` +
    `${percent(WIDE_SHARE)} of the cloud's variance, they are ${digits(inside)} standard ` +
    `deviations out, along the ${counted(study.z_dim - wide)} narrow ones ${digits(beside)} ` +
    "(the data: 1 along each). "
  );
}

// What the decoder shows of it: `change` of the pictures since the left end of the slider.
function changeText(change, share) {
  if (change === null) return "";
  const far = share !== null && share >= OUTSIDE;
  const shown = far
    ? change < 0.1
      ? "Of that the decoder shows hardly anything: "
      : change < 0.5
        ? "Of that the decoder shows a part: "
        : "The decoder shows it: "
    : "";
  const text =
    `${shown}from the slider's left end to here the pictures changed by ${percent(change)} of ` +
    "what sets two of them apart.";
  return text[0].toUpperCase() + text.slice(1);
}
