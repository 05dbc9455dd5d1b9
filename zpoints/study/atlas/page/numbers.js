// How numbers and names are written, and where a number lies among those of the data.
"use strict";

// Three digits, or a whole number if that has more; a true minus sign.
function digits(value) {
  if (value === null || !Number.isFinite(value)) return "unknown";
  if (Math.abs(value) >= 1000) return signless(Math.round(value).toLocaleString("en"));
  return signless(String(Number(value.toPrecision(3))));
}

// A number among others that span a range: as many digits as tell a thousandth of it.
function withinSpan(value, span) {
  const places = clamp(2 - Math.floor(Math.log10(span || 1)), 0, 12);
  return signless(String(Number(value.toFixed(places))));
}

// A whole number: "8,000".
function counted(value) {
  return (value ?? 0).toLocaleString("en");
}

function signed(value, places) {
  return signless(value.toFixed(places));
}

function signless(text) {
  return text.replace("-", "−");
}

// A measured share as the study's page writes it: "80 %", with a space that does not break.
function percent(share) {
  return share === null || share === undefined ? "unknown" : `${(100 * share).toFixed(0)}\u00a0%`;
}

// A share of the data; near its ends with one more digit, so that it is not rounded to none or all.
function carefulPercent(share) {
  const value = 100 * share;
  if (value <= 0 || value >= 100 || (value >= 1 && value <= 99)) return percent(share);
  return `${clamp(value, 0.1, 99.9).toFixed(1)}\u00a0%`;
}

const OPPOSITE = {"farther out than": "nearer than", "longer than": "shorter than"};

// "farther out than 52 % of the data's vectors", "nearer than all of the data's vectors".
function comparedWithData(comparison, share) {
  if (share === null) return "";
  if (share <= 0) return `${OPPOSITE[comparison]} all of the data's vectors`;
  return `${comparison} ${share >= 1 ? "all" : carefulPercent(share)} of the data's vectors`;
}

// How the way to the nearest image compares with those from the images themselves: share of these
// whose own neighbour is nearer.
function neighboursCompared(share) {
  if (share >= 1) return "every image has a nearer neighbour";
  if (share <= 0) return "no image has a neighbour as near";
  return `${carefulPercent(share)} of the images have a nearer neighbour`;
}

function plainName(name) {
  return name.replaceAll("_", " ").replace("=", ": ");
}

// Share of the data below a value, of the quantiles at 0, 1, … 100 %.
function shareBelow(quantiles, value) {
  const last = quantiles.length - 1;
  if (last < 1) return null;
  if (value <= quantiles[0]) return 0;
  if (value >= quantiles[last]) return 1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (quantiles[middle] <= value) low = middle;
    else high = middle;
  }
  const width = quantiles[high] - quantiles[low] || 1;
  return (low + (value - quantiles[low]) / width) / last;
}

function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

// A measured share with its 95 % interval: "0.76 (0.70 to 0.81)".
function interval(value, low, high) {
  if (value === null || value === undefined) return "unknown";
  const range =
    low === null || low === undefined ? "" : ` (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return value.toFixed(2) + range;
}
