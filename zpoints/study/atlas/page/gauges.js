// Gauges: where values lie among those of the data. The data are a filled curve, values are ticks.
"use strict";

const GAUGE = {width: 320, height: 64, base: 52, bins: 48};

class Gauge {
  // title, note: what is measured, in plain words; comparison: "farther out than", "longer than".
  constructor(host, {title, note, comparison, unit = ""}) {
    Object.assign(this, {comparison, unit});
    this.value = make("b");
    this.said = make("span");
    this.curve = draw("path", {class: "area data"});
    this.ticks = draw("g", {class: "ticks"});
    this.scale = draw("g", {class: "scale"});
    this.drawing = draw(
      "svg",
      {
        class: "gauge-drawing",
        viewBox: `0 0 ${GAUGE.width} ${GAUGE.height + 12}`,
        "aria-hidden": "true",
      },
      this.curve,
      draw("line", {class: "axis", x1: 0, x2: GAUGE.width, y1: GAUGE.base, y2: GAUGE.base}),
      this.scale,
      this.ticks,
    );
    host.append(
      make(
        "div",
        {class: "gauge"},
        make(
          "div",
          {},
          make("h2", {text: title}),
          make("p", {class: "value"}, this.value, " ", this.said),
          make("p", {class: "note", text: note}),
        ),
        this.drawing,
      ),
    );
  }

  // The data: quantiles at 0, 1, … 100 %. The scale is logarithmic and stays while values move.
  data(quantiles, highest) {
    this.quantiles = quantiles;
    if (quantiles.length < 2) return;
    const least = quantiles.find((value) => value > 0) ?? 1;
    this.low = Math.log(least * 0.6);
    this.high = Math.log(Math.max(highest, quantiles.at(-1) * 1.3, least));
    this.curve.setAttribute("d", this.curvePath());
    this.scale.replaceChildren(
      ...roundNumbers(Math.exp(this.low), Math.exp(this.high)).map((value) =>
        draw("text", {x: this.place(value), y: GAUGE.height + 6, text: value.toLocaleString("en")}),
      ),
    );
  }

  place(value) {
    const share = (Math.log(Math.max(value, 1e-9)) - this.low) / (this.high - this.low || 1);
    return 3 + clamp(share, 0, 1) * (GAUGE.width - 6);
  }

  curvePath() {
    const edges = Array.from({length: GAUGE.bins + 1}, (_, k) =>
      Math.exp(this.low + ((this.high - this.low) * k) / GAUGE.bins),
    );
    const below = edges.map((edge) => shareBelow(this.quantiles, edge));
    const shares = below.slice(1).map((share, k) => share - below[k]);
    const most = Math.max(...shares);
    const points = shares.map((share, k) =>
      [this.place(Math.sqrt(edges[k] * edges[k + 1])), GAUGE.base - (42 * share) / most]
        .map((value) => value.toFixed(1))
        .join(),
    );
    const [first, last] = [edges[0], edges.at(-1)].map(
      (edge) => `${this.place(edge)},${GAUGE.base}`,
    );
    return `M${[first, ...points, last].join("L")}Z`;
  }

  // The values to show; the middle one is written.
  show(values) {
    const middle = median(values);
    const share = shareBelow(this.quantiles, middle);
    this.value.textContent = `${digits(middle)}${this.unit}`;
    this.said.textContent = comparedWithData(this.comparison, share) + this.offScale(values);
    while (this.ticks.childElementCount > values.length) this.ticks.lastChild.remove();
    while (this.ticks.childElementCount < values.length) {
      this.ticks.append(draw("line", {y1: GAUGE.base - 30, y2: GAUGE.base + 2}));
    }
    if (this.quantiles.length < 2) return;
    [...this.ticks.children].forEach((tick, k) => {
      const x = this.place(values[k]).toFixed(1);
      tick.setAttribute("x1", x);
      tick.setAttribute("x2", x);
    });
  }

  // What ticks at the ends of the scale do not tell.
  offScale(values) {
    if (this.quantiles.length < 2) return "";
    const [low, high] = [Math.exp(this.low), Math.exp(this.high)];
    const off = values.filter((value) => value > high || value < low).length;
    if (!off) return "";
    const which = off === values.length ? "" : `${off} of ${values.length} `;
    return `; ${which}off the scale, which goes from ${digits(low)} to ${digits(high)}`;
  }

  text() {
    return `${this.value.textContent}, ${this.said.textContent}`;
  }
}

// Round numbers of a logarithmic scale: 1, 2, 5, 10, …; powers of ten where there are many.
function roundNumbers(low, high) {
  const numbers = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const step of [1, 2, 5]) numbers.push(Number((step * 10 ** power).toPrecision(6)));
  }
  const inside = numbers.filter((value) => value >= low * 1.05 && value <= high / 1.08);
  return inside.length > 7 ? inside.filter((value) => Number.isInteger(Math.log10(value))) : inside;
}

// The two gauges that views show beside images.
class VectorGauges {
  constructor(host, many) {
    this.distance = new Gauge(host, {
      title: many ? "Distance from the centre (median)" : "Distance from the centre",
      comparison: "farther out than",
      note:
        "Mahalanobis distance: in standard deviations along each of the cloud's directions. " +
        "Broken correlations lengthen it.",
    });
    this.length = new Gauge(host, {
      title: many ? "Length (median)" : "Length",
      comparison: "longer than",
      note:
        "From the origin to the vector. Correlations do not change it on average over many " +
        "vectors; that of a single one they do.",
    });
  }

  open(study) {
    const {mahalanobis, lengths} = study;
    this.distance.data(mahalanobis.quantiles, (mahalanobis.quantiles[50] ?? 1) * 60);
    this.length.data(lengths.quantiles, lengths.quantiles.at(-1) * 5);
  }

  show(study, latents, coordinates) {
    const z = study.z_dim;
    const rows = Array.from({length: latents.length / z}, (_, i) => i);
    this.distance.show(rows.map((i) => study.distance(coordinates.subarray(i * z, (i + 1) * z))));
    this.length.show(rows.map((i) => study.length(latents.subarray(i * z, (i + 1) * z))));
  }
}
