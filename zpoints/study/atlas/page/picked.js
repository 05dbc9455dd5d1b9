// The picked vector: its image, where it lies, its attributes, and the images nearest to it.
"use strict";

const NEAREST_IMAGES = 8;

class Picked {
  constructor(host) {
    this.host = host;
    this.turn = 0;
    this.notice = new PickedNotice(host, () => this.close());
    // What stays in sight does so below the head, however many lines that has.
    new ResizeObserver(([{target}]) =>
      document.documentElement.style.setProperty("--head", `${target.offsetHeight}px`),
    ).observe(document.querySelector(".top"));
    state.watch(["pick", "case"], () => this.show());
  }

  close() {
    state.set({pick: ""});
  }

  async show() {
    const turn = ++this.turn;
    const recipe = state.get("pick");
    document.body.classList.toggle("has-pick", recipe !== "");
    if (!recipe) return this.empty();
    const study = atlas.caseOf(state.get("case"));
    await study.open();
    const coordinates = await coordinatesOf(study, recipe);
    if (turn !== this.turn) return;
    if (!coordinates) return this.empty("The page does not hold this vector for this case.");
    this.coordinates = coordinates;
    this.latent = study.latents(coordinates, 1);
    const row = recipe.startsWith("image:") ? atlas.rowOf(Number(recipe.slice(6))) : -1;
    this.build(study, recipe, row);
    this.reveal(sentence(describe(study, recipe)));
    this.decode(study, turn);
    this.neighbours(study, row, turn);
    announce(`Picked: ${describe(study, recipe)}. ${this.numbersText}`);
  }

  // Beside the view the panel begins at its top; below it, a notice says that something was picked.
  reveal(title) {
    const first = this.revealed === undefined;
    this.revealed = true;
    $("side").scrollTop = 0;
    if (!first) this.notice.show(title);
  }

  empty(
    text = "Point at a dot to see its image. Click one to keep it here, with its attributes and " +
      "the images nearest to it.",
  ) {
    this.latent = null;
    this.revealed = true;
    this.notice.hide();
    fill(
      this.host,
      make("h2", {id: "picked-title", text: "Nothing picked"}),
      make("p", {class: "note", text}),
    );
  }

  build(study, recipe, row) {
    this.decoded = make("canvas", {
      class: "empty",
      width: study.width,
      height: study.height,
      role: "img",
      "aria-label": "decoded",
    });
    const pictures = make("div", {class: "pictures"});
    if (row >= 0 && atlas.thumbnails) {
      const real = make("canvas", {
        class: "empty",
        width: 64,
        height: 64,
        role: "img",
        "aria-label": "real image",
      });
      showThumbnail(real, row);
      pictures.append(make("figure", {}, real, make("figcaption", {text: "real image"})));
    }
    this.caption = make("figcaption", {text: row >= 0 ? "its reconstruction" : "decoded"});
    pictures.append(make("figure", {}, this.decoded, this.caption));
    const title = sentence(describe(study, recipe));
    const whose = atlas.cases.length > 1 && row < 0 ? `, case ${study.name}` : "";
    this.near = make("div", {class: "near"});
    this.nearText = make("p", {class: "note"});
    fill(
      this.host,
      make("button", {
        type: "button",
        class: "close",
        "aria-label": "Let go of the picked vector",
        text: "×",
        onclick: () => this.close(),
      }),
      make("h2", {id: "picked-title", text: title + whose}),
      row >= 0 ? make("p", {class: "note", text: whichImage(row)}) : null,
      pictures,
      this.actions(recipe, study),
      this.numbers(study),
      this.attributes(row),
      make("h3", {text: "Nearest images"}),
      this.nearText,
      this.near,
    );
  }

  actions(recipe, study) {
    const go = (text, changes, kind = "") =>
      make("button", {type: "button", class: kind, text, onclick: () => state.set(changes)});
    return make(
      "div",
      {class: "buttons"},
      go("See it in the cloud", {view: "cloud"}, "to-cloud"),
      go("Push it along directions", {view: "directions", a: recipe, moves: "", mix: 0}),
      make("button", {
        type: "button",
        text: "Take as B",
        onclick: () => {
          state.set({view: "directions", e: recipe});
          $("end-form").scrollIntoView({block: "center"});
        },
      }),
      make("button", {
        type: "button",
        text: "Python",
        onclick: () => sharePython(study, this.latent, describe(study, recipe)),
      }),
    );
  }

  numbers(study) {
    const distance = study.distance(this.coordinates);
    const length = study.length(this.latent);
    const farther = shareBelow(study.mahalanobis.quantiles, distance);
    const longer = shareBelow(study.lengths.quantiles, length);
    this.numbersText = `Distance ${digits(distance)}, length ${digits(length)}.`;
    return make(
      "dl",
      {class: "numbers"},
      make(
        "div",
        {},
        make("dt", {text: "distance from the centre", title: "Mahalanobis distance"}),
        make(
          "dd",
          {},
          make("b", {text: digits(distance)}),
          ` ${comparedWithData("farther out than", farther)}`,
        ),
      ),
      make(
        "div",
        {},
        make("dt", {text: "length"}),
        make(
          "dd",
          {},
          make("b", {text: digits(length)}),
          ` ${comparedWithData("longer than", longer)}`,
        ),
      ),
    );
  }

  // What an image has, and its numbers behind a fold.
  attributes(row) {
    const {attributes} = atlas;
    if (row < 0 || !attributes.described.length) return null;
    const has = make("ul", {class: "tags"});
    const all = make("dl", {class: "numbers fold"});
    attributes.described.forEach((one, k) => {
      const name = plainName(one.name);
      if (one.kind === "binary" && attributes.value(k, row) === 1)
        has.append(make("li", {text: name}));
      else if (one.kind === "number") {
        all.append(
          make("div", {}, make("dt", {text: name}), make("dd", {text: attributes.text(k, row)})),
        );
      }
    });
    return make(
      "div",
      {},
      make("h3", {text: "Attributes"}),
      has,
      all.children.length
        ? make("details", {}, make("summary", {text: `${all.children.length} numbers`}), all)
        : null,
    );
  }

  async decode(study, turn) {
    const live = await atlas.liveOf(study).open();
    if (turn !== this.turn) return;
    if (!live.on) {
      this.caption.textContent = "not decoded: live decoding is off";
      return;
    }
    const pixels = await live.decode(this.latent, "picked", 2);
    if (pixels && turn === this.turn) paint(this.decoded, pixels, study.width, study.height);
  }

  async neighbours(study, row, turn) {
    const {rows, distances} = await atlas.nearest.find(
      study,
      this.coordinates,
      NEAREST_IMAGES,
      row,
    );
    if (turn !== this.turn || !rows.length) return;
    const share = shareBelow(study.nearest.quantiles, distances[0]);
    this.nearText.textContent =
      `The nearest of ${atlas.sizeText} is ${digits(distances[0])} away` +
      (share === null ? "." : `; ${neighboursCompared(share)}.`);
    fill(
      this.near,
      ...rows.map((near, k) => {
        const canvas = make("canvas", {class: "empty", width: 64, height: 64});
        const number = atlas.numberOf(near);
        if (atlas.thumbnails) showThumbnail(canvas, near);
        return make(
          "button",
          {
            type: "button",
            class: "cell",
            onclick: () => state.set({pick: Recipe.image(number)}),
            "aria-label": `image ${number}, ${digits(distances[k])} away`,
          },
          atlas.thumbnails ? canvas : make("span", {text: number.toLocaleString("en")}),
        );
      }),
    );
  }
}

function sentence(text) {
  return text[0].toUpperCase() + text.slice(1);
}

// The file of an image, and where the study's table has it.
function whichImage(row) {
  const table = `row ${counted(atlas.numberOf(row))} of images.csv, the first is 0`;
  const file = atlas.fileOf(row);
  return file ? `${file} (${table})` : `${table[0].toUpperCase()}${table.slice(1)}.`;
}

async function showThumbnail(canvas, row) {
  const bitmap = await atlas.thumbnails.get(row);
  if (!bitmap) return;
  Object.assign(canvas, {width: bitmap.width, height: bitmap.height});
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  canvas.classList.remove("empty");
  canvas.classList.toggle("small", bitmap.width < 48);
}
