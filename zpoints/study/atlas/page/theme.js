// Colours of drawings, read from the style sheet, so that light and dark pages have one source.
"use strict";

const theme = {
  colours: new Map(),
  dark: matchMedia("(prefers-color-scheme: dark)"),

  // A colour of the style sheet ("--accent") as [red, green, blue].
  rgb(name) {
    if (!this.colours.has(name)) {
      const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      const canvas = make("canvas", {width: 1, height: 1});
      const context = canvas.getContext("2d");
      context.fillStyle = text;
      context.fillRect(0, 0, 1, 1);
      this.colours.set(name, [...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)]);
    }
    return this.colours.get(name);
  },

  css(name, alpha = 1) {
    return `rgba(${this.rgb(name).join(",")},${alpha})`;
  },

  watch(action) {
    this.dark.addEventListener("change", () => {
      this.colours.clear();
      action();
    });
  },
};

// From low to high in steps that all eyes tell apart (cividis), without the end that fades away.
const SCALE_STOPS = [
  [0, 34, 78],
  [53, 69, 108],
  [102, 105, 112],
  [148, 142, 119],
  [200, 184, 102],
  [254, 232, 56],
];

function scaleColour(share) {
  const place = (theme.dark.matches ? 0.38 + 0.62 * share : 0.9 * share) * (SCALE_STOPS.length - 1);
  const k = Math.min(Math.floor(place), SCALE_STOPS.length - 2);
  return SCALE_STOPS[k].map((value, j) =>
    Math.round(value + (place - k) * (SCALE_STOPS[k + 1][j] - value)),
  );
}
