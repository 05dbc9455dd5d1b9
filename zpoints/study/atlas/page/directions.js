// View of directions: sliders push a vector along the cloud's directions; a path leads to another.
"use strict";

const STRIP = 7;
// Moved directions that the caption names.
const NAMED_MOVES = 3;

class DirectionsView {
  constructor() {
    this.gauges = new VectorGauges($("directions-gauges"), false);
    this.strip = new Sheet(
      $("direction-strip"),
      STRIP,
      (k) => this.set(this.stripDirection, k - 3),
      "along the direction, image",
    );
    this.path = new Sheet(
      $("mix-strip"),
      STRIP,
      (k) => state.set({mix: Math.round((100 * k) / (STRIP - 1))}),
      "from A to B, image",
    );
    this.sliders = new DirectionSliders($("direction-sliders"), (k, value) => this.set(k, value));
    this.update = eachFrame(() => this.show());
    $("more-directions").addEventListener("click", () => {
      this.sliders.more();
      this.update();
    });
    $("start-kind").addEventListener("change", () => this.start());
    $("start-number").addEventListener("change", (event) => {
      if ($("start-kind").value === "draw" || hasImage(event.target.value)) this.start();
      this.showNumbers();
    });
    $("start-any").addEventListener("click", () =>
      state.set({a: Recipe.image(atlas.anyImage()), moves: "", mix: 0}),
    );
    $("directions-reset").addEventListener("click", () => state.set({moves: "", mix: 0}));
    $("strip-direction").addEventListener("change", (event) =>
      this.goTo(Number(event.target.value)),
    );
    $("direction-of").addEventListener("change", (event) => this.goTo(Number(event.target.value)));
    $("end-number").addEventListener("change", (event) => {
      const text = event.target.value;
      if (text === "") state.set({e: "", mix: 0});
      else if (hasImage(text)) state.set({e: Recipe.image(Number(text))});
      this.showNumbers();
    });
    $("end-any").addEventListener("click", () => state.set({e: Recipe.image(atlas.anyImage())}));
    $("end-picked").addEventListener("click", () => state.set({e: state.get("pick")}));
    $("mix").addEventListener("input", (event) => state.set({mix: Number(event.target.value)}));
    for (const form of [$("start-form"), $("end-form")])
      form.addEventListener("submit", (event) => event.preventDefault());
    state.watch(["case"], () => this.openCase());
    state.watch(["view", "a", "e", "moves", "mix", "strip", "pick"], () => this.update());
    this.openCase();
  }

  get active() {
    return state.get("view") === "directions";
  }

  openCase() {
    this.study = atlas.caseOf(state.get("case"));
    this.gauges.open(this.study);
    fill(
      $("strip-direction"),
      ...this.study.std.map((_, k) => new Option(shortDirection(this.study, k), k + 1)),
    );
    this.attributeOptions();
    const last = atlas.numbers.reduce((most, number) => Math.max(most, number), 0);
    $("end-number").max = last;
    fill($("direction-stills"));
    this.stillsOf = null;
    this.sliders.open(this.study);
    this.update();
  }

  // Attributes that a direction follows, and those that none does.
  attributeOptions() {
    const found = atlas.attributes.described.map((one) => ({
      name: plainName(one.name),
      best: atlas.attributes.follower(this.study, one.name),
    }));
    const reach = ({best}) => Math.abs(best?.r ?? 0);
    found.sort((a, b) => reach(b) - reach(a));
    fill(
      $("direction-of"),
      new Option("choose an attribute", ""),
      ...found.map(({name, best}) => {
        const option = new Option(
          directionOf(name, best),
          best ? best.k + 1 : "",
        );
        option.disabled = !best;
        return option;
      }),
    );
    $("direction-of").closest("label").hidden = !found.length;
  }

  // Shows a direction's images, and its slider.
  goTo(number) {
    if (!(number >= 1)) return;
    state.set({strip: number});
    requestAnimationFrame(() =>
      requestAnimationFrame(() => $(`direction-${number}`)?.scrollIntoView({block: "center"})),
    );
  }

  // Overrides of directions: number of the direction to standard deviations.
  get moves() {
    const moves = new Map();
    for (const part of state.get("moves").split(",").filter(Boolean)) {
      const [k, value] = part.split(":").map(Number);
      if (k >= 1 && k <= this.study.z_dim && Number.isFinite(value)) moves.set(k - 1, value);
    }
    return moves;
  }

  set(k, value) {
    const moves = this.moves;
    moves.set(k, clamp(value, -TYPED_REACH, TYPED_REACH));
    // Back to A: on the way to B the picture would hardly show what a slider does, at B not at all.
    state.set({
      moves: [...moves].map(([j, one]) => `${j + 1}:${Number(one.toFixed(3))}`).join(","),
      mix: 0,
    });
  }

  start() {
    const kind = $("start-kind").value;
    const number = Math.max(0, Math.round(Number($("start-number").value) || 0));
    const held = atlas.rowOf(number) === undefined ? atlas.numberOf(0) : number;
    const recipes = {
      mean: "mean",
      origin: "origin",
      image: Recipe.image(held),
      draw: Recipe.draw(number + 1, 0, 1, 0),
      other: state.get("pick") || "mean",
    };
    state.set({a: recipes[kind], moves: "", mix: 0});
  }

  get stripDirection() {
    return clamp(Math.round(state.get("strip")), 1, this.study.z_dim) - 1;
  }

  async show() {
    if (!this.active) return;
    const {study} = this;
    await study.open();
    const [from, to] = await Promise.all([
      coordinatesOf(study, state.get("a")),
      state.get("e") ? coordinatesOf(study, state.get("e")) : null,
    ]);
    if (study !== this.study) return;
    const started = performance.now();
    this.showForms(to);
    this.from = from ?? new Float32Array(study.z_dim);
    const moved = this.from.slice();
    for (const [k, value] of this.moves) moved[k] = value * study.spreads[k];
    const mix = to ? clamp(state.get("mix"), 0, 100) / 100 : 0;
    this.now = to ? between(moved, to, mix) : moved;
    const values = moved.map((value, k) => value / (study.spreads[k] || 1));
    this.sliders.show(values, this.moves, this.stripDirection);
    $("more-directions").hidden = this.sliders.complete;
    this.latent = study.latents(this.now, 1);
    this.gauges.show(study, this.latent, this.now);
    times.slider.push(performance.now() - started);
    $("directions-caption").textContent = this.caption(mix, from !== null);
    announce(`Distance ${this.gauges.distance.text()}`);
    this.decode(study, moved, to);
  }

  caption(mix, known) {
    const {study, moves} = this;
    const start = known
      ? describe(study, state.get("a"))
      : `the centre of the cloud: the page does not hold ${describe(study, state.get("a"))}`;
    const pushes = [...moves].sort(([a], [b]) => a - b);
    const named = pushes.slice(0, NAMED_MOVES).map(([k, value]) => {
      const followed = study.followed[k];
      return (
        `direction ${k + 1}${followed ? ` (${plainName(followed.attribute)})` : ""} ` +
        `at ${signed(value, 2)}`
      );
    });
    const rest = moves.size - named.length;
    if (rest) named.push(`${rest} more`);
    const pushed = moves.size ? `, pushed: ${named.join(", ")}` : "";
    const way = mix ? `, ${percent(mix)} of the way to B` : "";
    return start[0].toUpperCase() + start.slice(1) + pushed + way;
  }

  showForms(to) {
    const [kind, number] = state.get("a").split(":");
    const pickable = state.get("pick") !== "";
    $("start-kind").value = ["mean", "origin", "image"].includes(kind)
      ? kind
      : kind === "draw" && state.get("a").endsWith(":0:1:0")
        ? "draw"
        : "other";
    $("start-kind").querySelector("[value=other]").disabled =
      !pickable && $("start-kind").value !== "other";
    $("start-number").closest("label").hidden = !["image", "draw"].includes($("start-kind").value);
    this.showNumbers(document.activeElement);
    $("end-picked").disabled = !pickable;
    $("mix").disabled = !to;
    $("mix").value = to ? state.get("mix") : 0;
    $("mix-value").textContent = to
      ? percent(state.get("mix") / 100)
      : state.get("e")
        ? "the page does not hold this vector"
        : "choose B first";
    $("strip-direction").value = this.stripDirection + 1;
    $("direction-of").value = this.stripDirection + 1;
    if ($("direction-of").selectedIndex < 0) $("direction-of").value = "";
  }

  // The numbers of A and B as they are, whatever was typed; but not while one is being typed.
  showNumbers(typing = null) {
    const [kind, number] = state.get("a").split(":");
    const [end, place] = state.get("e").split(":");
    const start = kind === "draw" ? Number(number) - 1 : (number ?? "");
    $("start-number").max = kind === "draw" ? "" : $("end-number").max;
    if (typing !== $("start-number")) $("start-number").value = start;
    if (typing !== $("end-number")) $("end-number").value = end === "image" ? place : "";
  }

  async decode(study, moved, to) {
    const live = await atlas.liveOf(study).open();
    if (study !== this.study) return;
    if (!live.on) return this.stills(study);
    const k = this.stripDirection;
    const line = stack(study, STRIP, (j) => {
      const one = moved.slice();
      one[k] = (j - 3) * study.spreads[k];
      return one;
    });
    const path = to ? stack(study, STRIP, (j) => between(moved, to, j / (STRIP - 1))) : null;
    const show = (pixels, action) => pixels && study === this.study && action(pixels);
    live
      .decode(this.latent, "now", 3)
      .then((pixels) =>
        show(pixels, (all) => paint($("directions-now"), all, study.width, study.height)),
      );
    live
      .decode(study.latents(this.from, 1), "start", 2)
      .then((pixels) =>
        show(pixels, (all) => paint($("directions-start"), all, study.width, study.height)),
      );
    live
      .decode(line, "strip", 0)
      .then((pixels) => show(pixels, (all) => this.strip.paint(all, study.width, study.height)));
    if (!path) return this.path.clear();
    live
      .decode(path, "path", 0)
      .then((pixels) => show(pixels, (all) => this.path.paint(all, study.width, study.height)));
  }

  // Without a decoder: the start's real image if there is one, and strips that the study decoded.
  async stills(study) {
    for (const cell of [$("directions-now"), $("directions-start")]) clear(cell);
    for (const cell of [...this.strip.canvases, ...this.path.canvases]) clear(cell);
    const [kind, number] = state.get("a").split(":");
    const row = kind === "image" ? atlas.rowOf(Number(number)) : undefined;
    if (row !== undefined && atlas.thumbnails) showThumbnail($("directions-start"), row);
    $("directions-caption").textContent =
      "Not decoded: live decoding is off. The numbers beside the sliders are right all the same.";
    if (this.stillsOf === study || !study.strips?.length) return;
    this.stillsOf = study;
    await showStills($("direction-stills"), study);
  }

  shared() {
    return {
      study: this.study,
      latents: this.latent,
      name: $("directions-caption").textContent,
      blocks: [
        {canvases: [$("directions-now")], columns: 1, label: ""},
        {
          canvases: this.strip.canvases,
          columns: STRIP,
          label: `−3 to 3 standard deviations along ${this.study.directionName(this.stripDirection)}`,
        },
        {
          canvases: this.path.canvases,
          columns: STRIP,
          label: `from A to B: ${describe(this.study, state.get("e") || "mean")}`,
        },
      ],
    };
  }
}

// "smiling: 3 (0.71)", an option of the menu of attributes.
function directionOf(name, best) {
  if (!best) return `${name}: no direction`;
  const text = `${best.k + 1} (${signed(best.r, 2)})`;
  return `${name}: ${Math.abs(best.r) < WEAK ? `none, at most ${text}` : text}`;
}

// Whether the page holds the image of a typed number; says so if not.
function hasImage(text) {
  if (text !== "" && atlas.rowOf(Number(text)) !== undefined) return true;
  const last = $("end-number").max;
  toast(
    text === ""
      ? "Type the number of an image."
      : `No image ${text} here: the page holds ${atlas.sizeText}, numbered from 0 to ${last}.`,
  );
  return false;
}

function between(from, to, share) {
  return from.map((value, k) => value + share * (to[k] - value));
}

// Latent vectors of some principal coordinates, one after the other.
function stack(study, count, coordinates) {
  const all = new Float32Array(count * study.z_dim);
  for (let j = 0; j < count; j++) all.set(coordinates(j), j * study.z_dim);
  return study.latents(all, count);
}
