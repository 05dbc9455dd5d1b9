// First view: a row of random images on the way from the cloud to the cube.
"use strict";

const ROW_IMAGES = 8;
const PLAY_SECONDS = 9;

class DissolveView {
  constructor() {
    this.sheet = new Sheet($("dissolve-row"), ROW_IMAGES, (k) => this.pick(k), "random image");
    this.gauges = new VectorGauges($("dissolve-gauges"), true);
    this.place = make("p");
    this.distances = new Map();
    this.update = eachFrame(() => this.show());
    $("dissolve-t").addEventListener("input", (event) => this.move({t: event.target.value / 1000}));
    $("dissolve-b").addEventListener("input", (event) =>
      this.resize(this.sizeOf(event.target.value / 1000)),
    );
    $("dissolve-b-value").addEventListener("change", (event) => this.type(event.target.value));
    $("dissolve-new").addEventListener("click", () => state.set({seed: state.get("seed") + 1}));
    $("dissolve-play").addEventListener("click", () => this.play());
    state.watch(["t", "b", "seed", "case", "view", "pick"], (changed) => {
      if (changed.includes("case")) this.openCase();
      else this.update();
    });
    this.openCase();
  }

  get active() {
    return state.get("view") === "dissolve";
  }

  move(changes) {
    this.stop();
    state.set(changes);
  }

  // What is typed is brought into the slider's range, and then stands there as it was taken.
  type(text) {
    const typed = Number(text);
    const known = text !== "" && Number.isFinite(typed);
    const b = known ? clamp(typed, this.least, this.most) : this.size;
    if (b !== typed) {
      const range = `b goes from ${digits(this.least)} to ${digits(this.most)} here`;
      toast(`${range}; ${known ? "" : "still "}b\u00a0=\u00a0${digits(b)}.`);
    }
    if (known) this.resize(b);
    this.update();
  }

  get size() {
    return cubeSize(this.study, state.get("b"));
  }

  // Another cube. Before the cube this slider would do nothing and puzzle, so it goes there.
  resize(b) {
    if (!(b > 0)) return;
    this.move({
      b: String(Number(b.toPrecision(4))),
      ...(placeOnTheWay(state.get("t")).cube === 0 ? {t: 1} : {}),
    });
  }

  openCase() {
    this.study = atlas.caseOf(state.get("case"));
    this.gauges.open(this.study);
    this.begun = this.change = null;
    const cubes = this.study.samplers.filter(({kind, b}) => kind === "cube" && b > 0);
    const matched = this.study.b_matched ?? 1;
    this.least = Math.min(0.1 * matched, ...cubes.map(({b}) => 0.5 * b));
    this.most = Math.max(8 * matched, ...cubes.map(({b}) => 1.2 * b));
    fill(
      $("dissolve-b-measured"),
      ...cubes.map(({b}) =>
        make("option", {value: Math.round(1000 * this.shareOf(b)), label: digits(b)}),
      ),
    );
    this.stops = [
      {t: 0, name: "the cloud's own shape", sampler: this.study.samplerOfKind("gaussian-full")},
      {
        t: NO_CORRELATIONS,
        name: "right spreads, no correlations",
        sampler:
          this.study.samplerOfKind("gaussian-diagonal") ?? this.study.samplerOfKind("permuted"),
      },
      {t: 1, name: "random, from a cube", sampler: null},
    ];
    this.buildStops();
    this.update();
  }

  // The slider of b is logarithmic.
  sizeOf(share) {
    return this.least * (this.most / this.least) ** share;
  }

  shareOf(b) {
    return Math.log(b / this.least) / Math.log(this.most / this.least);
  }

  buildStops() {
    const list = $("dissolve-stops");
    fill(
      list,
      ...this.stops.map((stop, k) => {
        stop.score = make("span", {class: "score"});
        stop.button = make(
          "button",
          {type: "button", onclick: () => this.move({t: stop.t})},
          make("span", {class: "plain", text: stop.name}),
          stop.score,
        );
        return make("li", {class: `stop-${k}`}, stop.button);
      }),
    );
  }

  // Without a decoder measured samplers stand for the thirds of the way that are nearest to them.
  nearestStop(t) {
    return t < NO_CORRELATIONS / 2 ? 0 : t < (1 + NO_CORRELATIONS) / 2 ? 1 : 2;
  }

  async show() {
    const {study} = this;
    const t = clamp(state.get("t"), 0, 1);
    const b = this.size;
    $("dissolve-t").value = Math.round(1000 * t);
    $("dissolve-t").setAttribute("aria-valuetext", placeText(t, b));
    $("dissolve-b").value = Math.round(1000 * this.shareOf(b));
    $("dissolve-b").setAttribute("aria-valuetext", digits(b));
    $("dissolve-b-value").value = Number(b.toPrecision(3));
    this.showStops(t, b);
    this.recipes = Array.from({length: ROW_IMAGES}, (_, k) =>
      Recipe.draw(state.get("seed"), t, b, k),
    );
    this.sheet.mark(this.recipes);
    if (!this.active) return;
    await study.open();
    if (study !== this.study) return;
    const started = performance.now();
    this.latents = drawn(study, state.get("seed"), t, b, ROW_IMAGES);
    const coordinates = study.coordinates(this.latents);
    this.gauges.show(study, this.latents, coordinates);
    this.share = shareBelow(study.mahalanobis.quantiles, medianDistance(study, coordinates));
    this.stretch = stretchText(study, coordinates, this.share);
    $("dissolve-why").textContent = this.stretch + (this.change ?? "");
    this.place.textContent = this.placeText(study, coordinates);
    times.slider.push(performance.now() - started);
    $("dissolve-where").textContent = `Here: ${placeText(t, b)}.`;
    announce(
      `${placeText(t, b)}. Distance from the centre ${this.gauges.distance.text()}. ` +
        `Length ${this.gauges.length.text()}.`,
    );
    this.decode(study, this.nearestStop(t));
  }

  showStops(t, b) {
    this.stops[2].sampler = this.study.cubeNear(b);
    this.stops.forEach((stop, k) => {
      const {sampler} = stop;
      const lines = sampler ? scoreLines(sampler) : ["not measured by this study"];
      if (k === 2 && sampler) lines.unshift(`b\u00a0=\u00a0${digits(sampler.b)}`);
      stop.button.setAttribute("aria-current", t === stop.t ? "true" : "false");
      stop.score.replaceChildren(...lines.flatMap((line, i) => (i ? [make("br"), line] : [line])));
    });
    this.around = measuredAround(this.study, this.stops, t, b);
    const names = this.around.steps.map(({sampler}) => sampler?.name);
    const key = [this.study.name, this.around.where, ...names].join("/");
    if (key === this.measured) return;
    this.measured = key;
    const ceiling = this.study.samplers.find((one) => one.name === "reconstructions");
    $("dissolve-measured").replaceChildren(...measuredText(this.around, ceiling, this.place));
  }

  // Where the row lies between its measured neighbours, by distance, with the same randomness.
  placeText(study, coordinates) {
    const {where, steps} = this.around;
    if (where !== "between") return "";
    const [first, second] = steps.map(({t, b}) => digits(this.distanceAt(study, t, b)));
    const here = digits(medianDistance(study, coordinates));
    return `Distance from the centre: ${first} at the first, ${here} here, ${second} at the second.`;
  }

  // Median distance of the row at another place; kept, so that a slider does not wait for it.
  distanceAt(study, t, b) {
    const seed = state.get("seed");
    const place = `${study.name}/${seed}/${t}/${t < 1 ? "" : b}`;
    if (this.distances.size > 50) this.distances.clear();
    if (!this.distances.has(place)) {
      const coordinates = study.coordinates(drawn(study, seed, t, b, ROW_IMAGES));
      this.distances.set(place, medianDistance(study, coordinates));
    }
    return this.distances.get(place);
  }

  async decode(study, stop) {
    const live = await atlas.liveOf(study).open();
    if (study !== this.study) return;
    if (!live.on) return this.still(study, this.stops[stop].sampler);
    const started = performance.now();
    const pixels = await live.decode(this.latents, "row", 1);
    if (!pixels || study !== this.study) return;
    this.sheet.paint(pixels, study.width, study.height);
    times.sheet.push(performance.now() - started);
    const begun = await this.picturesAtTheLeft(study, live);
    if (!begun || study !== this.study) return;
    const change = state.get("t") > 0 ? pictureChange(begun, pixels, ROW_IMAGES) : null;
    this.change = changeText(change, this.share);
    $("dissolve-why").textContent = this.stretch + this.change;
  }

  // The row's pictures with the slider at the left, decoded once for a case and a seed.
  picturesAtTheLeft(study, live) {
    const seed = state.get("seed");
    if (this.begun?.seed !== seed) {
      const pixels = live.decode(drawn(study, seed, 0, 1, ROW_IMAGES), "row at the left", 0);
      this.begun = {seed, pixels};
    }
    return this.begun.pixels;
  }

  // Without a decoder: the study's sheet of the sampler that is nearest.
  async still(study, sampler) {
    const bitmap = sampler ? await ownSheet(study, sampler.name) : null;
    if (study !== this.study) return;
    if (!bitmap) return this.sheet.clear();
    this.sheet.paintSheet(bitmap);
    $("dissolve-where").textContent += ` The pictures are the study's, of “${sampler.title}”.`;
    this.recipes = this.recipes.map((_, k) =>
      k < sampler.vectors ? Recipe.own(sampler.name, k) : "",
    );
    this.sheet.mark(this.recipes);
  }

  pick(k) {
    state.set({pick: this.recipes[k]});
  }

  // From where the slider is to the cube, or all of the way. Who wants less motion gets six steps.
  play() {
    if (this.playing) return this.stop();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const from = state.get("t") >= 1 ? 0 : state.get("t");
    const begun = performance.now();
    $("dissolve-play").textContent = "Stop";
    const step = (now) => {
      if (!this.playing) return;
      const share = clamp(from + (now - begun) / 1000 / PLAY_SECONDS, 0, 1);
      state.set({t: calm ? Math.round(share * 6) / 6 : Number(share.toFixed(3))});
      if (share >= 1 || !this.active) this.stop();
      else this.playing = requestAnimationFrame(step);
    };
    this.playing = requestAnimationFrame(step);
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    $("dissolve-play").textContent = "Play";
  }

  shared() {
    const place = placeText(state.get("t"), this.size);
    return {
      study: this.study,
      latents: this.latents,
      name: `random vectors, ${place}`,
      canvases: this.sheet.canvases,
      columns: 8,
    };
  }
}

// The middle one of the distances of vectors from the centre.
function medianDistance(study, coordinates) {
  const z = study.z_dim;
  const count = coordinates.length / z;
  return median(
    Array.from({length: count}, (_, i) => study.distance(coordinates.subarray(i * z, (i + 1) * z))),
  );
}
