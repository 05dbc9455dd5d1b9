// View that sets two sources of vectors side by side: the study's samplers, or live draws.
"use strict";

const PANEL_IMAGES = 16;
class ComparePanel {
  // side: "left" or "right"; state keys are "left", "left_case", "left_page". choose: called with
  // the case and the recipe of an image that was clicked.
  constructor(host, side, choose) {
    Object.assign(this, {side, choose, turn: 0});
    this.cases = make("select", {onchange: (event) => this.set({_case: event.target.value})});
    this.sources = make("select", {
      onchange: (event) => this.set({"": event.target.value, _page: 0}),
    });
    this.size = make("input", {
      type: "number",
      min: "0",
      step: "any",
      title: "half side of the cube; the same as in Dissolve",
      onchange: (event) => this.resize(Number(event.target.value)),
    });
    this.sizeLabel = make("label", {class: "number", text: "b, as in Dissolve "}, this.size);
    const grid = make("div", {class: "sheet"});
    this.sheet = new Sheet(grid, PANEL_IMAGES, (k) => this.pick(k), `${side}, image`);
    this.back = make("button", {
      type: "button",
      text: "‹",
      "aria-label": `${side}: vectors before`,
      onclick: () => this.page(-1),
    });
    this.next = make("button", {
      type: "button",
      text: "›",
      "aria-label": `${side}: next vectors`,
      onclick: () => this.page(1),
    });
    this.place = make("span", {class: "place"});
    this.measured = make("div", {class: "measured"});
    this.title = make("h2");
    fill(
      host,
      this.title,
      make(
        "div",
        {class: "controls"},
        atlas.cases.length > 1 ? make("label", {text: "case "}, this.cases) : null,
        make("label", {text: "vectors "}, this.sources),
        this.sizeLabel,
      ),
      grid,
      make("div", {class: "buttons pager"}, this.back, this.place, this.next),
      this.measured,
    );
    fill(this.cases, ...atlas.cases.map(({name}) => new Option(name, name)));
    state.watch(["pick", "case"], () => this.mark());
    state.watch(["view", "case", "b", side, `${side}_case`, `${side}_page`], () => this.show());
    this.show();
  }

  set(changes) {
    state.set(
      Object.fromEntries(Object.entries(changes).map(([key, value]) => [this.side + key, value])),
    );
  }

  // A size that is none changes nothing, also not what stands in the field.
  resize(b) {
    if (b > 0 && Number.isFinite(b)) state.set({b: String(b)});
    this.size.value = Number(cubeSize(this.study, state.get("b")).toPrecision(3));
  }

  get study() {
    return atlas.caseOf(state.get(`${this.side}_case`) || state.get("case"));
  }

  // The live source or the sampler that is chosen; a name that is not there gives a default.
  get source() {
    const chosen = state.get(this.side);
    if (chosen.startsWith("live:") && LIVE_SOURCES[chosen.slice(5)])
      return {...LIVE_SOURCES[chosen.slice(5)], live: chosen.slice(5)};
    const {study} = this;
    const named = study.sampler(chosen);
    if (named && (named.vectors || named.sheet)) return {sampler: named};
    const own = study.samplerOfKind("gaussian-full");
    if (this.side === "left" && own?.vectors) return {sampler: own};
    return this.side === "left"
      ? {...LIVE_SOURCES.cloud, live: "cloud"}
      : {...LIVE_SOURCES.cube, live: "cube"};
  }

  // The measured sampler that stands for the source.
  like(study, source) {
    if (source.sampler) return source.sampler;
    if (source.like !== "cube") return study.samplerOfKind(source.like);
    return study.cubeNear(cubeSize(study, state.get("b")));
  }

  async show() {
    if (state.get("view") !== "compare") return;
    const turn = ++this.turn;
    const {study, source} = this;
    this.cases.value = study.name;
    const groups = [
      [
        "the study's own vectors, measured",
        study.samplers
          .filter((one) => one.vectors || one.sheet)
          .map((one) => new Option(one.title, one.name)),
      ],
      [
        "live draws",
        Object.entries(LIVE_SOURCES).map(
          ([key, {title}]) => new Option(`${title} (live)`, `live:${key}`),
        ),
      ],
    ];
    fill(this.sources, ...groups.map(([label, options]) => make("optgroup", {label}, ...options)));
    this.sources.value = source.live ? `live:${source.live}` : source.sampler.name;
    this.sizeLabel.classList.toggle("no-use", source.live !== "cube");
    const b = cubeSize(study, state.get("b"));
    this.size.value = Number(b.toPrecision(3));
    const like = this.like(study, source);
    const whose = atlas.cases.length > 1 ? `, case ${study.name}` : "";
    this.title.textContent =
      (source.live ? `${source.title}, drawn live` : source.sampler.title) + whose;
    fill(this.measured, ...panelText(study, source, like));
    await study.open();
    if (turn === this.turn) await this.decode(study, source, b, turn);
  }

  async decode(study, source, b, turn) {
    const pages = source.live ? 64 : Math.max(1, Math.ceil(source.sampler.vectors / PANEL_IMAGES));
    const page = clamp(Math.round(state.get(`${this.side}_page`)), 0, pages - 1);
    this.latents = null;
    this.recipes = [];
    if (source.live) {
      const seed = state.get("seed") + page;
      this.latents = drawn(study, seed, source.t, b, PANEL_IMAGES);
      this.recipes = Array.from({length: PANEL_IMAGES}, (_, k) =>
        Recipe.draw(seed, source.t, b, k),
      );
    } else if (source.sampler.vectors) {
      const from = page * PANEL_IMAGES;
      const count = Math.min(PANEL_IMAGES, source.sampler.vectors - from);
      this.latents = study.latents(await study.own(source.sampler.name, from, count), count);
      this.recipes = Array.from({length: count}, (_, k) =>
        Recipe.own(source.sampler.name, from + k),
      );
    }
    if (turn !== this.turn) return;
    this.mark();
    this.back.disabled = page === 0;
    this.next.disabled = page === pages - 1;
    const from = page * PANEL_IMAGES + 1;
    const last = page * PANEL_IMAGES + (this.recipes.length || PANEL_IMAGES);
    this.place.textContent = source.live
      ? `draw ${page + 1}`
      : source.sampler.vectors
        ? `vectors ${from} to ${last} of ${source.sampler.vectors}`
        : "the study's sheet";
    const live = await atlas.liveOf(study).open();
    if (turn !== this.turn) return;
    const pixels =
      live.on && this.latents ? await live.decode(this.latents, `sheet-${this.side}`, 1) : null;
    if (turn !== this.turn) return;
    if (pixels) return this.sheet.paint(pixels, study.width, study.height);
    if (live.on && this.latents) return;
    const sampler = source.sampler ?? this.like(study, source);
    const bitmap = sampler ? await ownSheet(study, sampler.name) : null;
    if (turn !== this.turn) return;
    if (bitmap) this.sheet.paintSheet(bitmap);
    else this.sheet.clear();
    this.back.disabled = this.next.disabled = true;
    this.recipes = this.sheet.cells.map((_, k) =>
      bitmap && k < sampler.vectors ? Recipe.own(sampler.name, k) : "",
    );
    this.mark();
    this.place.textContent = bitmap ? "the study's sheet" : "no images of it in the page";
  }

  // The picked image, if it is one of these: the same name may be another vector's in another case.
  mark() {
    const here = this.study === atlas.caseOf(state.get("case"));
    this.sheet.mark(here ? (this.recipes ?? []) : []);
  }

  page(step) {
    this.set({_page: Math.max(0, Math.round(state.get(`${this.side}_page`)) + step)});
  }

  pick(k) {
    if (!this.recipes[k]) return;
    this.choose({case: this.study.name, pick: this.recipes[k]});
  }
}

class CompareView {
  constructor() {
    this.panels = [
      new ComparePanel($("panel-left"), "left", (choice) => this.pick(choice)),
      new ComparePanel($("panel-right"), "right", (choice) => this.pick(choice)),
    ];
    this.held = {};
    state.watch(["case"], () => this.release());
    state.watch(["view", "case", "right", "right_case"], () => this.ladder());
    this.ladder();
  }

  // The page's case becomes that of the picked image. Panels that follow it are held, so that
  // neither of them changes through a pick.
  pick(choice) {
    for (const {side, study} of this.panels) {
      if (!state.get(`${side}_case`)) this.held[`${side}_case`] = study.name;
    }
    this.picking = true;
    state.set({...this.held, ...choice});
    this.picking = false;
  }

  // Another case for the page, chosen at the head: what was only held follows it again.
  release() {
    if (this.picking) return;
    const follow = Object.entries(this.held).filter(([key, name]) => state.get(key) === name);
    this.held = {};
    state.set(Object.fromEntries(follow.map(([key]) => [key, ""])));
  }

  // All samplers of the right panel's case with their bars; a click puts one on the right.
  ladder() {
    if (state.get("view") !== "compare") return;
    const {study} = this.panels[1];
    $("ladder-title").textContent = `All samplers of case ${study.name}, best first`;
    const ceiling = study.samplers.find((one) => one.name === "reconstructions");
    $("ladder-note").textContent =
      (ceiling?.overlap
        ? `The upright line is the ceiling, reconstructions: ${ceiling.overlap.toFixed(2)}. `
        : "") + "Click a row to put it on the right.";
    const detected = study.samplers.some((one) => one.face_rate !== null);
    fill(
      $("ladder"),
      ...study.samplers
        .filter(({kind}) => kind !== "control")
        .map((one) => {
          const fillBar = make("span", {class: "bar-fill"});
          fillBar.style.width = `${100 * (one.overlap ?? 0)}%`;
          const limit = make("span", {class: "bar-limit"});
          limit.style.left = `${100 * (ceiling?.overlap ?? 0)}%`;
          return make(
            "li",
            {},
            make(
              "button",
              {
                type: "button",
                class: `rung k-${one.kind}`,
                disabled: !(one.vectors || one.sheet),
                "aria-pressed": String(state.get("right") === one.name),
                onclick: () => state.set({right: one.name, right_page: 0}),
              },
              make("span", {class: "name"}, markOf(one.kind), ` ${one.title}`),
              make("span", {class: "track"}, fillBar, ceiling?.overlap ? limit : null),
              make(
                "span",
                {class: "value"},
                make("b", {text: one.overlap === null ? "–" : one.overlap.toFixed(2)}),
              ),
              detected
                ? make("span", {
                    class: "faces",
                    text: one.face_rate === null ? "–" : `faces ${percent(one.face_rate)}`,
                  })
                : null,
            ),
          );
        }),
    );
  }

  shared() {
    const [left, right] = this.panels;
    return {
      study: left.study,
      latents: left.latents,
      name: left.title.textContent,
      canvases: [0, 1, 2, 3].flatMap((line) =>
        [left, right].flatMap(({sheet}) => sheet.canvases.slice(4 * line, 4 * line + 4)),
      ),
      columns: 8,
      picture: `${left.title.textContent} (left), ${right.title.textContent} (right)`,
      parts: [left, right].map(({study, latents, title}) => ({
        study,
        latents,
        name: title.textContent,
      })),
    };
  }
}
