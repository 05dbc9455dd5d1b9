// Views of the cloud and of attributes: one map, its menus, its legend.
"use strict";

class MapView {
  constructor() {
    this.plot = new Plot($("plot-canvas"), atlas.thumbnails);
    this.input = new PlotInput(this.plot, {
      hover: (found, place, spoken) => this.hover(found, place, spoken),
      pick: (found) => this.pick(found),
      hint: (text) => this.hint(text),
    });
    this.hideHint = afterPause(1800, () => $("plot-hint").classList.remove("seen"));
    atlas.onimages = () => this.plot.redraw();
    this.plot.onmove = afterPause(300, () => state.set({zoom: this.zoomText()}));
    for (const [id, key] of [
      ["axis-x", "x"],
      ["axis-y", "y"],
      ["overlay", "overlay"],
      ["images-mode", "images"],
    ]) {
      $(id).addEventListener("change", (event) => state.set({[key]: event.target.value}));
    }
    $("zoom-in").addEventListener("click", () => this.plot.zoom(1.5));
    $("zoom-out").addEventListener("click", () => this.plot.zoom(1 / 1.5));
    $("zoom-all").addEventListener("click", () => {
      this.hover(null);
      this.plot.fit();
      state.set({zoom: ""});
    });
    if (!atlas.thumbnails) $("images-mode").closest("label").hidden = true;
    state.watch(
      ["view", "case", "x", "y", "overlay", "images", "colour", "only", "pick"],
      (changed) => this.changed(changed),
    );
    theme.watch(() => this.colour());
    this.begun = false;
    this.missed = new Set();
    this.queue = Promise.resolve();
    this.changed(["view"]);
  }

  get active() {
    return ["cloud", "attributes"].includes(state.get("view"));
  }

  // One change after the other: each reads parts of the page, and a later one must not overtake.
  changed(changed) {
    this.queue = this.queue.catch(() => {}).then(() => this.apply(changed));
  }

  // Drawn when first seen; later only what changed, also while another view was shown.
  async apply(latest) {
    for (const key of latest) this.missed.add(key);
    if (!this.active) return;
    const changed = [...this.missed];
    this.missed.clear();
    const study = atlas.caseOf(state.get("case"));
    await study.open();
    if (study !== atlas.caseOf(state.get("case"))) {
      for (const key of changed) this.missed.add(key);
      return;
    }
    const first = !this.begun || changed.includes("case");
    if (first) this.openCase(study);
    this.texts(study);
    const moved = changed.includes("x") || changed.includes("y");
    if (first || moved) this.openAxes(study, moved && this.begun);
    this.begun = true;
    this.plot.imagesMode = state.get("images");
    $("images-mode").value = state.get("images");
    if (first || changed.includes("only") || moved) this.filter();
    if (first || changed.includes("colour")) this.colour();
    if (first || moved || changed.includes("overlay")) await this.overlay(study);
    if (first || moved || changed.includes("pick")) await this.marks(study);
    if (first) this.zoomTo(state.get("zoom"));
    this.plot.redraw();
    this.note(study);
  }

  openCase(study) {
    axisOptions($("axis-x"), study);
    axisOptions($("axis-y"), study);
    fill(
      $("overlay"),
      new Option("no other vectors", ""),
      ...study.samplers
        .filter(({vectors}) => vectors > 0)
        .map(({name, title}) => new Option(title, name)),
    );
  }

  openAxes(study, moved) {
    const [x, y] = [new Axis(study, state.get("x")), new Axis(study, state.get("y"))];
    $("axis-x").value = `${x.direction ? "d" : "c"}${x.number + (x.direction ? 1 : 0)}`;
    $("axis-y").value = `${y.direction ? "d" : "c"}${y.number + (y.direction ? 1 : 0)}`;
    this.plot.open(study, x, y);
    this.plot.fit();
    if (moved) state.set({zoom: ""});
  }

  texts(study) {
    const cloud = state.get("view") === "cloud";
    const wide = study.share.slice(0, 2).reduce((sum, share) => sum + share, 0);
    $("map-title").textContent = cloud
      ? `${atlas.data.vectors.toLocaleString("en")} images, each a point of ${study.z_dim} numbers`
      : "Which images have what";
    $("map-lead").textContent =
      `The two widest directions of the cloud hold ${percent(wide)} of its variance, ` +
      "so images that are near each other on a map may be far apart.";
    $("attributes-lead").textContent =
      "The same map, coloured by an attribute. Where colours part, the directions know of it.";
    this.plot.canvas.setAttribute("aria-label", `Map of ${atlas.sizeText}: ${this.axesText}`);
  }

  get axesText() {
    return this.plot.x ? `${this.plot.x.title} to the right, ${this.plot.y.title} up` : "";
  }

  filter() {
    const filters = readFilters(state.get("only"));
    this.plot.rows = Object.keys(filters).length
      ? atlas.attributes.fitting(filters)
      : Uint32Array.from({length: atlas.data.rows}, (_, i) => i);
    this.plot.redraw();
  }

  colour() {
    const k = atlas.attributes?.index(state.get("colour")) ?? -1;
    this.plot.classes = k < 0 ? null : atlas.attributes.classes(k).classes;
    this.plot.colours = k < 0 ? null : atlas.attributes.colours(k);
    showLegend($("plot-legend"), k);
    this.plot.redraw();
  }

  // Vectors of one sampler of the study over the points.
  async overlay(study) {
    const sampler = study.sampler(state.get("overlay"));
    $("overlay").value = sampler ? sampler.name : "";
    this.plot.others = null;
    if (!sampler?.vectors) return;
    const coordinates = await study.own(sampler.name, 0, sampler.vectors);
    const z = study.z_dim;
    const each = Array.from({length: sampler.vectors}, (_, i) =>
      coordinates.subarray(i * z, (i + 1) * z),
    );
    this.plot.others = {
      xs: each.map((one) => this.plot.x.of(one)),
      ys: each.map((one) => this.plot.y.of(one)),
      distance: median(each.map((one) => study.distance(one))),
      farthest: farthestDirection(study, each),
      square: sampler.kind === "cube",
      colour: sampler.kind === "cube" ? "--cube" : "--control",
      sampler: sampler.name,
    };
  }

  async marks(study) {
    const named = [["origin", "origin", "cross"]];
    if (state.get("pick")) named.push([state.get("pick"), "picked", "ring"]);
    const marks = [];
    for (const [recipe, name, shape] of named) {
      const coordinates = await coordinatesOf(study, recipe);
      if (coordinates)
        marks.push({x: this.plot.x.of(coordinates), y: this.plot.y.of(coordinates), name, shape});
    }
    this.plot.marks = marks;
    this.plot.redraw();
  }

  note(study) {
    const {rows, all, others} = this.plot;
    const parts = [];
    if (all)
      parts.push(`Shades show all ${counted(atlas.data.vectors)} vectors, dots ${atlas.sizeText}.`);
    else if (study.coarse) parts.push(`Dots show ${atlas.sizeText}.`);
    if (rows.length < study.rows)
      parts.push(
        `${counted(rows.length)} of ${counted(study.rows)} points fit the filters.`,
        make("button", {
          type: "button",
          class: "small",
          text: "Show all images",
          onclick: () => state.set({only: ""}),
        }),
      );
    if (others) {
      const sampler = study.sampler(others.sampler);
      parts.push(
        `${others.square ? "Squares" : "Discs"}: ${others.xs.length} vectors of ` +
          `“${sampler.title}” (${scoreText(sampler)}). Half of them are more than ` +
          `${digits(others.distance)} away from the centre, counted in standard deviations over ` +
          "all directions; of the data half are more than " +
          `${digits(study.mahalanobis.quantiles[50])}.`,
      );
      if (state.get("y") !== `d${others.farthest + 1}`) {
        parts.push(
          make("button", {
            type: "button",
            class: "small",
            text: `Put direction ${others.farthest + 1} up: there they lie farthest out`,
            onclick: () => state.set({y: `d${others.farthest + 1}`}),
          }),
        );
      }
    }
    if (!atlas.data.images) parts.push(atlas.data.why_no_images);
    if (state.get("images") === "on")
      parts.push("Of each cell of a grid the image nearest to its middle is shown.");
    fill($("plot-note"), ...parts.flatMap((part) => [part, " "]));
  }

  recipeOf(found) {
    return found.row >= 0
      ? Recipe.image(atlas.numberOf(found.row))
      : Recipe.own(this.plot.others.sampler, found.other);
  }

  pick(found) {
    state.set({pick: this.recipeOf(found)});
  }

  hint(text) {
    $("plot-hint").textContent = text;
    $("plot-hint").classList.add("seen");
    this.hideHint();
  }

  async hover(found, place, spoken = false) {
    const box = $("hover");
    this.hovered = found;
    box.hidden = !found;
    if (!found) return;
    const {study} = this.plot;
    const recipe = this.recipeOf(found);
    const k = atlas.attributes.index(state.get("colour"));
    const extra =
      found.row >= 0 && k >= 0
        ? `, ${atlas.attributes.title(k)}: ${atlas.attributes.text(k, found.row)}`
        : "";
    box.querySelector("p").textContent = describe(study, recipe) + extra;
    if (spoken) announce(describe(study, recipe) + extra);
    const [x, y] = place;
    const {width, height} = this.plot.size;
    box.style.left = `${clamp(x > width - 170 ? x - 158 : x + 18, 4, width - 150)}px`;
    box.style.top = `${clamp(y > height - 190 ? y - 176 : y + 18, 4, height - 60)}px`;
    const canvas = box.querySelector("canvas");
    if (found.row >= 0 && atlas.thumbnails) {
      const bitmap = await atlas.thumbnails.get(found.row);
      if (this.hovered !== found || !bitmap) return;
      showThumbnail(canvas, found.row);
      canvas.hidden = false;
      return;
    }
    canvas.hidden = true;
    const pixels = await atlas
      .liveOf(study)
      .decode(study.latents(await coordinatesOf(study, recipe), 1), "hover", 3);
    if (!pixels || this.hovered !== found) return;
    canvas.hidden = false;
    paint(canvas, pixels, study.width, study.height);
  }

  zoomText() {
    const {x, y, scale} = this.plot.view;
    return [x, y, scale / this.plot.fitted].map((value) => Number(value.toPrecision(4))).join(",");
  }

  zoomTo(text) {
    const [x, y, zoom] = text.split(",").map(Number);
    if (text && [x, y, zoom].every(Number.isFinite))
      this.plot.goTo(x, y, clamp(zoom, 0.2, MOST_ZOOM));
  }

  shared() {
    const {picked} = views;
    return {
      study: this.plot.study,
      latents: picked.latent,
      name: picked.latent ? describe(this.plot.study, state.get("pick")) : "",
      canvases: [this.plot.canvas],
      columns: 1,
      picture: this.axesText,
      legend: legendParts(),
    };
  }
}

// The direction along which vectors lie farthest from the centre, in its standard deviations: the
// one with the greatest median. Directions as flat as rounding errors do not count.
function farthestDirection(study, vectors) {
  const known = study.spreads.filter((spread) => spread > 1e-6 * study.spreads[0]);
  const medians = known.map((spread, k) =>
    median(vectors.map((one) => Math.abs(one[k]) / spread)),
  );
  return medians.indexOf(Math.max(...medians));
}
